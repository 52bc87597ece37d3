"""The axis of a timeline: moments → shares of it, and round moments to mark."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from headertrace.named import NamedTuple
from headertrace.view.moments import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headertrace.view.wishes import Wishes

_TICKS = 4
# How much of the axis may lie before the first hop, so that it begins at a round moment.
_LEAD = 0.06
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Steps of the axis in seconds: round on a clock and in a calendar.
_STEPS = (
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
    1_209_600, 2_592_000, 7_776_000, 31_536_000, 157_680_000, 315_360_000, 1_576_800_000, 3_153_600_000,
)  # fmt: skip


class Axis(NamedTuple):
    """From the first moment shown to the last."""

    start: datetime
    end: datetime

    @property
    def span(self) -> float:
        """Seconds; never none, so that shares can be taken of it."""
        return max((self.end - self.start).total_seconds(), 1.0)

    def share(self, moment: datetime) -> float:
        """How far along a moment lies, from 0 to 1."""
        return (moment - self.start).total_seconds() / self.span


def over(moments: Sequence[datetime]) -> Axis:
    """The axis that holds all the moments, of which there is at least one."""
    return Axis(min(moments), max(moments))


def from_round(axis: Axis, wishes: Wishes) -> Axis:
    """The axis from the round moment before its start, where the way there is but a little of it."""
    span = (axis.end - axis.start).total_seconds()
    lead = _since_epoch(axis.start, wishes) % _tick_s(span)
    return axis._replace(start=axis.start - timedelta(seconds=lead)) if lead <= span * _LEAD else axis


def marks(axis: Axis, wishes: Wishes) -> list[tuple[float, str]]:
    """Round moments along the axis: (share, what is written there)."""
    step = _tick_s(axis.span)
    return [(axis.share(moment), _label(moment, step, wishes)) for moment in _round_moments(axis, step, wishes)]


def _tick_s(span: float) -> int:
    """Seconds from one mark of the axis to the next."""
    return next((step for step in _STEPS if span / step <= _TICKS), _STEPS[-1])


def _since_epoch(moment: datetime, wishes: Wishes) -> float:
    """Seconds on the clock of the zone wished for."""
    try:
        east = moment.astimezone(wishes.zone or UTC).utcoffset() or timedelta()
    except (OverflowError, ValueError):
        east = timedelta()
    return (moment - _EPOCH + east).total_seconds()


def _round_moments(axis: Axis, step: int, wishes: Wishes) -> list[datetime]:
    ahead = -_since_epoch(axis.start, wishes) % step
    count = int((axis.span - ahead) // step) + 1
    made = []
    for index in range(max(0, count)):
        try:
            made.append(axis.start + timedelta(seconds=ahead + index * step))
        except OverflowError:
            break
    return made


def _label(moment: datetime, step: int, wishes: Wishes) -> str:
    """The time, the day or the year, whichever the marks differ in."""
    text = clock(moment, wishes).strip()
    day, time = text[: -len("00:00:00")].strip(), text[-len("00:00:00") :]
    if step >= 31_536_000:
        return str(moment.year)
    if step >= 86_400:
        return day
    if step >= 43_200:
        return f"{day} {time[:5]}"
    return time if step < 60 else time[:5]
