"""Yahoo Mail, and Yahoo Groups: ``(EGP: mail-8_2_3_0); date`` is a step inside the latter's queue.

Source: lines written by Yahoo's hosts.
"""

from headertrace.received.clauses import Clauses
from headertrace.received.facts import Facts


def read(clauses: Clauses, facts: Facts) -> None:
    if clauses.lead.startswith("(EGP:"):
        facts.lead_read = True
