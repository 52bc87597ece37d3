"""Making untrusted text safe to show, and as wide as it will be on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.patterns import lazy

if TYPE_CHECKING:
    from headertrace.model import Offset

# Printable to Unicode, yet drawn as nothing: fillers, joiners and variation selectors.
_INVISIBLE = lazy(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufffc\U000e0100-\U000e01ef]"
)
_SPACES = frozenset(" \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000")
_RIGHT_TO_LEFT = lazy("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_LEFT_TO_RIGHT_MARK = "\u200e"
_SURROGATES = lazy("[\ud800-\udfff]")
_ENCODED_WORD = lazy(r"=\?[^?\s]+\?[bqBQ]\?[^?\s]*\?=")
_WORDS = lazy(r"=\?[^?\s]+\?[bqBQ]\?[^?\s]*\?=(?:\s+=\?[^?\s]+\?[bqBQ]\?[^?\s]*\?=)*")
_MAX_DECODED = 10_000


def safe(text: str) -> str:
    """``text`` with every control, bidirectional, invisible and undecodable character spelled out.

    ESC comes out as ``\\x1b``, a right-to-left override as ``\\u202e``: seen, and powerless.
    What Unicode calls not printable (controls, formats, surrogates, private and unassigned
    characters, line separators) is spelled, and what it calls printable but draws as nothing.
    """
    if text.isprintable() and (text.isascii() or not _INVISIBLE.search(text)):
        return text
    return "".join(char if _shown(char) else _spell(ord(char)) for char in text)


def _shown(char: str) -> bool:
    return char in _SPACES or (char.isprintable() and not _INVISIBLE.match(char))


def _spell(code: int) -> str:
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def decoded(text: str) -> str:
    """Encoded words read (RFC 2047); what cannot be read stays as written. Not yet safe to show."""
    if "=?" not in text or not _ENCODED_WORD.search(text):
        return text
    return _WORDS.sub(lambda match: _words(match[0]), text[:_MAX_DECODED]) + text[_MAX_DECODED:]


def _words(run: str) -> str:
    """Neighbouring encoded words together: a character may be split between them."""
    from email.errors import MessageError
    from email.header import decode_header

    try:
        return "".join(_read(part, charset or "ascii") for part, charset in decode_header(run))
    except (LookupError, ValueError, MessageError):
        return run


def _read(part: str | bytes, charset: str) -> str:
    if isinstance(part, str):
        return part
    if charset.lower().replace("-", "_") in _NO_CHARSET:
        raise LookupError(charset)
    # UTF-7 can spell half a surrogate pair; inside headertrace such stand for bytes that are no UTF-8.
    return _SURROGATES.sub("\ufffd", part.decode(charset, "replace"))


# Python knows these as encodings; no mail program does.
_NO_CHARSET = frozenset(
    {"unicode_escape", "unicodeescape", "raw_unicode_escape", "rawunicodeescape", "idna", "punycode"}
)


def width(text: str) -> int:
    """Terminal cells that ``text`` fills: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(
        0 if category(char) in _NO_WIDTH or "\u1160" <= char <= "\u11ff" else 2 if east_asian_width(char) in "WF" else 1
        for char in text
    )


# Marks drawn on the character before; the direction mark of ``pad``.
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})


def wrap(text: str, cells: int, indent: str = "") -> list[str]:
    """``text`` as lines of at most ``cells`` cells, each after ``indent``; long words are broken."""
    room = max(1, cells - len(indent))
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        if line and width(line) + 1 + width(word) <= room:
            line += f" {word}"
            continue
        if line:
            lines.append(indent + line)
        *full, line = _broken(word, room)
        lines += [indent + part for part in full]
    return [*lines, indent + line] if line else lines


def _broken(word: str, cells: int) -> list[str]:
    """``word`` in pieces of at most ``cells`` cells, at least one."""
    if word.isascii():
        return [word[at : at + cells] for at in range(0, len(word), cells)] or [""]
    parts, start, used = [], 0, 0
    for at, char in enumerate(word):
        size = width(char)
        if used + size > cells and at > start:
            parts.append(word[start:at])
            start, used = at, 0
        used += size
    return [*parts, word[start:]]


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
    """``text`` filled with spaces to ``cells``.

    Where it runs right to left a mark (without width) ends that, so that a terminal that
    reorders text keeps it in its column.
    """
    space = " " * max(0, cells - width(text))
    if not text.isascii() and _RIGHT_TO_LEFT.search(text):
        text += _LEFT_TO_RIGHT_MARK
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


def offset_words(offset: Offset) -> str:
    """A host's clock error in words: "relay.example.net is 47 s slow (between 46 s and 48 s)"."""
    low, high = offset.low_s, offset.high_s
    if offset.offset_s is not None and low is not None and high is not None:
        way = "fast" if offset.offset_s > 0 else "slow"
        near, far = sorted((abs(low), abs(high)))
        return f"the clock of {offset.host} is {duration(abs(offset.offset_s))} {way} (between {near:g} and {far:g} s)"
    if low is not None and low > 0:
        most = f", at most {duration(high)}" if high is not None else "; how much more cannot be told"
        return f"the clock of {offset.host} is at least {duration(low)} fast{most}"
    if high is not None and high < 0:
        most = f", at most {duration(-low)}" if low is not None else "; how much more cannot be told"
        return f"the clock of {offset.host} is at least {duration(-high)} slow{most}"
    return f"how far the clock of {offset.host} is off cannot be told"
