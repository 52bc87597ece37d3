"""The joint reading: which clocks were wrong and which steps were waits, so that all stamps come out.

Between two stations the stamps differ by ``true step + error of the later clock - error of the earlier one``.
True steps are never negative. Every set of wrong clocks and waits is tried that weighs no more than the
lightest found and a margin; the errors' bounds follow from the differences (shortest paths, the standard
way to solve difference constraints).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain as chains
from itertools import combinations, pairwise, product
from math import comb, inf
from typing import NamedTuple

from headertrace.timeline import anomalies
from headertrace.timeline.observations import AGREE_S, PROMPT_S, WRITER, Station

# Of more wrong clocks than this nothing could be made out, and the sets to try grow with their number.
_MOST_WRONG = 3
_MOST_WAITS = 3
# The sets of three are tried among so many clocks at the most.
_MOST_GROUPS = 14
# Sets of waits are tried for as long as so many steps are looked at for it: a host that stands at dozens of steps has
# tens of thousands of sets of three. No set of neighbours takes more than a share of what is left.
_MOST_STEPS = 400_000
_SHARE = 8
_STATED_LESS_S, _STATED_MORE_S = 6.0, 20.0
_UNBELIEVED = 1.2
_USUAL_S = 1.0
_OPEN = (-inf, inf)


class Solution(NamedTuple):
    """One way in which the stamps came about.

    ``errors`` gives for each wrong station group its error in seconds and its bounds; ``steps`` the true
    seconds of each step between stations, with bounds; ``weight`` how unlikely it is.
    """

    weight: float
    errors: tuple[tuple[int, float, float, float], ...]
    steps: tuple[tuple[float, float, float], ...]


class _Part(NamedTuple):
    """A part of a solution: neighbouring wrong groups with the steps that touch them, by their place in the chain."""

    weight: float
    errors: dict[int, tuple[float, float, float]]
    steps: dict[int, tuple[float, float, float]]


class Chain(NamedTuple):
    """Stations as numbers: ``differences`` of the stamps between neighbours, each station's ``group`` (stations that
    share a host's clock are one group), each group's ``weights`` (one a clock), the ``stated`` seconds of steps, and
    the weight of a wait at the steps where one is ``expected``. ``writer`` is the group of the Date's clock, -1
    where there is none. ``limits`` are what a group's error lies between, where a dataset knows.
    """

    differences: tuple[float, ...]
    group: tuple[int, ...]
    weights: tuple[tuple[float, ...], ...]
    stated: Mapping[int, float]
    expected: Mapping[int, float]
    writer: int
    limits: Mapping[int, tuple[float, float]] = {}


def chain(stations: Sequence[Station], stated: Mapping[int, float], expected: Mapping[int, float]) -> Chain:
    """``stated`` and ``expected`` are by hop number."""
    owner: dict[str, int] = {}
    group: list[int] = []
    weights: list[dict[str, float]] = []
    limits: dict[int, tuple[float, float]] = {}
    for station in stations:
        known = {owner[clock] for clock in station.clocks if clock in owner}
        at = min(known) if known else len(weights)
        if not known:
            weights.append({})
        for item in station.seen:
            owner[item.clock] = at
            weights[at][item.clock] = item.weight
            if item.known is not None and not item.known.is_narrow:
                least, most = item.known.left
                low, high = limits.get(at, _OPEN)
                limits[at] = max(low, least), min(high, most)
        group.append(at)
    differences = tuple(after.first.time - before.last.time for before, after in pairwise(stations))
    told = {at: stated[station.first.hop] for at, station in enumerate(stations[1:]) if station.first.hop in stated}
    natural = {
        at: expected[station.first.hop] for at, station in enumerate(stations[1:]) if station.first.hop in expected
    }
    writer = owner.get(WRITER, -1)
    return Chain(
        differences, tuple(group), tuple(tuple(item.values()) for item in weights), told, natural, writer, limits
    )


def solve(given: Chain) -> list[Solution]:
    """The lightest solutions, best first; empty where none was found."""
    search = _Search(given)
    best, found = inf, []
    groups = range(len(given.weights))
    for many in range(_MOST_WRONG + 1 if len(groups) <= _MOST_GROUPS else 2):
        for wrong in combinations(groups, many):
            if search.least(wrong) > best + anomalies.MARGIN or not search.can_help(wrong):
                continue
            for solution in search.solutions(wrong, best + anomalies.MARGIN):
                best = min(best, solution.weight)
                found.append(solution)
    return _distinct(sorted((item for item in found if item.weight <= best + anomalies.MARGIN), key=_weight))


def _weight(solution: Solution) -> float:
    return solution.weight


def _distinct(found: list[Solution]) -> list[Solution]:
    """Of solutions with the same clocks and waits the lightest."""
    kept: dict[tuple[frozenset[int], frozenset[int]], Solution] = {}
    for item in found:
        waits = frozenset(at for at, step in enumerate(item.steps) if step[0] > PROMPT_S)
        kept.setdefault((frozenset(error[0] for error in item.errors), waits), item)
    return list(kept.values())


class _Search:
    """One chain, and the parts that were found for it so far."""

    def __init__(self, given: Chain) -> None:
        self._given = given
        self._parts: dict[tuple[tuple[int, ...], int], list[_Part]] = {}
        self._left = _MOST_STEPS
        self._lightest = [anomalies.LIGHTEST_CLOCK * sum(weights) for weights in given.weights]
        self._touching: list[list[int]] = [[] for _ in given.weights]
        self._fixed: list[float] = []
        self._beside: list[set[int]] = [set() for _ in given.weights]
        for at, difference in enumerate(given.differences):
            before, after = given.group[at], given.group[at + 1]
            self._fixed.append(_step_weight(given, at, difference) if difference >= -AGREE_S else inf)
            if before != after:
                self._touching[before].append(at)
                self._touching[after].append(at)
                self._beside[before].add(after)
                self._beside[after].add(before)
        self._odd = [any(self._fixed[at] for at in touching) for touching in self._touching]

    def least(self, wrong: tuple[int, ...]) -> float:
        """What these groups' clocks weigh at the least if they are wrong."""
        return sum(self._lightest[group] for group in wrong)

    def can_help(self, wrong: tuple[int, ...]) -> bool:
        """Whether each of these clocks has something beside it to explain, or only clocks that are wrong as well.

        Between steps that are in order beside a right clock, a clock is right.
        """
        return all(self._odd[group] or self._beside[group].issubset(wrong) for group in wrong)

    def solutions(self, wrong: tuple[int, ...], most: float) -> Iterable[Solution]:
        """Those with just these groups' clocks wrong that weigh no more than ``most``."""
        touched = {at for group in wrong for at in self._touching[group]}
        fixed = sum(weight for at, weight in enumerate(self._fixed) if at not in touched)
        if fixed + self.least(wrong) > most:
            return ()
        room = int((most - fixed - self.least(wrong)) / anomalies.LIGHTEST_WAIT) if most < inf else _MOST_WAITS
        choices = [self._of(part, min(room, _MOST_WAITS)) for part in self._apart(wrong)]
        if not all(choices):
            return ()
        return [
            self._whole(fixed, parts)
            for parts in product(*choices)
            if fixed + sum(part.weight for part in parts) <= most
        ]

    def _apart(self, wrong: tuple[int, ...]) -> list[tuple[int, ...]]:
        """``wrong`` in parts that share no step."""
        parts: list[set[int]] = []
        for group in wrong:
            near = {other for at in self._touching[group] for other in self._given.group[at : at + 2]}
            joined = [part for part in parts if part & near]
            parts = [part for part in parts if not part & near]
            parts.append({group}.union(*joined))
        return [tuple(sorted(part)) for part in parts]

    def _of(self, part: tuple[int, ...], most_waits: int) -> list[_Part]:
        """The ways in which these neighbours' clocks are wrong, with at most so many waits beside them."""
        if (part, most_waits) not in self._parts:
            touched = sorted({at for group in part for at in self._touching[group]})
            most = min(most_waits, len(touched))
            while most and comb(len(touched), most) * len(touched) > self._left // _SHARE:
                most -= 1
            self._left -= comb(len(touched), most) * len(touched)
            waiting = chains.from_iterable(combinations(touched, many) for many in range(most + 1))
            made = (_part(self._given, part, {at: at in waits for at in touched}) for waits in waiting)
            self._parts[part, most_waits] = [item for item in made if item is not None]
        return self._parts[part, most_waits]

    def _whole(self, fixed: float, parts: tuple[_Part, ...]) -> Solution:
        errors = tuple((group, *error) for part in parts for group, error in part.errors.items())
        steps = {at: step for part in parts for at, step in part.steps.items()}
        whole = tuple(
            steps.get(at, (max(difference, 0.0),) * 3) for at, difference in enumerate(self._given.differences)
        )
        return Solution(fixed + sum(part.weight for part in parts), errors, whole)


def _part(given: Chain, part: tuple[int, ...], waits: dict[int, bool]) -> _Part | None:
    """These groups' errors where just the steps marked in ``waits`` waited; None where that cannot be."""
    bounds = _bounds(given, part, waits)
    if bounds is None:
        return None
    for low, high in bounds.values():
        if low <= 0.0 <= high:
            # Where a clock may as well be right, a lighter set says so.
            return None
    points: dict[int, float] = {}
    for group, (low, high) in bounds.items():
        points[group] = _point(given, group, waits, points, bounds.keys() - points.keys() - {group}, low, high)
    weight = sum(_group_weight(given, group, points[group]) for group in part)
    steps: dict[int, tuple[float, float, float]] = {}
    for at, is_wait in waits.items():
        before, after = given.group[at], given.group[at + 1]
        seconds = given.differences[at] - points.get(after, 0.0) + points.get(before, 0.0)
        if is_wait and seconds <= _limits(given, at, False)[1]:
            return None
        weight += _step_weight(given, at, seconds) if is_wait else 0.0
        slack = sum(bounds[group][1] - bounds[group][0] for group in {before, after} & bounds.keys())
        steps[at] = (max(seconds, 0.0), max(seconds - slack, 0.0), seconds + slack)
    return _Part(weight, {group: (points[group], *bounds[group]) for group in part}, steps)


def _bounds(given: Chain, part: tuple[int, ...], waits: dict[int, bool]) -> dict[int, tuple[float, float]] | None:
    """The bounds of the errors; None where the differences cannot come out, or bound nothing.

    Difference constraints (Bellman and Ford): bounds are passed on along the steps until none changes.
    """
    low = {group: given.limits.get(group, _OPEN)[0] for group in part}
    high = {group: given.limits.get(group, _OPEN)[1] for group in part}
    links: list[tuple[int, int, float, float]] = []
    for at, is_wait in waits.items():
        least, most = _limits(given, at, is_wait)
        before, after, difference = given.group[at], given.group[at + 1], given.differences[at]
        if before not in low:
            low[after], high[after] = max(low[after], difference - most), min(high[after], difference - least)
        elif after not in low:
            low[before], high[before] = max(low[before], least - difference), min(high[before], most - difference)
        else:
            links.append((before, after, difference - most, difference - least))
    for _ in range(len(part) if links else 0):
        for before, after, least, most in links:
            low[after], high[after] = max(low[after], low[before] + least), min(high[after], high[before] + most)
            low[before], high[before] = max(low[before], low[after] - most), min(high[before], high[after] - least)
    for group in part:
        if low[group] > high[group] or (low[group] == -inf and high[group] == inf):
            return None
    return {group: (low[group], high[group]) for group in part}


def _step_weight(given: Chain, at: int, seconds: float) -> float:
    stated = given.stated.get(at)
    if stated is None:
        if seconds <= PROMPT_S:
            return 0.0
        weight = anomalies.wait(seconds)
        return min(weight, given.expected.get(at, weight))
    if -_STATED_LESS_S <= seconds - stated <= _STATED_MORE_S:
        return 0.0
    return anomalies.wait(seconds - stated) if seconds > stated else _UNBELIEVED


def _limits(given: Chain, at: int, is_wait: bool) -> tuple[float, float]:
    """The least and the most seconds that the step took."""
    stated = given.stated.get(at)
    if stated is None:
        return (-AGREE_S, inf if is_wait else PROMPT_S)
    return (stated - _STATED_LESS_S, inf if is_wait else stated + _STATED_MORE_S)


def _group_weight(given: Chain, group: int, error: float) -> float:
    """The Date's clock is not a server's: it may be wrong by anything."""
    servers = sum(given.weights[group]) - (group == given.writer)
    return servers * anomalies.clock(error) + (group == given.writer) * anomalies.writer(error)


def _point(
    given: Chain,
    group: int,
    waits: dict[int, bool],
    points: dict[int, float],
    unknown: set[int],
    low: float,
    high: float,
) -> float:
    """The error at which the steps beside it that did not wait took their usual second; inside its bounds.

    ``points`` are the errors found so far, ``unknown`` the groups whose error is still to be found.
    """
    wanted: list[float] = []
    for at, is_wait in waits.items():
        before, after = given.group[at], given.group[at + 1]
        if is_wait or group not in (before, after):
            continue
        other = before if after == group else after
        if other in unknown:
            continue
        usual = given.stated.get(at, _USUAL_S)
        if after == group:
            wanted.append(given.differences[at] - usual + points.get(before, 0.0))
        else:
            wanted.append(points.get(after, 0.0) + usual - given.differences[at])
    if wanted:
        return max(low, min(high, sum(wanted) / len(wanted)))
    return low if low > 0 else high
