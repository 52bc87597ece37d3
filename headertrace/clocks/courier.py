"""Courier's ids: the message file's inode, seconds since 1970 and the number of the process, all in hex.

Source: ids as Courier writes them, held against its stamps.
"""

from __future__ import annotations

from datetime import UTC, datetime

from headertrace.clocks.scheme import Reading
from headertrace.patterns import lazy

_ID = lazy(r"[0-9A-F]{8,16}\.(?:0{8})?([0-9A-F]{8})\.[0-9A-F]{8}")


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    match = _ID.fullmatch(text)
    return Reading(match[1], datetime.fromtimestamp(int(match[1], 16), UTC), 1.0) if match else None
