"""Google's ids: milliseconds since 1970 at the end, or the date and time in Pacific local time.

Source: the ids that Google's servers write; both forms held against their stamps.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from headertrace.clocks.scheme import Reading
from headertrace.patterns import lazy

_MILLISECONDS = lazy(r".*\.([01][0-9]{12})")
_SPELLED = lazy(r".*\.((?:19|20)[0-9]{2})\.([0-9]{2})\.([0-9]{2})\.([0-9]{2})\.([0-9]{2})\.([0-9]{2})")


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    match = _MILLISECONDS.fullmatch(text)
    if match:
        return Reading(match[1], datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(match[1])), 0.001)
    match = _SPELLED.fullmatch(text)
    if match is None or stamp is None:
        return None
    try:
        local = datetime(*(int(part) for part in match.groups()), tzinfo=UTC)  # type: ignore[misc, arg-type]
    except ValueError:
        return None
    # The Pacific zone is seven or eight hours west: the one that is nearer to the stamp.
    time = min((local + timedelta(hours=west) for west in (7, 8)), key=lambda moment: abs(moment - stamp))
    return Reading(".".join(match.groups()), time, 1.0)
