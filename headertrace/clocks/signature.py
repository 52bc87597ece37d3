"""The time a signature was made: ``t=`` of DKIM-Signature (RFC 6376 section 3.5) and of ARC (RFC 8617)."""

from __future__ import annotations

from datetime import UTC, datetime

from headertrace.clocks.scheme import Reading
from headertrace.patterns import lazy

_TIME = lazy(r";\s*t\s*=\s*([0-9]{9,10})\s*(?:;|$)")


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    match = _TIME.search(f";{text}")
    if match is None:
        return None
    return Reading(f"t={match[1]}", datetime.fromtimestamp(int(match[1]), UTC), 1.0, certain=True)
