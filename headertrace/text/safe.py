"""Making untrusted text safe to show."""

from __future__ import annotations

from headertrace.patterns import lazy

# Printable to Unicode, yet drawn as nothing: fillers, joiners and variation selectors.
_INVISIBLE = lazy(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufffc\U000e0100-\U000e01ef]"
)
_SPACES = frozenset(" \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000")


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
