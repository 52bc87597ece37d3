"""Ids that are a UUID of version 1 (RFC 9562 section 5.1), with hyphens or without: KumoMTA, SLMail and others.

100 ns since 15 October 1582, the lower half first.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from headertrace.clocks.scheme import Reading
from headertrace.patterns import lazy

_ID = lazy(r"([0-9a-f]{8})-?([0-9a-f]{4})-?1([0-9a-f]{3})-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}", re.IGNORECASE)
_START = datetime(1582, 10, 15, tzinfo=UTC)


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    match = _ID.fullmatch(text)
    if match is None:
        return None
    return Reading(match[0], _START + timedelta(microseconds=int(match[3] + match[2] + match[1], 16) // 10), 1e-6)
