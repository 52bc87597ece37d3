"""Exim 3 and 4: ``from rdns ([ip] helo=name ident=user) by host with esmtp (Exim 4.96) id ...``.

The word after ``from`` was looked up; where it is an address, the lookup failed and the
announced name is in ``helo=``. A local submission names the user. Source: src/src/globals.c
(received_header_text) and expand.c of Exim.
"""

import re

from headertrace.patterns import lazy
from headertrace.received.clauses import Clauses
from headertrace.received.facts import Facts
from headertrace.received.ids import EXIM_ID
from headertrace.received.lexer import name

_HELO_ONLY = lazy(r"\(([\w.-]+)\) \[[\d.]+\]")
_HELO_BETWEEN = lazy(r"[^\s()\[\]]+ \(([\w.-]+)\) \[[\d.]+\]")

_SMTP = lazy(r"(?:e?smtps?a?|asmtp|utf8e?smtps?a?|)", re.IGNORECASE)
_ID = lazy(EXIM_ID)


def read(clauses: Clauses, facts: Facts) -> None:
    protocol = facts.protocol or ""
    first = facts.first
    if protocol.startswith("local"):
        facts.ident = facts.ident or (facts.rdns if not facts.ip else None)
        facts.rdns = facts.helo = None
        return
    if first and not facts.ip and (_is_own(first) or not _SMTP.fullmatch(protocol)):
        # Handed in on the host itself, by a user, a program or another message, over a protocol of its own naming.
        facts.ident, facts.rdns = facts.ident or first, None
        return
    match = _HELO_ONLY.match(clauses.sender)
    if match:
        facts.helo, facts.rdns = name(match[1]), None
        return
    match = _HELO_BETWEEN.match(clauses.sender)
    if match:
        facts.helo = name(match[1])


def _is_own(first: str) -> bool:
    return bool(_ID.fullmatch(first)) or "." not in first
