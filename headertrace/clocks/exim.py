"""Exim's message ids: seconds since 1970 in base 62, base 36 where names ignore case.

``1aBcDe-000123-Aa`` up to 4.96, ``1aBcDe-00000012345-1aBc`` from 4.97 on. Source:
src/src/string.c (string_base62_32) and receive.c of Exim. Smail 3 has the same seconds
(``mO/17oq5U-000EoYO``), and so has Deutsche Telekom's server (``17p9L2-19TcBsC``).
"""

from __future__ import annotations

from datetime import UTC, datetime

from headertrace.clocks.scheme import Reading
from headertrace.patterns import DIGITS, LETTERS, lazy
from headertrace.received.ids import EXIM_REST, EXIM_TIME

ID = lazy(rf"E?({EXIM_TIME})-{EXIM_REST}")
_KIN = lazy(rf"(?:m[A-Z]/)?({EXIM_TIME})-[0-9A-Za-z]{{7,8}}(?![0-9A-Za-z-])")
_VALUE = {digit: value for value, digit in enumerate(DIGITS + LETTERS)}
_OLDEST, _NEWEST = 800_000_000, 4_000_000_000


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    match = ID.match(text) or (_KIN.match(text) if stamp else None)
    if match is None:
        return None
    for base in (62, 36):
        seconds = 0
        for digit in match[1].upper() if base == 36 else match[1]:
            seconds = seconds * base + _VALUE[digit]
        if _OLDEST < seconds < _NEWEST:
            time = datetime.fromtimestamp(seconds, UTC)
            if stamp is None or abs((time - stamp).total_seconds()) < 86_400:
                return Reading(match[1], time, 1.0)
    return None
