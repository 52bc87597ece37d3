"""X-Greylist: when the greylist let the message in, by its own clock.

Sources: milter-greylist (milter-greylist.c, "Delayed for … by milter-greylist-… ; date") and postgrey
("delayed N seconds by postgrey-… at host; date").
"""

from __future__ import annotations

from datetime import datetime

from headertrace.clocks.scheme import Reading
from headertrace.syntax.dates import parse_date


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    date = text.rpartition(";")[2].strip()
    found = parse_date(date) if date and ";" in text else None
    return Reading(date[:40], found.utc, 1.0, certain=True) if found and found.utc else None
