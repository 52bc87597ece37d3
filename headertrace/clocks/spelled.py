"""Ids that spell the date: InterMail and NAVGW in UTC or local time, Domino and IceWarp in local time.

InterMail ``20020206220608.CXUD1068``, Domino ``2001051015213519:7860``, IceWarp
``202611240800000001``, NAVGW ``M2002072316595117180``. Source: ids as these servers write them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from headertrace.clocks.scheme import Reading
from headertrace.patterns import lazy

_ID = lazy(r"M?((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])([0-2][0-9])([0-5][0-9])([0-5][0-9])")


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    match = _ID.match(text)
    if match is None or stamp is None or offset is None:
        return None
    try:
        spelled = datetime(*(int(part) for part in match.groups()), tzinfo=UTC)  # type: ignore[misc, arg-type]
    except ValueError:
        return None
    local = spelled - timedelta(minutes=offset)
    is_local = abs(local - stamp) < abs(spelled - stamp)
    return Reading("".join(match.groups()), local if is_local else spelled, 1.0, local=is_local)
