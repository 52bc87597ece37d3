"""Google: ``from client named unknown by gmailapi.google.com with HTTPREST`` names an application, and no host.

Source: lines written by gmailapi.google.com.
"""

from headertrace.received.clauses import Clauses
from headertrace.received.facts import Facts


def read(clauses: Clauses, facts: Facts) -> None:
    if facts.protocol == "HTTPREST" and " named " in clauses.sender:
        facts.ident, facts.helo, facts.rdns = facts.first, None, None
