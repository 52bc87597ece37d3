"""Microsoft's arrival times: a date with fractions, and the same as FILETIME in hex.

FILETIME counts 100 ns from 1601 (MS-DTYP section 2.3.3); ``[low:high]`` in X-OriginalArrivalTime.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from headertrace.clocks.scheme import Reading
from headertrace.patterns import lazy
from headertrace.syntax.dates import parse_date

_HEX = lazy(r"FILETIME=\[([0-9A-F]{8}):([0-9A-F]{8})\]")
_SPELLED = lazy(r"([0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8})\.([0-9]{1,7}) \(UTC\)")
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def from_filetime(ticks: int) -> datetime | None:
    """A FILETIME as UTC; None beyond the calendar."""
    try:
        return _EPOCH + timedelta(microseconds=ticks // 10)
    except OverflowError:
        return None


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    match = _HEX.search(text)
    if match:
        time = from_filetime(int(match[2] + match[1], 16))
        if time and 1990 < time.year < 2100:
            return Reading(match[0], time, 1e-4, certain=True)
    match = _SPELLED.match(text)
    if match:
        found = parse_date(f"{match[1]} +0000").utc
        if found:
            return Reading(match[0], found + timedelta(seconds=float(f"0.{match[2]}")), 1e-4, certain=True)
    return None
