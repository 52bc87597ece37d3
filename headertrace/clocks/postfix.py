"""Postfix's long queue ids: seconds since 1970 in base 52, four characters of microseconds, ``z``, the inode.

Short ids hold microseconds only, and so no time. Source: src/global/mail_queue.h of Postfix.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from headertrace.clocks.scheme import Reading
from headertrace.patterns import lazy
from headertrace.received.ids import POSTFIX_INODE, POSTFIX_TIME

_DIGITS = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"
_VALUE = {digit: value for value, digit in enumerate(_DIGITS)}
_ID = lazy(rf"({POSTFIX_TIME}{{6}})({POSTFIX_TIME}{{4}})z{POSTFIX_INODE}+")


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    match = _ID.fullmatch(text)
    if match is None:
        return None
    seconds, micro = _number(match[1]), _number(match[2])
    if micro >= 1_000_000 or not 1_000_000_000 < seconds < 4_000_000_000:
        return None
    return Reading(match[1] + match[2], datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=micro), 1e-6)


def _number(text: str) -> int:
    value = 0
    for digit in text:
        value = value * 52 + _VALUE[digit]
    return value
