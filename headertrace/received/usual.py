"""The shape that most lines have, read in one match.

``from first (ident@found [ip]) by host (software) with protocol id word for <mailbox>; date``,
with what qmail, Exim and sendmail put where. A line of another shape, or with a word in it
that needs thought, gives None here and is read step by step (``clauses``, ``reading``); a
test holds both ways to the same result.
"""

from __future__ import annotations

from typing import Any

from headertrace.patterns import lazy
from headertrace.received.clauses import Clauses
from headertrace.received.connection import FAILED_LOOKUPS
from headertrace.received.lexer import address, comments, name
from headertrace.received.reading import by_clause, security, software

_KEYWORD = r"(?!(?:from|by|via|with|whith|id|for)[ ()\[])"
# A name that is neither an address nor a keyword.
_HOST = r"(?!(?:[0-9.]+|from|by|via|with|whith|id|for)[ ()\[])[\w.-]++"
_NAMED = rf"{_KEYWORD}\[?[\w.:-]++\]?"
_ADDRESS = r"(?:IPv6:)?([0-9A-Fa-f.:]+)"
_IDENT = r"(?:([^\s()\[\]@:]+)@)?"
_INNER = r"(?:[^()\\]++|\([^()\\]*+\))*+\)"
_COMMENTS = rf"(?: \({_INNER})*+"
# What servers add to the ``from`` clause that says nothing of who connected.
_ASIDE = rf"(?: \((?:using TLS|No client cert|Client |Authenticated sender: |version=TLS|may be forged\)){_INNER})*+"
_SHAPE = lazy(
    rf"(?:from (({_NAMED})"
    rf"(?: \({_IDENT}(?:({_HOST}) )?\[{_ADDRESS}\](?: helo=([\w.-]++)| \(may be forged\))?\)"
    rf"|(?: \(HELO ([\w.-]++)\))? \({_IDENT}{_ADDRESS}\)| \[{_ADDRESS}\])?"
    rf"{_ASIDE}) )?by (({_NAMED})(?: \(([^()\\]*+)\))?({_COMMENTS}))"
    rf"(?: with ((Microsoft SMTP Server|[\w-]++(?=[ ;]))({_COMMENTS})))?"
    rf"(?: id (<?([^\s();,<>]++)>?{_COMMENTS}))?(?: via (Frontend Transport|Mailbox Transport))?"
    rf"(?: for (<?([^\s();,<>]++)>?{_COMMENTS}))?"
    r"; ?((?=[^;]*[0-9])[A-Z0-9][^();]++(?:\((?!envelope-)[^();]*\))?)"
    r" ?(?:\(envelope-(?:from|sender) <?([^\s();<>]++)>?\))?"
)


def usual(text: str, facts: dict[str, Any]) -> Clauses | None:
    """Read an unfolded value of the usual shape into ``facts``; None where it has another.

    Linear in its length.
    """
    match = _SHAPE.fullmatch(text)
    if match is None:
        return None
    (sender, first, ident, found, bracketed, helo, qmail_helo, qmail_ident, bare, beside, by, host, comment, more,
     with_, protocol, after, id_, identifier, via, for_, mailbox, date, envelope) = match.groups()  # fmt: skip
    if ": " in date:
        return None
    if first:
        facts["first"] = first
        ip = bracketed or bare or beside
        if ip:
            facts["ip"] = ip = address(ip)
            if ip is None:
                return None
        if found and found.lower() not in FAILED_LOOKUPS:
            facts["found"] = found
        if ident or qmail_ident:
            facts["ident"] = ident or qmail_ident
        if beside:
            facts["beside"] = beside
        if helo or qmail_helo:
            facts["announced"] = helo or qmail_helo
            facts["has_announced"] = True
    said: list[str] = []
    if more or host[0] in "[0123456789" or ":" in host:
        said = by_clause(by, facts)
    else:
        facts["by"] = name(host)
        if comment is not None:
            facts["by_ip"] = ip = address(comment)
            if not ip:
                said.append(comment)
    if after:
        said += comments(after)
    facts["protocol"] = protocol
    facts["id"] = identifier
    facts["via"] = via
    facts["recipient"] = _mailbox(mailbox) if mailbox else None
    facts["software"] = facts["comment"] = software(said) if said else None
    head = text[: match.start(23)]
    security(head, facts)
    if envelope:
        facts["sender"] = envelope
    return Clauses("", sender or "", by, via or "", with_ or "", id_ or "", for_ or "", date, (), -1, head, True)


def _mailbox(word: str) -> str:
    local, at, domain = word.rpartition("@")
    return f"{local}@{domain.lower()}" if at else word
