"""MIME boundaries that hold the time: those of Outlook, of JavaMail and of Perl's MIME tools.

Sources: Outlook's ``----=_NextPart_000_0012_01C2345A.ABCDEF00`` (FILETIME, upper half first), JavaMail's
UniqueValue.java (milliseconds), MIME::Entity of MIME-tools and SpamAssassin (seconds).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from headertrace.clocks import Reading
from headertrace.clocks.filetime import from_filetime
from headertrace.patterns import lazy

_OUTLOOK = lazy(r".{0,400}?boundary=\"?-*=_NextPart_[0-9]{3}_[0-9A-F]{4}_(01[0-9A-F]{6})\.([0-9A-F]{8})")
_COUNTED = lazy(r".{0,400}?boundary=\"?-*=?_?(?:Part_[0-9]+_[0-9]+\.([0-9]{12,13})\b|-*=_([0-9]{9,10})-[0-9]+-[0-9]+)")
_START = datetime(1970, 1, 1, tzinfo=UTC)


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    if "oundary=" not in text:
        return None
    match = _OUTLOOK.match(text)
    if match:
        time = from_filetime(int(match[1] + match[2], 16))
        return Reading(f"{match[1]}.{match[2]}", time, 0.001) if time else None
    match = _COUNTED.match(text)
    if match is None:
        return None
    if match[1]:
        return Reading(match[1], _START + timedelta(milliseconds=int(match[1])), 0.001)
    return Reading(match[2], _START + timedelta(seconds=int(match[2])), 1.0)
