"""The time that is asked about, in pieces: hours, days, weeks, months, or as many as fit into a small picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headertrace.mailbox.asking.base import DATED
from headertrace.mailbox.asking.wishes import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headertrace.mailbox.asking.base import Base, Period

# How many points a small picture has.
POINTS = 24
_MOST_ROWS = 31
_SECONDS: dict[Span, int] = {"hour": 3600, "day": 86400, "week": 604800, "month": 2592000, "year": 31536000}


def fitting(base: Base, whole: Period) -> Span:
    """The span that was wished for, else the shortest that makes no more rows than fit on a screen."""
    if base.wishes.by is not None:
        return base.wishes.by
    return next((span for span, size in _SECONDS.items() if whole.seconds / size <= _MOST_ROWS), "year")


def over_time(
    base: Base, key: str, names: Sequence[Any], value: str = "avg(seconds)", table: str = "steps"
) -> dict[Any, list[float | None]]:
    """For each of the names a number over the time asked about, in ``POINTS`` equal pieces."""
    whole = base.period
    if not names or whole.first is None or whole.seconds <= 0:
        return {}
    # Plus a little, so that the last moment is in the last piece.
    size = whole.seconds * 1.000001 / POINTS
    found = base.rows(
        f"""SELECT {key}, floor((epoch(time) - epoch($1::TIMESTAMPTZ)) / $2)::INT AS piece, {value} FROM {table}
        WHERE {DATED} AND {key} IN (SELECT unnest($3)) GROUP BY 1, 2""",
        [whole.first, size, list(names)],
    )
    made: dict[Any, list[float | None]] = {name: [None] * POINTS for name in names}
    for name, piece, number in found:
        if 0 <= piece < POINTS:
            made[name][piece] = number
    return made
