"""Dovecot's session ids: base 64 of nanoseconds and seconds since 1970, each 32 bits, low byte first.

Source: src/lib/guid.c, guid_128_generate, of Dovecot.
"""

from __future__ import annotations

from datetime import UTC, datetime

from headertrace.clocks.scheme import Reading
from headertrace.patterns import lazy

_ID = lazy(r"([A-Za-z0-9+/]{12})[A-Za-z0-9+/]*(?::\S+)?")


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    match = _ID.fullmatch(text)
    if match is None:
        return None
    from binascii import a2b_base64

    data = a2b_base64(match[1])
    seconds, nano = int.from_bytes(data[4:8], "little"), int.from_bytes(data[:4], "little")
    if nano >= 1_000_000_000 or not 1_000_000_000 < seconds < 4_000_000_000:
        return None
    return Reading(match[1], datetime.fromtimestamp(seconds, UTC), 1.0)
