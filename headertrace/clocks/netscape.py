"""Netscape Messaging Server's ids: seconds since 1970 in base 36, six digits (``GWZ0VY00.5WZ``).

Not documented; told from ids beside their stamps.
"""

from __future__ import annotations

from datetime import UTC, datetime

from headertrace.clocks.scheme import Reading
from headertrace.patterns import lazy

_ID = lazy(r"([A-Z][0-9A-Z]{5})[0-9]{2}\.[0-9A-Z]{3}")


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    match = _ID.fullmatch(text)
    return Reading(match[1], datetime.fromtimestamp(int(match[1], 36), UTC), 1.0) if match else None
