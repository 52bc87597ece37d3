"""Making untrusted text safe to show, and as wide as it will be on a terminal."""

from __future__ import annotations

import re

from headertrace.patterns import lazy

_UNSAFE = lazy(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
_ENCODED_WORD = lazy(r"=\?[^?\s]+\?[bqBQ]\?[^?\s]*\?=")


def safe(text: str) -> str:
    """``text`` with every control, bidirectional, invisible and undecodable character spelled out.

    ESC comes out as ``\\x1b``, a right-to-left override as ``\\u202e``: seen, and powerless.
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(_spell, text)


def _spell(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def decoded(text: str) -> str:
    """Encoded words read (RFC 2047); what cannot be read stays as written. Not yet safe to show."""
    if "=?" not in text or not _ENCODED_WORD.search(text):
        return text
    from email.header import decode_header

    try:
        parts = decode_header(text[:10_000])
        return "".join(
            part if isinstance(part, str) else part.decode(charset or "ascii", "replace") for part, charset in parts
        )
    except (LookupError, ValueError, UnicodeError):
        return text


def width(text: str) -> int:
    """Terminal cells that ``text`` fills: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def shorten(text: str, cells: int) -> str:
    """``text`` cut in the middle to at most ``cells`` cells: both ends of a host name tell."""
    if width(text) <= cells:
        return text
    if cells <= 1:
        return "…"[:cells]
    left, right = (cells - 1) // 2, cells - 1 - (cells - 1) // 2
    return _head(text, left) + "…" + _head(text[::-1], right)[::-1]


def _head(text: str, cells: int) -> str:
    used = 0
    for index, char in enumerate(text):
        used += width(char)
        if used > cells:
            return text[:index]
    return text


def pad(text: str, cells: int, right: bool = False) -> str:
    """``text`` filled with spaces to ``cells``; isolated, where it runs right to left."""
    space = " " * max(0, cells - width(text))
    return space + text if right else text + space


def duration(seconds: float) -> str:
    """Seconds as people say them: "2 s", "47 s", "4 min 10 s", "4 h 10 min", "3 d 2 h"."""
    sign = "−" if seconds < 0 else ""
    rest = abs(round(seconds, 3))
    if rest < 60:
        return f"{sign}{rest:g} s"
    whole = round(rest)
    for size, unit, small, small_unit in ((86400, "d", 3600, "h"), (3600, "h", 60, "min"), (60, "min", 1, "s")):
        if whole >= size:
            many, over = whole // size, whole % size // small
            return f"{sign}{many} {unit}" + (f" {over} {small_unit}" if over else "")
    return f"{sign}{whole} s"
