"""Ids of Sun's, iPlanet's and Oracle's Messaging Server.

``0GQU00530AQCOI`` is seconds since 1970 in base 36: the upper four digits first, then two zeros, a
counter, the lower three digits and two more. PMDF's ids (``01KKE2A2DB6M9E8AXU``) begin with the time of
VMS, 100 ns from 17 November 1858 in local time, as digits of base 36 of which the sixth counts
2 ** 34. Neither is documented; both told from ids beside their stamps.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from headertrace.clocks.scheme import Reading
from headertrace.patterns import lazy

_ID = lazy(r"(0[0-9A-Z]{3})00[0-9A-Z]{2,4}([0-9A-Z]{3})[0-9A-Z]{2}(?:@|$)")
_PMDF = lazy(r"(01[0-9A-Z]{8})[0-9A-Z]{8}(?:@|$)")
_VMS_START = datetime(1858, 11, 17, tzinfo=UTC)
_START = datetime(1970, 1, 1, tzinfo=UTC)


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    match = _PMDF.match(text)
    if match:
        return _vms(match[1], offset)
    match = _ID.match(text)
    if match is None:
        return None
    return Reading(match[0].rstrip("@"), _START + timedelta(seconds=int(match[1] + match[2], 36)), 1.0)


def _vms(digits: str, offset: int | None) -> Reading | None:
    if offset is None:
        return None
    local = _VMS_START + timedelta(microseconds=(int(digits, 36) << 34) // 36**4 // 10)
    return Reading(digits, local - timedelta(minutes=offset), 0.01, local=True)
