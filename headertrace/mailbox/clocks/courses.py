"""The course of one clock over time, by others that are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite

import numpy as np

from headertrace.mailbox.clocks.assumed import AGREEING, PROMPT_S
from headertrace.mailbox.clocks.bounds import Bounds, bounds, contradicting
from headertrace.mailbox.clocks.evidence import Evidence, Pairs, between, evenly
from headertrace.mailbox.clocks.pieces import Line, Piece, excess, pieces
from headertrace.mailbox.clocks.showings import Numbers
from headertrace.named import NamedTuple

# The share of hand-overs that contradict a clock's line from which on they are another clock's.
_OTHERS = 0.08
# A course is made of so many hand-overs at most.
_MOST = 1_500


class Window(NamedTuple):
    """A clock's line from ``start`` to ``end``, and how far it may be from that.

    ``is_pool`` says that hand-overs gather at several distances: machines that share a name, with clocks of their own.
    """

    start: float
    end: float
    line: Line
    bounds: Bounds
    is_pool: bool = False


# A clock that is known: its windows, in order of time.
Course = tuple[Window, ...]


class _Side(NamedTuple):
    """Hand-overs between a clock and the ``other`` one; ``side`` is +1 where the other one's was the earlier."""

    other: int
    pairs: Pairs
    side: float
    number: int


class Beside:
    """All hand-overs, by the clocks on either side."""

    def __init__(self, given: Pairs) -> None:
        self._of: dict[int, list[_Side]] = {}
        for number, item in enumerate(between(given)):
            self._add(item.late, _Side(item.early, item.pairs, 1.0, number))
            self._add(item.early, _Side(item.late, item.pairs, -1.0, number))

    def _add(self, host: int, side: _Side) -> None:
        self._of.setdefault(host, []).append(side)

    def of(self, host: int) -> Iterable[tuple[int, int]]:
        """The clocks that have hand-overs with that one, and how many."""
        return [(item.other, len(item.pairs.time)) for item in self._of.get(host, ())]

    def evidence(self, host: int, courses: Mapping[int, Course]) -> Evidence | None:
        """What clocks that are known say of this one, in order of time; None where they say too little."""
        parts = [
            part
            for item in self._of.get(host, ())
            if item.other in courses and (part := _evidence(item, courses[item.other])).size
        ]
        if sum(part.size for part in parts) < AGREEING:
            return None
        whole = Evidence._make(map(np.concatenate, zip(*parts, strict=True)))
        return whole.taken(np.argsort(whole.time, kind="stable"))


def course(beside: Beside, host: int, courses: Mapping[int, Course]) -> Course:
    """A clock's course by those that are known; empty where it is unknown."""
    seen = beside.evidence(host, courses)
    if seen is None:
        return ()
    nearest = seen.nearest
    nearest = nearest.taken(evenly(nearest.size, _MOST))
    found = []
    for piece in _certain(nearest, pieces(nearest)):
        rows = nearest.taken(np.arange(piece.first, piece.end))
        prompt = rows.time[np.abs(excess(rows, piece.line)) <= PROMPT_S * rows.links]
        if len(prompt) >= AGREEING:
            # Beside a step from the first, and to the last, message that surely came by then: a wait fits either side.
            start = prompt[0] if piece.first else rows.time[0]
            end = prompt[-1] if piece.end < nearest.size else rows.time[-1]
            found.append(_window(seen, piece.line, float(start), float(end)))
    return tuple(window for window in found if isfinite(window.bounds.low) or isfinite(window.bounds.high))


def _certain(seen: Evidence, found: list[Piece]) -> list[Piece]:
    """Without pieces between two of one line that waits explain as well: mail that was held up for a while."""
    kept = found[:1]
    for at, piece in enumerate(found[1:-1], 1):
        before, after = found[at - 1].line, found[at + 1].line
        rows = seen.taken(np.arange(piece.first, piece.end))
        back = np.abs(before.at(rows.time) - after.at(rows.time)).max() <= PROMPT_S
        if not (back and np.mean(contradicting(rows, excess(rows, before))) <= _OTHERS):
            kept.append(piece)
    return [*kept, *found[1:][-1:]]


def refined(beside: Beside, host: int, courses: Mapping[int, Course]) -> Course:
    """The same course with bounds by all clocks that are known by now."""
    seen = beside.evidence(host, courses)
    if seen is None:
        return courses[host]
    made = []
    for window in courses[host]:
        again = _window(seen, window.line, window.start, window.end)
        made.append(window._replace(bounds=window.bounds.both(again.bounds)))
    return tuple(made)


def shown(course: Course, times: Numbers) -> Numbers:
    """What the clock showed more than the reference; not a number where that is unknown."""
    found = np.full(len(times), np.nan)
    for window in course:
        low, high = window.bounds
        if isfinite(low) and isfinite(high):
            rows = (times >= window.start) & (times <= window.end)
            found[rows] = window.line.at(times[rows]) + (low + high) / 2
    return found


def about(course: Course, times: Numbers) -> Numbers:
    """The same for all times, by the nearest window where it is unknown."""
    apart = np.array([np.maximum(np.maximum(window.start - times, times - window.end), 0.0) for window in course])
    lines = np.array([window.line.at(times) for window in course])
    found: Numbers = lines[apart.argmin(axis=0), np.arange(len(times))]
    return found


def _evidence(given: _Side, course: Course) -> Evidence:
    """What hand-overs say of the clock on one end, the course of the other one being known."""
    pairs = given.pairs
    value, low, high = (np.full(len(pairs.time), np.nan) for _ in range(3))
    for window in course:
        if isfinite(window.bounds.low) and isfinite(window.bounds.high):
            rows = (pairs.time >= window.start) & (pairs.time <= window.end)
            value[rows] = window.line.at(pairs.time[rows]) + given.side * pairs.gap[rows]
            low[rows], high[rows] = window.bounds
    found = Evidence(
        pairs.message, pairs.time, value, np.full(len(value), given.side), pairs.links.astype(np.float64), low, high,
        pairs.resolution, np.full(len(value), given.number),
    )  # fmt: skip
    return found.taken(np.isfinite(value))


def _window(whole: Evidence, line: Line, start: float, end: float) -> Window:
    seen = whole.taken((whole.time >= start) & (whole.time <= end))
    if not seen.size:
        return Window(start, end, line, Bounds())
    within, is_pool = bounds(seen, line), False
    against = contradicting(seen, excess(seen, line))
    for side in (1.0, -1.0):
        rows = against & (seen.side == side)
        if rows.sum() > max(AGREEING, _OTHERS * seen.size):
            # Too many to be wrong by themselves: another machine of that name.
            away = float(np.median(seen.value[rows] - line.at(seen.time[rows])))
            other = bounds(seen.taken(rows), line._replace(level=line.level + away)).moved(away)
            within, is_pool = within.either(other), True
    return Window(start, end, line, within, is_pool)
