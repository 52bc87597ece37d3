"""MongoDB's ObjectIds, which Mailgun takes for its own: eight hex digits of seconds since 1970, then sixteen others.

Source: the BSON specification, "ObjectId".
"""

from __future__ import annotations

from datetime import UTC, datetime

from headertrace.clocks.scheme import Reading
from headertrace.patterns import lazy

_ID = lazy(r"([4-9a-f][0-9a-f]{7})[0-9a-f]{16}")


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    match = _ID.fullmatch(text)
    return Reading(match[1], datetime.fromtimestamp(int(match[1], 16), UTC), 1.0) if match else None
