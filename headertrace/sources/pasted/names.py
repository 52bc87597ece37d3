"""Where a field begins: which words before a colon are a field's name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from headertrace.dictionary import entry, names
from headertrace.named import NamedTuple
from headertrace.patterns import lazy
from headertrace.sources.pasted.lines import Line

# A message has one of each (RFC 5322 section 3.6); where a second one comes, another header has begun.
ONCE = frozenset({"from", "to", "date", "subject", "message-id"})
_START = lazy(
    r"(?P<open>\*\*|\*|`|\")?(?P<name>[Xx]-[!-)+-9;-_a-~]{1,75}+|[A-Za-z][\w.\-‐‑–]{0,75}+)"
    r"(?P<close>\*\*|\*|`|\")?(?P<gap>[ \t]{0,8}):(?P<late>\*\*|\*|`)?",
)
# The h= of a signature lists names so (RFC 6376 section 3.5).
_CHAIN = lazy(r"[A-Za-z][\w-]{1,60}:[A-Za-z]|[A-Za-z][\w-]{1,60}:\s*$")
# Nearly all lines begin with these; of the others ("indimail-mta queue 7 by host mx.example.org"), which stand where a
# field begins, a host tells them from a sentence.
_WORD = lazy(
    r"(?<![\w-])(?:x-)?received\b[*`\"]{0,3}[ \t]{0,8}(?:[:|\t]|\",)[*`\"| \t]{0,8}(?=(?:from|by|via|with)\b|\(|$)"
    r"|^[\W_]{0,12}(?:x-)?received\b[*`\"]{0,3}[ \t]{0,8}[:|\t](?=[^;]{0,200}\bby (?:host )?[\w-]{1,63}\.\w)",
    re.IGNORECASE,
)
# What parts one field from the next in a line that ran together: names which no sentence has before a colon.
_COMMON = (
    "Received|X-Received|Return-Path|Delivered-To|X-Original-To|Envelope-To|Message-ID|Date|From|To|Cc|Subject|Sender|"
    "Reply-To|MIME-Version|Content-(?:Type|Transfer-Encoding|Language|Disposition)|DKIM-Signature|DomainKey-Signature|"
    "Authentication-Results|ARC-(?:Seal|Message-Signature|Authentication-Results)|Received-SPF|References|In-Reply-To|"
    "User-Agent|Thread-(?:Topic|Index)|Accept-Language|Delivery-date|Precedence|Errors-To|Feedback-ID|Importance|"
    "Priority|Organization|Auto-Submitted|List-[A-Z][A-Za-z-]{1,40}|X-[A-Za-z][\\w-]{0,80}|Resent-[A-Z][A-Za-z-]{1,30}"
)
RUN_IN = lazy(rf"(?<=[\s;])(?=(?:{_COMMON}):(?:\s|$))")
RUN_IN_HOP = lazy(
    r"(?<=[^\s\w\"'-])[ \t]{0,3}(?=(?:X-)?Received: ?(?:from|by|\())|(?<=\s)(?=(?:X-)?Received: ?(?:from|by|\()\b)"
)


class Start(NamedTuple):
    """The beginning of a field: its name, what follows the colon, and whether it was written as it should be."""

    name: str
    value: str
    dressed: bool

    @property
    def key(self) -> str:
        return self.name.lower()


def start(text: str) -> Start | None:
    """What field a line begins; None where it begins none."""
    if ":" not in text[:100]:
        return None
    match = _START.match(text)
    if match is None:
        return None
    name = match["name"].translate(_DASHES)
    value = text[match.end() :]
    if not _is_name(name, value):
        return None
    dressed = bool(match["open"] or match["close"] or match["gap"] or match["late"] or name != match["name"])
    return Start(name, value, dressed)


def known(name: str) -> bool:
    """Whether the dictionary has that name, or its family."""
    return _known(name.lower())


def received_words(lines: Iterable[Line]) -> int:
    """How often a Received line begins in the text, by the word itself and what follows it."""
    return sum(1 for line in lines for _ in _WORD.finditer(line.text))


def _is_name(name: str, value: str) -> bool:
    if _CHAIN.match(value):
        return False
    if value[:1].isalpha() and known(value.rstrip(" \t;")):
        return False
    spaced = not value or value[0] in " \t\xa0"
    if known(name):
        return spaced or not value.startswith(("//", ":"))
    # A name that nobody knows has a hyphen in it at least, and a blank after its colon.
    return "-" in name.strip("-") and spaced


@lru_cache(maxsize=4096)
def _known(key: str) -> bool:
    return key in names() or (key.startswith("x-") and len(key) > 2) or ("-" in key and entry(key) is not None)


_DASHES = {0x2010: "-", 0x2011: "-", 0x2013: "-"}
