"""Fields that are a date, or end in one: when a program took the message in or put it away.

Sources: Exim, transport option delivery_date_add (Delivery-date); mh and MMDF, which write that date as C's
asctime does, without a zone; Mailman 2.1, Handlers/Moderate.py (X-Mailman-Approved-At); INN, nnrpd/post.c
(NNTP-Posting-Date); Yahoo (X-Apparently-To), MDaemon (X-MDAV-Processed, X-Spam-Processed), iPlanet
(X-Authentication-Info) and others as they write them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from headertrace.clocks.scheme import Reading
from headertrace.patterns import lazy
from headertrace.syntax.dates import parse_date

# What stands before the date: an address, a host, a sentence.
_HEAD = lazy(r"(?:[^;]{0,300};|[^\s,;]{1,255},|.{0,300} at) +(?=[A-Z][a-z]{2}, )")
_ASCTIME = lazy(r"[A-Z][a-z]{2} [A-Z][a-z]{2} [0-9 ]?[0-9] [0-9]{2}:[0-9]{2}:[0-9]{2} [0-9]{4}$")


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    head = _HEAD.match(text)
    date = text[head.end() :] if head else text
    if _ASCTIME.match(date):
        return _zoneless(date, offset)
    found = parse_date(date)
    return Reading(date[:40], found.utc, 1.0, certain=True) if found.utc else None


def _zoneless(date: str, offset: int | None) -> Reading | None:
    """A date in the zone of the host that wrote the newest stamp: it also wrote this."""
    if offset is None:
        return None
    try:
        local = datetime.strptime(" ".join(date.split()), "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        return None
    return Reading(date, local - timedelta(minutes=offset), 1.0)
