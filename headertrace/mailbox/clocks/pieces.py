"""One clock's course over time: straight pieces, with steps where it was set.

Lines are proposed from stretches of neighbours; then the course that explains all hand-overs best is found among them
(a shortest path through hand-overs and lines), and the lines are fitted anew: multi-model fitting by proposals and
an exact assignment, as in Isack and Boykov, "Energy-based geometric multi-model fitting" (2012). Waits are spread over
hours and stay unlikely company for each other; a few messages in a row that agree to seconds are a step.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from headertrace.mailbox.clocks.assumed import costs
from headertrace.mailbox.clocks.evidence import Evidence
from headertrace.mailbox.clocks.showings import Numbers, Places
from headertrace.named import NamedTuple

# What a change weighs: that clocks are set once in a thousand messages, and by any amount up to days.
_STEP = 20.0
# What a drift weighs more than a steady clock.
_DRIFT = 8.0
# Crystals are right to 50 millionths, and machines that run slow of themselves to 500 (what NTP corrects at most).
_STEEPEST = 600e-6
# Neighbours from which lines are proposed, and how many of them a proposal looks at; where there are many, the shortest
# stretches say nothing more.
_STRETCHES = (8, 24, 96, 384, 1_536)
_SHORT = 500
_LOOKED_AT = 24
_MOST_LINES = 160
_ROUNDS = 4
# Hand-overs that fit a line, for fitting it anew.
_FITS_S = 5.0
# A drift is told where its ends lie further apart than the seconds that stamps are worth.
_TOLD_S = 2.0


class Line(NamedTuple):
    """The clock shows ``level`` seconds more than true time at ``origin``, and ``slope`` more with each second."""

    origin: float
    level: float
    slope: float = 0.0

    def at(self, time: Numbers) -> Numbers:
        return self.level + self.slope * (time - self.origin)


class Piece(NamedTuple):
    """The hand-overs from number ``first`` up to, not including, ``end`` follow ``line``."""

    first: int
    end: int
    line: Line


def pieces(seen: Evidence) -> list[Piece]:
    """The course of a clock; ``seen`` is in order of time, and not empty."""
    plain = next(_through(seen))
    if cost(seen, plain).sum() - costs(0.5 * seen.links, seen.links).sum() < _STEP:
        # No step can save what it costs.
        return [Piece(0, seen.size, _fit(seen, plain))]
    lines = _fewer(seen, list(_proposals(seen)))
    found = _assigned(seen, lines)
    for _ in range(_ROUNDS):
        lines = _fitted(seen, found)
        before, found = found, _assigned(seen, lines)
        if [(item.first, item.end) for item in before] == [(item.first, item.end) for item in found]:
            break
    return [item._replace(line=line) for item, line in zip(found, _fitted(seen, found), strict=True)]


def excess(seen: Evidence, line: Line) -> Numbers:
    """The seconds that hand-overs took if the clock followed ``line``; negative where that cannot be."""
    found: Numbers = seen.side * (seen.value - line.at(seen.time))
    return found


def cost(seen: Evidence, line: Line) -> Numbers:
    """How unlikely each hand-over is if the clock followed ``line``."""
    return costs(excess(seen, line), seen.links)


def _proposals(seen: Evidence) -> Iterator[Line]:
    for length in _STRETCHES[seen.size > _SHORT :]:
        for start in range(0, max(seen.size - length // 2, 1), max(length // 2, 1)):
            yield from _through(seen.taken(np.arange(start, min(start + length, seen.size))))
        if length >= seen.size:
            break


def _through(stretch: Evidence) -> Iterator[Line]:
    """The best level line of a stretch, and the best one through two of its hand-overs."""
    few = np.unique(np.linspace(0, stretch.size - 1, min(stretch.size, _LOOKED_AT)).astype(np.int64))
    times, values = stretch.time[few], stretch.value[few] - stretch.side[few] * 0.5 * stretch.links[few]
    yield _best(stretch, [Line(float(times[0]), float(value)) for value in values])
    one, other = _two_of(len(few))
    span = times[other] - times[one]
    wide = span > (times[-1] - times[0]) / 4
    one, other, span = one[wide], other[wide], span[wide]
    slopes = (values[other] - values[one]) / np.where(span > 0, span, 1.0)
    kept = (np.abs(slopes) <= _STEEPEST) & (span > 0)
    tilted = [Line(float(times[a]), float(values[a]), float(s)) for a, s in zip(one[kept], slopes[kept], strict=True)]
    if tilted:
        yield _best(stretch, tilted)


@lru_cache(maxsize=64)
def _two_of(many: int) -> tuple[Places, Places]:
    """All pairs of so many places."""
    return np.triu_indices(many, 1)


def _best(seen: Evidence, lines: list[Line]) -> Line:
    """The line that explains them best."""
    few = np.unique(np.linspace(0, seen.size - 1, min(seen.size, 3 * _LOOKED_AT)).astype(np.int64))
    return lines[int(np.argmin(_table(seen.taken(few), lines).sum(axis=0)))]


def _table(seen: Evidence, lines: list[Line]) -> Numbers:
    """The cost of each hand-over (a row) by each line (a column)."""
    origin, level, slope = (np.array(column) for column in zip(*lines, strict=True))
    values = level + slope * (seen.time[:, None] - origin)
    return costs(seen.side[:, None] * (seen.value[:, None] - values), seen.links[:, None])


def _fewer(seen: Evidence, lines: list[Line]) -> list[Line]:
    """Without those that are nearly another one; of too many, those that explain most hand-overs best."""
    start = seen.time[:1]
    distinct = list({(round(line.slope * 1e7), round(float(line.at(start)[0]))): line for line in lines}.values())
    if len(distinct) <= _MOST_LINES:
        return distinct
    table = _table(seen, distinct)
    # A line is worth what it saves on the hand-overs that it explains well.
    worth = np.minimum(table - 6.0, 0.0).sum(axis=0)
    taken = [distinct[at] for at in np.argsort(worth, kind="stable")[: _MOST_LINES // 2]]
    # And for each stretch of time its best.
    stretches = np.array_split(np.arange(seen.size), _MOST_LINES // 2)
    taken += [distinct[int(np.argmin(table[rows].sum(axis=0)))] for rows in stretches if len(rows)]
    return list(dict.fromkeys(taken))


def _assigned(seen: Evidence, lines: list[Line]) -> list[Piece]:
    """The cheapest course along these lines: a shortest path, hand-over by hand-over."""
    table = _table(seen, lines)
    new = np.array([_STEP + _DRIFT * (line.slope != 0.0) for line in lines])
    total = table[0] + new
    stayed = np.ones((seen.size, len(lines)), np.bool_)
    came = np.zeros(seen.size, np.int64)
    for at in range(1, seen.size):
        cheapest = int(np.argmin(total))
        changed = total[cheapest] + new
        stayed[at] = total <= changed
        came[at] = cheapest
        total = np.where(stayed[at], total, changed) + table[at]
    return _traced(lines, stayed, came, int(np.argmin(total)))


def _traced(lines: list[Line], stayed: np.ndarray, came: Places, line: int) -> list[Piece]:
    found: list[Piece] = []
    end = len(came)
    for at in range(len(came) - 1, 0, -1):
        if not stayed[at, line]:
            found.append(Piece(at, end, lines[line]))
            end, line = at, int(came[at])
    found.append(Piece(0, end, lines[line]))
    return found[::-1]


def _fitted(seen: Evidence, found: list[Piece]) -> list[Line]:
    return [_fit(seen.taken(np.arange(item.first, item.end)), item.line) for item in found]


def _fit(seen: Evidence, line: Line) -> Line:
    """The line fitted to the hand-overs near it: level, unless a slope explains them better by its weight."""
    near = np.abs(excess(seen, line)) <= _FITS_S * np.sqrt(seen.links)
    if near.sum() < 3:
        return line
    part = seen.taken(near)
    middle = float((part.time[0] + part.time[-1]) / 2)
    values = part.value - part.side * (0.5 + 0.5 * part.links)
    choices = [Line(middle, float(value)) for value in np.quantile(values, (0.2, 0.35, 0.5, 0.65, 0.8))]
    level = _best(part, choices)
    span = float(part.time[-1] - part.time[0])
    if span <= 0:
        return level
    tilted = _tilted(part, values, middle, line)
    tells = abs(tilted.slope) * span >= _TOLD_S
    better = cost(seen, level).sum() - cost(seen, tilted).sum() > _DRIFT
    return tilted if tells and better else level


def _tilted(part: Evidence, values: Numbers, middle: float, line: Line) -> Line:
    """Least absolute deviations by repeated weighing: a wait that got in moves it little."""
    time = part.time - middle
    level, slope = float(line.at(np.array([middle]))[0]), line.slope
    for _ in range(8):
        weight = 1.0 / np.maximum(np.abs(values - level - slope * time), 0.3)
        total, first, second = weight.sum(), (weight * time).sum(), (weight * time * time).sum()
        both, sums = (weight * values * time).sum(), (weight * values).sum()
        determinant = total * second - first * first
        if determinant <= 0:
            break
        slope = float((total * both - first * sums) / determinant)
        level = float((sums - slope * first) / total)
    return Line(middle, level, slope)
