"""Encoded words read and written (RFC 2047)."""

from __future__ import annotations

from functools import lru_cache

from headertrace.patterns import lazy

# The form of one encoded word, as a pattern.
WORD = r"=\?[^?\s]+\?[bqBQ]\?[^?\s]*\?="
_SURROGATES = lazy("[\ud800-\udfff]")
_ENCODED_WORD = lazy(WORD)
_WORDS = lazy(rf"{WORD}(?:\s+{WORD})*")
_MAX_DECODED = 10_000


def decoded(text: str) -> str:
    """Encoded words read (RFC 2047); what cannot be read stays as written. Not yet safe to show."""
    if "=?" not in text or not _ENCODED_WORD.search(text):
        return text
    return _WORDS.sub(lambda match: _words(match[0]), text[:_MAX_DECODED]) + text[_MAX_DECODED:]


def encoded(text: str) -> str:
    """``text`` as encoded words in UTF-8, each within 75 characters and on a line of its own."""
    from base64 import b64encode

    data = text.encode("utf-8", "surrogateescape")
    return "\n ".join(
        f"=?utf-8?B?{b64encode(data[at : at + _BYTES]).decode('ascii')}?=" for at in range(0, len(data), _BYTES)
    )


# So many fill an encoded word.
_BYTES = 42


@lru_cache(maxsize=256)
def _words(run: str) -> str:
    """Neighbouring encoded words together: a character may be split between them."""
    from email.errors import MessageError
    from email.header import decode_header

    try:
        return "".join(_read(part, charset or "ascii") for part, charset in decode_header(run))
    except (LookupError, ValueError, MessageError):
        return run


def _read(part: str | bytes, charset: str) -> str:
    return part if isinstance(part, str) else in_charset(part, charset)


def in_charset(data: bytes, charset: str) -> str:
    """Bytes as text; what is none in that charset is marked. Raises LookupError for what is no charset of mail."""
    if charset.lower().replace("-", "_") in _NO_CHARSET:
        raise LookupError(charset)
    # UTF-7 can spell half a surrogate pair; inside headertrace such stand for bytes that are no UTF-8.
    return _SURROGATES.sub("\ufffd", data.decode(charset, "replace"))


# Python knows these as encodings; no mail program does.
_NO_CHARSET = frozenset({
    "unicode_escape", "unicodeescape", "raw_unicode_escape", "rawunicodeescape", "idna", "punycode", "undefined",
    "mbcs", "oem",
})  # fmt: skip
