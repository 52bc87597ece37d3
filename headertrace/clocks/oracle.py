"""Ids of Sun's, iPlanet's and Oracle's Messaging Server.

``0GQU00530AQCOI`` is seconds since 1970 in base 36: the upper four digits first, then two zeros, a
counter, the lower three digits and two more. Not documented; told from ids beside their stamps.
PMDF's ids (``01KKE2A2DB6M9E8AXU``) count time too, but in a unit that is not known for sure: unread.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from headertrace.clocks import Reading
from headertrace.patterns import lazy

_ID = lazy(r"(0[0-9A-Z]{3})00[0-9A-Z]{2,4}([0-9A-Z]{3})[0-9A-Z]{2}(?:@|$)")
_START = datetime(1970, 1, 1, tzinfo=UTC)


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    match = _ID.match(text)
    if match is None:
        return None
    return Reading(match[0].rstrip("@"), _START + timedelta(seconds=int(match[1] + match[2], 36)), 1.0)
