"""qmail and its kin: ``from rdns (HELO name) (user@ip) by host with SMTP; date``.

The HELO comment is left out where the announced name and the one looked up are the same word,
so a bare ``from name (ip)`` shows what was announced, and no lookup of its own.
Source: received.c and qmail-smtpd.c of qmail 1.03.
"""

from headertrace.received.clauses import Clauses
from headertrace.received.facts import Facts

_INVOKED = ("(qmail", "indimail", "(ofmipd")


def read(clauses: Clauses, facts: Facts) -> None:
    if clauses.lead.startswith(_INVOKED):
        facts.lead_read = True
    if "HELO" not in clauses.sender and "EHLO" not in clauses.sender and facts.rdns:
        facts.helo, facts.rdns = facts.rdns, None
