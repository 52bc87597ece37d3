"""AOL's ids: month, day, hour, minute and second of local time, without a year (``MAILININ12-0515125227``).

Source: ids as its servers wrote them, held against their stamps.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from headertrace.clocks.scheme import Reading
from headertrace.patterns import lazy

_ID = lazy(r"MAIL[A-Z]+[0-9]+-([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})")


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    match = _ID.fullmatch(text)
    if match is None or stamp is None or offset is None:
        return None
    month, day, hour, minute, second = (int(part) for part in match.groups())
    year = (stamp + timedelta(minutes=offset)).year
    try:
        local = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return Reading("".join(match.groups()), local - timedelta(minutes=offset), 1.0, local=True)
