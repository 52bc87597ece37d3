"""A value in words, by the kind of its column."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from headertrace.text.durations import duration
from headertrace.text.safe import safe
from headertrace.text.shares import share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headertrace.mailbox.questions.question import CellKind
    from headertrace.renderings.rendering import Options

UNKNOWN = "—"
NUMBERS: frozenset[CellKind] = frozenset({"count", "seconds", "hours", "share", "number", "plain"})
_LEVELS = "▁▂▃▄▅▆▇█"


def words(value: object, kind: CellKind, options: Options) -> str:
    """The value as people read it, made safe to show."""
    if value is None:
        return UNKNOWN
    if isinstance(value, datetime):
        return moment(value, kind, options)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(float(value), kind)
    return safe(str(value))


def moment(value: datetime, kind: CellKind, options: Options) -> str:
    """ "2026-11-01 08:00", the hour left out of a day's beginning."""
    try:
        local = value.astimezone(options.zone or UTC)
    except (OverflowError, ValueError):
        local = value
    if kind == "day" and local.hour == local.minute == 0:
        return f"{local.year:04}-{local:%m-%d}"
    return f"{local.year:04}-{local:%m-%d %H:%M}"


def _number(value: float, kind: CellKind) -> str:
    if kind == "plain":
        return f"{value:.12g}"
    if kind == "count":
        return f"{value:,.0f}"
    if kind == "share":
        return share(value)
    if kind == "seconds":
        return duration(round(value, 1 if abs(value) < 10 else 0))
    if kind == "hours":
        return f"{value:,.0f} h" if value >= 10 else duration(round(value * 3600))
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}"


def spark(series: Sequence[float | None], points: int) -> str:
    """Numbers as a line of blocks from 0 to the largest, in at most so many cells; a blank where there was nothing."""
    some = thinned(series, points)
    most = max((value for value in some if value is not None), default=0.0)
    if not most or most < 0:
        return "".join(" " if value is None else _LEVELS[0] for value in some)
    return "".join(" " if value is None else _LEVELS[min(7, max(0, round(value / most * 7)))] for value in some)


def thinned(series: Sequence[float | None], points: int) -> list[float | None]:
    """The same in fewer points: the mean of each few that stand side by side."""
    step = -(-len(series) // points)
    made: list[float | None] = []
    for at in range(0, len(series), step):
        known = [value for value in series[at : at + step] if value is not None]
        made.append(sum(known) / len(known) if known else None)
    return made
