"""A header that was pasted into the text of a mail."""

from __future__ import annotations

from headertrace.patterns import lazy_bytes
from headertrace.sources.carried.carrier import Mail
from headertrace.sources.carrying import in_base64
from headertrace.syntax.parts import Part

# The part of a text in which a header is looked for.
_MAX_TEXT = 4 * 1024 * 1024


def mail(part: Part) -> Mail | None:
    """The text with a header in it; None where the word does not occur."""
    if part.encoding == "base64":
        data = part.content[:_MAX_TEXT] if in_base64(part.body) else b""
    else:
        data = part.content[:_MAX_TEXT] if b"eceived" in part.body else b""
    return Mail(data, part.content_line) if b"eceived" in data else None


_FIELD = lazy_bytes(rb"\s*[>|*-]{0,4}\s{0,4}[A-Za-z][A-Za-z0-9-]{1,60}:\s")


def begins_with_words(data: bytes) -> bool:
    """Whether something other than a field stands on top of the text."""
    return _FIELD.match(data) is None
