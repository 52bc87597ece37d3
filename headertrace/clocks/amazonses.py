"""Amazon SES ids: four hex digits for the region, twelve of milliseconds since 1970.

Source: ids as SES writes them in Received and Message-ID.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from headertrace.clocks.scheme import Reading
from headertrace.patterns import lazy

ID = lazy(r"<?(?:01[0-9a-f]{2})(01[0-9a-f]{10})-[0-9a-f]{8}-[0-9a-f]{4}-")


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    match = ID.match(text)
    if match is None:
        return None
    return Reading(match[1], datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(match[1], 16)), 0.001)
