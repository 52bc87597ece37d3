"""The shape that most lines have, read in one match.

``from first (ident@found [ip]) by host (software) with protocol id word for <mailbox>; date``,
with what qmail, Exim and sendmail put where. A line of another shape, or with a word in it
that needs thought, gives None here and is read step by step (``clauses``, ``reading``); a
test holds both ways to the same result.
"""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.received.clauses import Clauses
from headertrace.received.connection import FAILED_LOOKUPS
from headertrace.received.facts import Facts
from headertrace.received.lexer import address, comments, name
from headertrace.received.reading import bare, by_clause, security, software
from headertrace.records.making import maker

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
_ASIDE = rf"(?>(?: \((?:using TLS|No client cert|Client |Authenticated sender: |version=TLS|may be forged){_INNER})*)"
_FROM = (
    rf"from (?P<sender>(?P<first>{_NAMED})"
    rf"(?: \((?:(?P<ident>{_IDENT})@)?(?:(?P<found>{_HOST}) )?\[(?:IPv6:)?(?P<bracketed>{_ADDRESS})\]"
    rf"(?: helo=(?P<helo>[\w.-]++)| \(may be forged\))?\)"
    rf"|(?: \(HELO (?P<qmail_helo>[\w.-]++)\))? \((?:(?P<qmail_ident>{_IDENT})@)?(?:IPv6:)?(?P<bare>{_ADDRESS})\)"
    rf"| \[(?:IPv6:)?(?P<beside>{_ADDRESS})\])?{_ASIDE}) "
)
_BY = rf"by (?P<by>(?P<host>{_NAMED})(?: \((?P<comment>[^()\\]*+)\))?(?P<more>{_COMMENTS}))"
_WITH = rf" with (?P<with>(?P<protocol>Microsoft SMTP Server|[\w-]++(?=[ ;]))(?P<after>{_COMMENTS}))"
_DATE = r"; ?(?P<date>(?!(?i:from|by|via|with|id|for)\s)(?=[^;]*[0-9])[A-Z0-9][^();]++(?:\((?!envelope-)[^();]*\))?)"
_SHAPE = lazy(
    rf"(?:{_FROM})?(?:{_BY}(?:{_WITH})?"
    rf"(?: id (?P<id><?(?P<identifier>{_WORD})>?{_COMMENTS}))?"
    rf"(?: via (?P<via>Frontend Transport|Mailbox Transport))?"
    rf"(?: for (?P<for><?(?P<mailbox>{_WORD})>?{_COMMENTS}))?)?"
    rf"{_DATE} ?(?:\(envelope-(?:from|sender) <?(?P<envelope>[^\s();<>]++)>?\))?"
)
# What was given to sendmail or qmail on the host itself: how stands before everything else, in parentheses.
_LEAD = lazy(r"(\((?:from|qmail) [^()\\]++\))(?: (?=by )|(?=;))")
_clauses = maker(Clauses)


def usual(text: str) -> tuple[Clauses, Facts] | None:
    """Read an unfolded value of the usual shape; None where it has another.

    Linear in its length.
    """
    before = _LEAD.match(text) if text[:1] == "(" else None
    match = _SHAPE.fullmatch(text, before.end() if before else 0)
    if match is None:
        return None
    # In the order of the groups in the pattern: all of them are wanted.
    (sender, *client, by, host, comment, more, with_, protocol, after, id_, identifier, via, for_, mailbox, date,
     envelope) = match.groups()  # fmt: skip
    facts = Facts()
    if ": " in date or " id " in date or not (sender is None or _client(client, facts)):
        return None
    if host is not None:
        _server(by, host, comment, more, after, facts)
    elif before is None:
        return None
    facts.protocol, facts.id, facts.via = protocol, identifier, via
    if mailbox:
        facts.recipient = bare(mailbox)
    head = text[: match.start("date")]
    if _may_hold_a_field(head):
        return None
    security(head, facts)
    if envelope:
        facts.sender = envelope
    # Whether a host has to be named, and whether what stands before is understood, is the dialect's to say.
    return _clauses(
        before[1] if before else "", sender or "", by or "", via or "", with_ or "", id_ or "", for_ or "", date,
        (), -1, head, before is None,
    ), facts  # fmt: skip


def _may_hold_a_field(head: str) -> bool:
    """Whether another header field may be run into it, before the date."""
    return ";" in head[:-2] and ": " in head


def _client(words: list[str | None], facts: Facts) -> bool:
    """The ``from`` clause. False where what stands in an address's place is none."""
    facts.first, ident, found, bracketed, helo, qmail_helo, qmail_ident, bare, beside = words
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


def _server(by: str, host: str, comment: str | None, more: str, after: str | None, facts: Facts) -> None:
    """The ``by`` clause, and the software that it or the ``with`` clause names in a comment."""
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
