"""X-MS-Exchange-Transport-EndToEndLatency: how long Exchange had the message, and so when it was delivered.

``hh:mm:ss.fffffff``, with days in front where needed (.NET's TimeSpan, format "c"), counted from
X-MS-Exchange-CrossTenant-OriginalArrivalTime: in real mail both together give the newest stamp.
Source: Exchange's headers as it writes them; the format by .NET's "Standard TimeSpan format strings".
"""

from __future__ import annotations

from datetime import datetime, timedelta

from headertrace.clocks.scheme import Reading
from headertrace.patterns import lazy

_SPAN = lazy(r"(?:([0-9]{1,4})\.)?([0-9]{2}):([0-5][0-9]):([0-5][0-9](?:\.[0-9]{1,7})?)")


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    """``stamp`` is the time of arrival that the latency counts from."""
    match = _SPAN.fullmatch(text)
    if match is None or stamp is None:
        return None
    days, hours, minutes = (int(part or 0) for part in match.groups()[:3])
    taken = timedelta(days=days, hours=hours, minutes=minutes, seconds=float(match[4]))
    return Reading(text, stamp + taken, 0.1, certain=True)
