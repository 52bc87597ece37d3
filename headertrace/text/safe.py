"""Making untrusted text safe to show."""

from __future__ import annotations

from headertrace.patterns import lazy

# Printable to Unicode, yet drawn as nothing: fillers, joiners and variation selectors.
_INVISIBLE = lazy(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufffc\U000e0100-\U000e01ef]"
)
# Behind a sign that may be drawn as a picture, one selector makes it one (Unicode UTS #51,
# emoji-variation-sequences.txt): there it is seen.
_PICTURES = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u27bf\u2934\u2935\u2b00-\u2bff\u3030\u303d"
    "\u3297\u3299\U0001f000-\U0001faff"
)
_SEEN = lazy(f"(?<=[{_PICTURES}])\ufe0f")
_SPACES = frozenset(" \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000")


def safe(text: str) -> str:
    """``text`` with every control, bidirectional, invisible and undecodable character spelled out.

    ESC comes out as ``\\x1b``, a right-to-left override as ``\\u202e``: seen, and powerless.
    What Unicode calls not printable (controls, formats, surrogates, private and unassigned
    characters, line separators) is spelled, and what it calls printable but draws as nothing; what makes
    a picture of the sign before it stays.
    """
    if text.isprintable() and (text.isascii() or not _INVISIBLE.search(text)):
        return text
    seen = {match.start() for match in _SEEN.finditer(text)} if not text.isascii() else ()
    return "".join(char if at in seen or _shown(char) else _spell(ord(char)) for at, char in enumerate(text))


def _shown(char: str) -> bool:
    return char in _SPACES or (char.isprintable() and not _INVISIBLE.match(char))


def _spell(code: int) -> str:
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
