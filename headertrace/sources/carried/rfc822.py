"""A mail attached as a mail, or its header alone, as reports do.

Source: RFC 2046 section 5.2.1, RFC 6522 section 4, and mail programs that encode such a part against its rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from headertrace.sources.carried.carrier import Mail
from headertrace.syntax.parts import Part


def mails(part: Part) -> Iterator[Mail]:
    """The one mail that the part is."""
    data = part.content
    if data.strip():
        yield Mail(data, part.content_line)
