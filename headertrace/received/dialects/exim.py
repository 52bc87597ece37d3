"""Exim 3 and 4: ``from rdns ([ip] helo=name ident=user) by host with esmtp (Exim 4.96) id ...``.

The word after ``from`` was looked up; where it is an address, the lookup failed and the
announced name is in ``helo=``. A local submission names the user. Source: src/src/globals.c
(received_header_text) and expand.c of Exim.
"""

from headertrace.patterns import lazy
from headertrace.received.clauses import Clauses
from headertrace.received.facts import Facts
from headertrace.received.lexer import name

_HELO_ONLY = lazy(r"\(([\w.-]+)\) \[[\d.]+\]")


def read(clauses: Clauses, facts: Facts) -> None:
    protocol = facts.protocol or ""
    if protocol.startswith("local"):
        facts.ident = facts.ident or (facts.rdns if not facts.ip else None)
        facts.rdns = facts.helo = None
        return
    match = _HELO_ONLY.match(clauses.sender)
    if match:
        facts.helo, facts.rdns = name(match[1]), None
