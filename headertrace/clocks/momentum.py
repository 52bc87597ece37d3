"""Ids of Momentum (Ecelerity) and Symantec's Messaging Gateway: ``92/76-53113-D6169396``, ``1C.9B.16868.DD40BE66``.

The last eight hex digits, read from behind, are seconds since 1970. Not documented; told from ids beside
their stamps.
"""

from __future__ import annotations

from datetime import UTC, datetime

from headertrace.clocks.scheme import Reading
from headertrace.patterns import lazy

_ID = lazy(r"[0-9A-F]{2}[/.][0-9A-F]{2}[-.][0-9]{5}[-.]([0-9A-F]{7}[4-9A-F])")


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    match = _ID.fullmatch(text)
    return Reading(match[1], datetime.fromtimestamp(int(match[1][::-1], 16), UTC), 1.0) if match else None
