"""SendGrid's ids: ``recvd-7b5d7c7745-rwcs2-1-69221397-18``, the last but one part seconds since 1970 in hex.

Source: ids as its servers write them, held against their stamps.
"""

from __future__ import annotations

from datetime import UTC, datetime

from headertrace.clocks.scheme import Reading
from headertrace.patterns import lazy

_ID = lazy(r"(?:filterdrecv|recvd)-[0-9a-z]+-[0-9a-z]+-[0-9]+-([4-9A-F][0-9A-F]{7})-[0-9A-F]+")


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    match = _ID.fullmatch(text)
    return Reading(match[1], datetime.fromtimestamp(int(match[1], 16), UTC), 1.0) if match else None
