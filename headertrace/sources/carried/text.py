"""A header that was pasted into the text of a mail."""

from __future__ import annotations

from headertrace.patterns import lazy_bytes
from headertrace.sources.carried.carrier import Mail
from headertrace.sources.carrying import in_base64
from headertrace.syntax.parts import Part

# The part of a text in which a header is looked for.
MAX_TEXT = 4 * 1024 * 1024


def mail(part: Part) -> Mail | None:
    """The text with a header in it; None where the word does not occur."""
    data = part.content[:MAX_TEXT] if _has_word(part) else b""
    return Mail(data, part.content_line) if b"eceived" in data else None


def goes_on(part: Part) -> bool:
    """Whether there is more of a text with the word in it than is looked at."""
    return len(part.body) > MAX_TEXT and _has_word(part) and len(part.content) > MAX_TEXT


def _has_word(part: Part) -> bool:
    return in_base64(part.body) if part.encoding == "base64" else b"eceived" in part.body


_FIELD = lazy_bytes(rb"\s*[>|*-]{0,4}\s{0,4}[A-Za-z][A-Za-z0-9-]{1,60}:\s")


def begins_with_words(data: bytes) -> bool:
    """Whether something other than a field stands on top of the text."""
    return _FIELD.match(data) is None
