"""Thread-Index: the upper 48 bits of the FILETIME at which the thread began (MS-OXOMSG section 2.2.1.3)."""

from __future__ import annotations

from datetime import datetime

from headertrace.clocks.filetime import from_filetime
from headertrace.clocks.scheme import Reading

_FIRST_OF_A_THREAD = 22


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    from base64 import b64decode

    try:
        data = b64decode("".join(text.split()), validate=True)
    except ValueError:
        return None
    if len(data) < _FIRST_OF_A_THREAD or (len(data) - _FIRST_OF_A_THREAD) % 5:
        return None
    time = from_filetime(int.from_bytes(data[:6], "big") << 16)
    if time is None or not 1995 < time.year < 2100:
        return None
    return Reading(text[:8], time, 0.01, certain=True, anew=len(data) == _FIRST_OF_A_THREAD)
