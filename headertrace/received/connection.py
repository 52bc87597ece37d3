"""The ``from`` clause: who connected, by which names and from which address.

The words are sorted by their shape alone; whether the first one was announced or looked up
is the dialect's to say (``assign``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from headertrace.patterns import lazy
from headertrace.received.facts import Facts
from headertrace.received.lexer import COMMENT, MAX_NAME, address, name

_COMMON = lazy(
    r"([^\s()\[\]]+|\[[^\]\s]*\]) ?\((?:(?:([^\s()\[\]@]*)@)?([^\s()\[\]@]+) )?\[(?:IPv6:)?([0-9A-Fa-f.:]+)\]\)"
)
_WORDS = lazy(r"[A-Za-z][\w-]*+(?>(?:\s++[A-Za-z][\w-]*+)+)\s*+")
# A client may announce any bracket: an address counts as the server's where a space parts it from the first word.
_FIRST = lazy(r"(\[[^\]\s]*\](?=[\s(\[]|$)|[^\s(]+(?=[\s(]|$)|[^\s()\[\]]+)?(?:\s+\[([^\]]*)\])?")
_BRACKET = lazy(r"\[([^\[\]]++)\]")
_GLUED = lazy(r"([^\s()\[\]]+)\[([0-9A-Fa-f.:]+)\]$")
_BRACKETED = lazy(r"\[(?:IPv6:)?[0-9A-Fa-f.:%]++\]")
# How long a name and an ident before an address may be (RFC 1035 section 2.3.4, RFC 1413 section 5): further back
# nobody looks, as from each character of a long word the search would begin anew.
MAX_BEFORE = MAX_NAME + 512
_ADDRESS_IN = lazy(r"(?:(?:([^\s()\[\]@]*)@)?([^\s()\[\]@:]*?)[ _]?)?\[(?:IPv6:)?([0-9A-Fa-f.:%]+)\](?::(\d{1,5}))?")
_GOES_ON = lazy(r"[^\s()\[\]]")
_BARE = lazy(r"(?:([^\s()\[\]]*)@)?(?:IPv6:)?([0-9A-Fa-f.:]+(?:%\w+)?)(?::(\d{1,5}))?(?:\s|$)")
_ANNOUNCED = lazy(r"(?:HELO|EHLO|helo|ehlo)(?:=|\s+|$)(\S*)")
_IDENT = lazy(r"ident=(\S+)")
_CLAIMS = lazy(r"\b(?:(?:helo|ident)=|(?:HELO|EHLO|helo|ehlo)\s).*")
_PORT = lazy(r"\bport=([0-9]{1,5})\b")
_LOGIN = lazy(r"(?:([^\s@]+)@)?(\S+) with (?:login|plain|cram-md5|xymcookie\w*)\b", re.IGNORECASE)
_NAME = lazy(r"(?:([^\s@]+)@)?([A-Za-z0-9][A-Za-z0-9._-]*)$")
_EMPTY = lazy(r"(?:([^\s@]*)@)?([^\s\[\]@]+) \[\s*\]")
FAILED_LOOKUPS = frozenset(
    {"unknown", "unverified", "verified", "really", "untrusted", "local", "unix", "dynamic", "unresolved"}
)


def connection(text: str, facts: Facts) -> None:
    """Read a ``from`` clause into ``facts``: first, announced, found, ip, port, ident, auth."""
    match = _COMMON.fullmatch(text)
    if match:
        first, ident, found, ip = match.groups()
        ip = address(ip)
        if ip:
            facts.first = first
            facts.ip = ip
            if found and found.lower() not in FAILED_LOOKUPS and not address(found):
                facts.found = found
            if ident:
                facts.ident = ident
            return
    _slowly(text, facts)


def _slowly(text: str, facts: Facts) -> None:
    if are_words(text):
        return
    match = _FIRST.match(text)
    if match:
        facts.first = match[1]
        if match[2]:
            facts.beside = match[2]
            _set_address(match[2], facts)
    for comment in COMMENT.findall(text):
        _comment(comment[1:-1].strip(), facts)
    rest = COMMENT.sub(" ", text[match.end() :] if match else text)
    if facts.ip is None and (bracket := _BRACKET.search(rest)):
        _set_address(bracket[1], facts)
    glued = _GLUED.match(facts.first) if facts.ip is None and facts.first else None
    if glued and _set_address(glued[2], facts):
        facts.first, facts.beside = glued[1], glued[2]


def are_words(text: str) -> bool:
    """Whether a clause has several words in place of a host, as "SMTP agent" and "mail pickup service": none of them
    with a dot, and no address, nor a comment that could hold either.
    """
    return _WORDS.fullmatch(text) is not None


def _set_address(text: str, facts: Facts, port: str | None = None) -> bool:
    if facts.ip is not None:
        return False
    ip = address(text)
    if ip is None:
        host, _, inside = text.rpartition(":")
        if "." not in host or not inside.isdecimal():
            return False
        # Momentum puts the port inside the brackets.
        ip, port = address(host), inside
        if ip is None:
            return False
    facts.ip = ip
    if port and len(port) < 6:
        facts.port = int(port)
    return True


def _comment(text: str, facts: Facts) -> None:
    """One comment of the clause. The first reading that fits it is taken."""
    announced = _ANNOUNCED.search(text)
    if announced:
        if announced[1] and facts.announced is None:
            facts.announced = announced[1].rstrip(")")
        facts.has_announced = True
    ident = _IDENT.search(text)
    if ident and facts.ident is None:
        facts.ident = ident[1]
    port = _PORT.search(text)
    if port and facts.port is None:
        facts.port = int(port[1])
    # What the client announced, or its ident server said, is no address that was seen.
    text = _CLAIMS.sub(" ", text, count=1).strip() if announced or ident else text
    match = _LOGIN.match(text)
    if match:
        if _set_address(match[2], facts) and match[1]:
            facts.auth = match[1]
        return
    bracketed = _BRACKETED.search(text)
    start = max(0, bracketed.start() - MAX_BEFORE) if bracketed else 0
    match = _ADDRESS_IN.search(text, start) if bracketed else None
    if match and start and match.start() == start and _GOES_ON.match(text, start - 1):
        facts.name_cut = True
    if match and _set_address(match[3], facts, match[4]):
        _found(match[2], match[1], facts)
        return
    match = _EMPTY.match(text)
    if match:
        _found(match[2], match[1], facts)
        return
    match = _BARE.match(text)
    if match and _set_address(match[2], facts, match[3]):
        if match[1]:
            facts.ident = match[1]
        return
    if not announced and not ident:
        match = _NAME.match(text)
        if match:
            if facts.named is None:
                facts.named = match[2]
            if match[1] and facts.ident is None:
                facts.ident = match[1]


def _found(found: str | None, ident: str | None, facts: Facts) -> None:
    # Exim's "helo=[address]" is no looked-up name.
    failed = not found or found.lower() in FAILED_LOOKUPS or found.endswith("=") or address(found)
    if not failed and facts.found is None:
        facts.found = found
    if ident:
        facts.ident = ident


def assign(first_is: str, facts: Facts) -> None:
    """Turn what was read into ``helo`` and ``rdns``, by what the dialect says of the first word."""
    first, announced, found, named = facts.first, facts.announced, facts.found, facts.named
    has_announced = facts.has_announced
    if found is None and named and "." in named and facts.ip is None:
        found = named
    elif first is None and named:
        announced = announced or named
    if first_is == "peer":
        return
    if first_is == "polled":
        facts.polled = None if first is None or "@" in first or address(first) else name(first)
        return
    bare = address(first) if first else None
    if bare and facts.ip is None:
        facts.ip, first = bare, None
    elif (bare and (first_is == "rdns" or has_announced)) or (first and "@" in first):
        first = None
    if first and first.lower() in FAILED_LOOKUPS and (has_announced or first_is == "rdns" or facts.ip is not None):
        first = None
    if has_announced or first_is == "rdns":
        facts.helo = _clean(announced)
        facts.rdns = name(found or (None if facts.beside and not has_announced else first))
    else:
        facts.helo = bare if bare and first else _clean(first or announced)
        facts.rdns = name(found)


def _clean(text: str | None) -> str | None:
    if not text:
        return None
    return _cleaned(text) if len(text) <= MAX_NAME else name(text)


@lru_cache(maxsize=4096)
def _cleaned(text: str) -> str | None:
    ip = address(text.strip("?"))
    return ip or name(text)
