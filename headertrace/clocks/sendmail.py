"""sendmail's queue ids.

From 8.10 on the first six characters are year since 1900 modulo 60, month from 0, day, hour,
minute and second in UTC, each one digit of base 60; older ids begin with a letter for the hour
of the local day. Source: sendmail/queue.c, assign_queueid, of sendmail 8.12; conf.c of 8.9.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from headertrace.clocks.scheme import Reading
from headertrace.patterns import lazy
from headertrace.received.ids import SENDMAIL_DIGIT, SENDMAIL_TIME

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx"
_VALUE = {digit: value for value, digit in enumerate(_DIGITS)}
_ID = lazy(rf"({SENDMAIL_TIME}){SENDMAIL_DIGIT}{SENDMAIL_DIGIT}?[0-9]{{5,7}}")
_HOUR_ID = lazy(r"([A-X])[A-X]A[0-9]{5,}")


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    match = _ID.match(text)
    if match and stamp:
        year, month, day, hour, minute, second = map(_VALUE.__getitem__, match[1])
        century = 1900 + year + 60 * round((stamp.year - 1900 - year) / 60)
        try:
            time = datetime(century, month + 1, day, hour, minute, min(second, 59), tzinfo=UTC)
        except ValueError:
            return None
        return Reading(match[1], time, 1.0)
    match = _HOUR_ID.fullmatch(text)
    if match and stamp and offset is not None:
        local = stamp + timedelta(minutes=offset)
        shift = (ord(match[1]) - ord("A") - local.hour + 12) % 24 - 12
        if abs(shift) > 1:
            return None
        whole = local.replace(minute=0, second=0) + timedelta(hours=shift)
        return Reading(match[1], whole - timedelta(minutes=offset), 3600.0)
    return None
