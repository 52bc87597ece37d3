"""The rows of a timeline and their bars, in shares of its axis: one reckoning for the terminal and for the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from headertrace.named import NamedTuple
from headertrace.view.axis import Axis, from_round, over

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from headertrace.view.border import Border
    from headertrace.view.steps import Step
    from headertrace.view.way import Edge, Way
    from headertrace.view.wishes import Wishes


class Bar(NamedTuple):
    """From ``start`` to ``end``, both from 0 to 1, with the row's own moment at ``here``.

    ``kind`` is wait, wrong (the stamps differ by so much, and a clock is wrong), back (time runs back by the stamps)
    or none (nothing stands before it).
    """

    start: float
    end: float
    here: float
    kind: Literal["wait", "wrong", "back", "none"]


class Row(NamedTuple):
    """A line of the timeline: ``number`` with its mark ("1?", "·?"), who took the message in, and the wait before it.

    ``bar`` is None where the time is unknown, or a claim that nothing is derived from: ``untimed`` says which.
    ``border`` is what stands above the row, if it does there; ``step`` is the hop, None at the ends of the way.
    """

    number: str
    mark: str
    name: str
    bar: Bar | None
    delay: str
    delay_s: float | None
    long: bool
    why: str
    at: str
    trust: str
    border: Border | None
    step: Step | None

    @property
    def untimed(self) -> str:
        """What stands in the place of a bar."""
        return f"stamped {self.step.time}" if self.step and self.step.moment else "time unknown"


def timeline(way: Way, wishes: Wishes) -> tuple[Axis, list[Row]] | None:
    """The axis over all moments that count, and a row for each; None where no hop has a time.

    A Date that is a year off would leave no room for the others, nor would a forged stamp.
    """
    ends = [edge for edge in (way.written, way.stored) if edge is not None and edge.counts and not edge.is_wrong]
    known = [step.moment for step in way.steps if step.moment and step.n > way.unheard]
    if not known:
        return None
    axis = from_round(over([*known, *(edge.moment for edge in ends if edge.moment)]), wishes)
    return axis, list(_rows(way, axis))


def _rows(way: Way, axis: Axis) -> Iterator[Row]:
    before: datetime | None = None
    if way.written is not None and way.written.counts and not way.written.is_wrong:
        before = way.written.moment
        yield _edge(way.written, None, axis)
    for step in way.steps:
        moment = step.moment if step.n > way.unheard else None
        line = way.border if way.border and step.n == way.border.at else None
        yield Row(
            str(step.n), step.mark, step.by, bar(moment, before, bool(step.by_stamps), axis), step.delay,
            step.delay_s, step.long, step.why, step.cause_at, step.trust, line, step,
        )  # fmt: skip
        before = moment or before
    if way.stored is not None:
        yield _edge(way.stored, before, axis)


def _edge(edge: Edge, before: datetime | None, axis: Axis) -> Row:
    drawn = bar(edge.moment, before, False, axis)
    return Row("·", edge.mark, edge.text, drawn, edge.delay, edge.delay_s, False, "", "", edge.trust, None, None)


def bar(moment: datetime | None, before: datetime | None, is_wrong: bool, axis: Axis) -> Bar | None:
    """The bar of a hop at ``moment`` whose forerunner was at ``before``."""
    if moment is None:
        return None
    here = axis.share(moment)
    there = here if before is None else axis.share(before)
    if here == there:
        return Bar(here, here, here, "none")
    kind: Literal["wait", "wrong", "back"] = "back" if here < there else "wrong" if is_wrong else "wait"
    return Bar(min(here, there), max(here, there), here, kind)
