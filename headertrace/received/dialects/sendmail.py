"""sendmail: ``from helo (ident@rdns [ip] (may be forged)) by host (8.12.10/8.12.10) with ESMTP id ...``.

A local submission begins ``(from user@localhost)``. Source: the macro HReceived in
cf/m4/proto.m4 and sendmail/daemon.c of sendmail 8.
"""

from headertrace.patterns import lazy
from headertrace.received.clauses import Clauses
from headertrace.received.facts import Facts

_LOCAL = lazy(r"\(from ([^\s@()]+)")


def read(clauses: Clauses, facts: Facts) -> None:
    match = _LOCAL.match(clauses.lead)
    if match:
        facts.ident = match[1]
        facts.lead_read = True
