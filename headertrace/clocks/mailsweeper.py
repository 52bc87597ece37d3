"""MAILsweeper's ids: ``T``, milliseconds since 1990 by local time in ten hex digits, the address, a counter.

Not documented; told from ids beside their stamps.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from headertrace.clocks.scheme import Reading
from headertrace.patterns import lazy

_ID = lazy(r"T([0-9a-f]{10})[0-9a-f]{8,12}(?:@\S*)?")
_START = datetime(1990, 1, 1, tzinfo=UTC)


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    match = _ID.fullmatch(text)
    if match is None or offset is None:
        return None
    local = _START + timedelta(milliseconds=int(match[1], 16))
    return Reading(match[1], local - timedelta(minutes=offset), 0.001, local=True)
