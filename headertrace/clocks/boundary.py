"""MIME boundaries that hold the time: those of Outlook, of JavaMail, of Perl's MIME tools, and of notices.

Sources: Outlook's ``----=_NextPart_000_0012_01C2345A.ABCDEF00`` (local FILETIME, upper half first), JavaMail's
UniqueValue.java (milliseconds, of old without a mark in front), MIME::Entity of MIME-tools and SpamAssassin,
Swift Mailer's SimpleMimeEntity.php, Yahoo's ``0-…-seconds=:…`` (as c-client's), and the queue id, the seconds
and the host's name in the notices of sendmail (savemail.c) and Postfix (bounce_notify_util.c).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from headertrace.clocks.filetime import from_filetime
from headertrace.clocks.scheme import Reading
from headertrace.patterns import Pattern, lazy

_START = datetime(1970, 1, 1, tzinfo=UTC)


def _filetime(text: str) -> datetime | None:
    return from_filetime(int(text.replace(".", ""), 16))


def _milliseconds(text: str) -> datetime:
    return _START + timedelta(milliseconds=int(text))


def _seconds(text: str) -> datetime:
    return _START + timedelta(seconds=int(text))


# (what follows ``boundary=``; how group 1 tells the time; resolution in seconds)
_SHAPES: tuple[tuple[Pattern[str], Callable[[str], datetime | None], float], ...] = (
    (lazy(r"-*=_NextPart_[0-9]{3}_[0-9A-F]{4}_(01[0-9A-F]{6}\.[0-9A-F]{8})"), _filetime, 0.001),
    (lazy(r"-*=?_?(?:Part_[0-9]+_)?[0-9]+\.([0-9]{12,13})\b"), _milliseconds, 0.001),
    (lazy(r"-*=_([0-9]{9,10})-[0-9]+-[0-9]+"), _seconds, 1.0),
    (lazy(r"_=_swift_(?:v4_)?([0-9]{9,10})_[0-9a-f]{32}"), _seconds, 1.0),
    (lazy(r"0-[0-9]{5,10}-([0-9]{9,10})=:"), _seconds, 1.0),
    (lazy(r"[0-9A-Za-z]{5,20}\.([0-9]{9,10})/[0-9A-Za-z.-]+"), _seconds, 1.0),
)
_BOUNDARY = lazy(r".{0,400}?boundary ?= ?\"?", re.IGNORECASE)


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    found = _BOUNDARY.match(text)
    if found is None:
        return None
    for shape, decode, resolution in _SHAPES:
        match = shape.match(text, found.end())
        if match:
            time = decode(match[1])
            return Reading(match[1], time, resolution, local=decode is _filetime) if time else None
    return None
