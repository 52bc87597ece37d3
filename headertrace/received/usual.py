"""The shape that most lines have, read in one match.

``from first (ident@found [ip]) by host (software) with protocol id word for <mailbox>; date``,
with what qmail, Exim and sendmail put where. A line of another shape, or with a word in it
that needs thought, gives None here and is read step by step (``clauses``, ``reading``); a
test holds both ways to the same result.
"""

from __future__ import annotations

import re

from headertrace.patterns import lazy
from headertrace.received.clauses import Clauses
from headertrace.received.connection import FAILED_LOOKUPS
from headertrace.received.facts import Facts
from headertrace.received.lexer import address, comments, name
from headertrace.received.reading import bare, by_clause, security, software

_KEYWORD = r"(?!(?:from|by|via|with|whith|id|for)[ ()\[])"
# A name that is neither an address nor a keyword.
_HOST = r"(?!(?:[0-9.]+|from|by|via|with|whith|id|for)[ ()\[])[\w.-]++"
_NAMED = rf"{_KEYWORD}\[?[\w.:-]++\]?"
_ADDRESS = r"[0-9A-Fa-f.:]+"
_IDENT = r"[^\s()\[\]@:]+"
_WORD = r"[^\s();,<>]++"
_INNER = r"(?>(?:[^()\\]++|\([^()\\]*+\))*)\)"
_COMMENTS = rf"(?>(?: \({_INNER})*)"
# What servers add to the ``from`` clause that says nothing of who connected.
_ASIDE = rf"(?>(?: \((?:using TLS|No client cert|Client |Authenticated sender: |version=TLS|may be forged\)){_INNER})*)"
_FROM = (
    rf"from (?P<sender>(?P<first>{_NAMED})"
    rf"(?: \((?:(?P<ident>{_IDENT})@)?(?:(?P<found>{_HOST}) )?\[(?:IPv6:)?(?P<bracketed>{_ADDRESS})\]"
    rf"(?: helo=(?P<helo>[\w.-]++)| \(may be forged\))?\)"
    rf"|(?: \(HELO (?P<qmail_helo>[\w.-]++)\))? \((?:(?P<qmail_ident>{_IDENT})@)?(?:IPv6:)?(?P<bare>{_ADDRESS})\)"
    rf"| \[(?:IPv6:)?(?P<beside>{_ADDRESS})\])?{_ASIDE}) "
)
_BY = rf"by (?P<by>(?P<host>{_NAMED})(?: \((?P<comment>[^()\\]*+)\))?(?P<more>{_COMMENTS}))"
_WITH = rf" with (?P<with>(?P<protocol>Microsoft SMTP Server|[\w-]++(?=[ ;]))(?P<after>{_COMMENTS}))"
_DATE = r"; ?(?P<date>(?=[^;]*[0-9])[A-Z0-9][^();]++(?:\((?!envelope-)[^();]*\))?)"
_SHAPE = lazy(
    rf"(?:{_FROM})?{_BY}(?:{_WITH})?"
    rf"(?: id (?P<id><?(?P<identifier>{_WORD})>?{_COMMENTS}))?"
    rf"(?: via (?P<via>Frontend Transport|Mailbox Transport))?"
    rf"(?: for (?P<for><?(?P<mailbox>{_WORD})>?{_COMMENTS}))?"
    rf"{_DATE} ?(?:\(envelope-(?:from|sender) <?(?P<envelope>[^\s();<>]++)>?\))?"
)
_CLIENT = ("first", "found", "bracketed", "bare", "beside", "ident", "qmail_ident", "helo", "qmail_helo")
_SERVER = ("by", "host", "comment", "more", "after")
_REST = ("protocol", "identifier", "via", "mailbox", "envelope")
_CLAUSES = ("sender", "by", "with", "id", "via", "for", "date")


def usual(text: str) -> tuple[Clauses, Facts] | None:
    """Read an unfolded value of the usual shape; None where it has another.

    Linear in its length.
    """
    match = _SHAPE.fullmatch(text)
    if match is None:
        return None
    facts = Facts()
    sender, by, with_, id_, via, for_, date = match.group(*_CLAUSES)
    if ": " in date or " id " in date or not (sender is None or _client(match, facts)):
        return None
    _server(match, facts)
    facts.protocol, facts.id, facts.via, mailbox, envelope = match.group(*_REST)
    if mailbox:
        facts.recipient = bare(mailbox)
    head = text[: match.start("date")]
    security(head, facts)
    if envelope:
        facts.sender = envelope
    return Clauses("", sender or "", by, via or "", with_ or "", id_ or "", for_ or "", date, (), -1, head, True), facts


def _client(match: re.Match[str], facts: Facts) -> bool:
    """The ``from`` clause. False where what stands in an address's place is none."""
    facts.first, found, bracketed, bare, beside, ident, qmail_ident, helo, qmail_helo = match.group(*_CLIENT)
    written = bracketed or bare or beside
    if written:
        facts.ip = address(written)
        if facts.ip is None:
            return False
    if found and found.lower() not in FAILED_LOOKUPS:
        facts.found = found
    facts.ident = ident or qmail_ident
    facts.beside = beside
    facts.announced = helo or qmail_helo
    facts.has_announced = facts.announced is not None
    return True


def _server(match: re.Match[str], facts: Facts) -> None:
    """The ``by`` clause, and the software that it or the ``with`` clause names in a comment."""
    by, host, comment, more, after = match.group(*_SERVER)
    said: list[str] = []
    if more or host[0] in "[0123456789" or ":" in host:
        said = by_clause(by, facts)
    else:
        facts.by = name(host)
        if comment is not None:
            facts.by_ip = address(comment)
            if not facts.by_ip:
                said.append(comment)
    if after:
        said += comments(after)
    if said:
        facts.software = software(said)
