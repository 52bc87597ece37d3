"""Zoho's ids: microseconds since 1970, then a random fraction (``1418381305038171.1991566282053``).

Source: ids as its servers write them, held against their stamps.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from headertrace.clocks.scheme import Reading
from headertrace.patterns import lazy

_ID = lazy(r"(1[0-9]{15})\.[0-9]+")
_START = datetime(1970, 1, 1, tzinfo=UTC)


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    match = _ID.fullmatch(text)
    return Reading(match[1], _START + timedelta(microseconds=int(match[1])), 1e-6) if match else None
