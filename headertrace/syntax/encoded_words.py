"""Encoded words read (RFC 2047)."""

from __future__ import annotations

from headertrace.patterns import lazy

_SURROGATES = lazy("[\ud800-\udfff]")
_ENCODED_WORD = lazy(r"=\?[^?\s]+\?[bqBQ]\?[^?\s]*\?=")
_WORDS = lazy(r"=\?[^?\s]+\?[bqBQ]\?[^?\s]*\?=(?:\s+=\?[^?\s]+\?[bqBQ]\?[^?\s]*\?=)*")
_MAX_DECODED = 10_000


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
