"""Fields that are a date: Delivery-date, when Exim put the message into the mailbox, and
X-Mailman-Approved-At, when a list's moderator let it through.

Sources: Exim, transport option delivery_date_add; Mailman 2.1, Handlers/Moderate.py.
"""

from __future__ import annotations

from datetime import datetime

from headertrace.clocks import Reading
from headertrace.dates import parse_date


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    found = parse_date(text)
    return Reading(text[:40], found.utc, 1.0, certain=True) if found.utc else None
