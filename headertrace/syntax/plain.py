"""A field in plain letters: encoded words, extended parameters (RFC 2231) and IDNA names read.

Nothing here is made safe to show: that is for ``text.safe``.
"""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.syntax.encoded_words import decoded
from headertrace.syntax.idna import host

_HOST = lazy(r"(?:[A-Za-z0-9_-]{1,63}\.){0,9}xn--[A-Za-z0-9-]{1,59}(?:\.[A-Za-z0-9-]{1,63}){0,9}")
_EXTENDED = lazy(r"[;\s][A-Za-z0-9._-]{1,60}\*(?:[0-9]{1,3}\*?)?=")
_MAX = 10_000


def reading(value: str) -> str | None:
    """A field's value decoded, where that tells more than the value as it stands; None where it does not."""
    text = decoded(value)
    if len(value) <= _MAX and _EXTENDED.search(value):
        text = _parameters(value) or text
    if "xn--" in text:
        text = _HOST.sub(lambda match: host(match[0]), text[:_MAX])
    return text if text != value else None


def _parameters(value: str) -> str | None:
    """The value with its extended and continued parameters put together (RFC 2231)."""
    from email.message import Message
    from email.utils import collapse_rfc2231_value

    carrier = Message()
    carrier["content-type"] = value
    try:
        found = carrier.get_params(failobj=[])
        first, rest = found[0][0], found[1:]
        pairs = [(key, decoded(collapse_rfc2231_value(item, errors="replace"))) for key, item in rest]
    except (LookupError, ValueError, TypeError, AttributeError):
        return None
    return "; ".join([first, *(f"{key}={text}" for key, text in pairs)])
