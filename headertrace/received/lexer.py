"""Words and comments of a structured field (RFC 5322 section 3.2), without building a list of them.

The patterns are possessive, so every one of them runs in linear time; comments may nest
``MAX_DEPTH`` deep, and what nests deeper is taken as plain characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from headertrace.patterns import lazy

_T = TypeVar("_T")
MAX_LENGTH = 65_536
MAX_DEPTH = 6


def _comment(depth: int) -> str:
    inner = r"[^()\\]|\\." if depth == 0 else r"[^()\\]++|\\.|" + _comment(depth - 1)
    return rf"\((?>(?:{inner})*)\)"


COMMENT_PATTERN = _comment(MAX_DEPTH)
COMMENT = lazy(COMMENT_PATTERN, re.DOTALL)
IPV4 = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:\.(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])){3}"
_IPV4 = lazy(IPV4)
_GROUP = "[1-9a-f][0-9a-f]{0,3}"
# RFC 5952 text without a zero group: nothing is left to do to it.
_CANONICAL = lazy(rf"{_GROUP}(?::{_GROUP}){{7}}|{_GROUP}(?::{_GROUP}){{0,5}}::(?:{_GROUP}(?::{_GROUP}){{0,4}})?")


def comments(text: str) -> list[str]:
    """What the comments in ``text`` say, without their outer parentheses."""
    if text.count("(") == 1 == text.count(")") and text[-1] == ")" and "\\" not in text:
        return [text[text.index("(") + 1 : -1]]
    return [comment[1:-1] for comment in COMMENT.findall(text)] if "(" in text else []


# RFC 1035 section 2.3.4.
MAX_NAME = 255


def remembered(function: Callable[[str], _T], text: str) -> _T:
    """What a function that remembers its answers says of a text: only of a short one is it remembered.

    A line has room for a word of 60 kB, and a mailbox for thousands of such lines.
    """
    whole: Callable[[str], _T] = function if len(text) <= MAX_NAME else function.__wrapped__  # type: ignore[attr-defined]
    return whole(text)


def address(text: str) -> str | None:
    """An IP address as canonical text, or None.

    Takes brackets, the ``IPv6:`` tag of RFC 5321 section 4.1.3 and a zone (``%7``);
    an IPv4-mapped IPv6 address comes out as IPv4.
    """
    return _address(text) if len(text) <= MAX_NAME else None


def name(text: str | None) -> str | None:
    """A host name as it is compared: lower case, without brackets or a trailing dot."""
    if not text:
        return None
    # As ``remembered`` does it, without one more call for every name.
    return _name(text) if len(text) <= MAX_NAME else _name.__wrapped__(text)


@lru_cache(maxsize=4096)
def _address(text: str) -> str | None:
    text = text.strip("[] ")
    if not text or (text[-1] not in "0123456789" and ":" not in text):
        return None
    if _IPV4.fullmatch(text):
        return text
    if text[:5].lower() == "ipv6:":
        text = text[5:]
    if ":" not in text or len(text) > 64:
        return None
    if _CANONICAL.fullmatch(text) and ("::" not in text or text.count(":") < 7):
        return text
    from ipaddress import IPv6Address

    try:
        parsed = IPv6Address(text.partition("%")[0])
    except ValueError:
        return None
    return str(parsed.ipv4_mapped or parsed)


@lru_cache(maxsize=4096)
def _name(text: str) -> str | None:
    text = text.strip("<>,;\"'")
    # A literal loses its brackets, a name that has one inside keeps both.
    return (text if "[" in text[1:] else text.strip("[]<>,;\"'")).rstrip(".").lower() or None
