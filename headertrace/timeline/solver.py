"""The joint reading: which clocks were wrong and which steps were waits, so that all stamps come out.

Between two stations the stamps differ by ``true step + error of the later clock - error of the earlier one``.
True steps are never negative. Every set of wrong clocks and waits is tried that weighs no more than the
lightest found and a margin; the errors' bounds follow from the differences (shortest paths, the standard
way to solve difference constraints).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, combinations, pairwise, product
from math import comb, inf

from headertrace.named import NamedTuple
from headertrace.records.making import maker
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
# No clock so many stations away bounds another.
_REACH = 9
# The weight of a server's own count that is not believed.
UNBELIEVED = 1.2
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


_solution, _part = maker(Solution), maker(_Part)


def chain(stations: Sequence[Station], stated: Mapping[int, float], expected: Mapping[int, float]) -> Chain:
    """``stated`` and ``expected`` are by hop number."""
    owner: dict[str, int] = {}
    group: list[int] = []
    weights: list[dict[str, float]] = []
    limits: dict[int, tuple[float, float]] = {}
    for station in stations:
        known = [owner[item.clock] for item in station.seen if item.clock in owner]
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
    kept = _distinct(sorted((item for item in found if item.weight <= best + anomalies.MARGIN), key=_weight))
    return [_loosened(item, given) for item in kept]


def _weight(solution: Solution) -> float:
    return solution.weight


def _distinct(found: list[Solution]) -> list[Solution]:
    """Of solutions with the same clocks and waits the lightest."""
    kept: dict[tuple[frozenset[int], frozenset[int]], Solution] = {}
    for item in found:
        waits = frozenset(at for at, step in enumerate(item.steps) if step[0] > PROMPT_S)
        kept.setdefault((frozenset(error[0] for error in item.errors), waits), item)
    return list(kept.values())


def _loosened(found: Solution, given: Chain) -> Solution:
    """With errors that are no more certain than the clocks that they are measured by.

    A clock that nothing bears out may be off itself, as far as that leaves everything in its order.
    """
    if not found.errors:
        return found
    points = {group: error for group, error, _, _ in found.errors}
    stamps = accumulate((0.0, *given.differences))
    times = [time - points.get(group, 0.0) for time, group in zip(stamps, given.group, strict=True)]
    places: dict[int, list[int]] = {}
    for at, owner in enumerate(given.group):
        places.setdefault(owner, []).append(at)
    rooms = {error[0]: _rooms(found, given, times, places, error) for error in found.errors}
    errors = []
    for group, error, low, high in found.errors:
        room = rooms[group]
        if room is None:
            # Another wrong clock bounds it: no more surely than that is bounded itself.
            beside = [other for other in _beside(given, group) if points.get(other, 0.0) * error > 0]
            room = max([rooms[other] or 0.0 for other in beside], default=0.0)
        if error > 0:
            low = max(low - room, min(low, AGREE_S))
        else:
            high = min(high + room, max(high, -AGREE_S))
        errors.append((group, error, low, high))
    return found._replace(errors=tuple(errors))


def _beside(given: Chain, group: int) -> set[int]:
    return {other for pair in pairwise(given.group) if group in pair for other in pair} - {group}


def _rooms(
    found: Solution,
    given: Chain,
    times: list[float],
    places: Mapping[int, list[int]],
    error: tuple[int, float, float, float],
) -> float | None:
    """By how many seconds the bound of an error that is nearer to nought is to be loosened; None where clocks that are
    right do not bound it.

    Not where a dataset or a wait bounds it, nor where the error is that of a time zone: a clock beside it is not off
    by the rest.
    """
    group, point, low, high = error
    if group in given.limits or anomalies.is_zone(point):
        return 0.0
    wrong = {item[0] for item in found.errors}
    strict, loose = -inf, -inf
    told: dict[int, float] = {}
    for at, difference in enumerate(given.differences):
        before, after = given.group[at], given.group[at + 1]
        if before == after or group not in (before, after):
            continue
        other = after if before == group else before
        shortest, longest = _limits(given, at)
        waited = found.steps[at][0] > longest
        # A smaller error makes the step before a fast clock longer, and the one after a slow one.
        if waited and (after == group) == (point > 0):
            return 0.0
        if other in wrong:
            continue
        pull = _pull(_step(at, before, after, difference, shortest, longest, _USUAL_S), group)
        bounds = pull.waited if waited else (pull.low, pull.high)
        bound = bounds[0] if point > 0 else -bounds[1]
        if other not in told:
            told[other] = (
                0.0 if _is_borne_out(given, other) else _room(given, times, places[other], group, later=point > 0)
            )
        strict, loose = max(strict, bound), max(loose, bound - told[other])
    nearest = low if point > 0 else -high
    return nearest - loose if strict >= nearest else None


def _is_borne_out(given: Chain, group: int) -> bool:
    """Whether a clock is the reader's own, or others agree with it."""
    return sum(given.weights[group]) > 1.0


def _room(given: Chain, times: list[float], places: list[int], wrong: int, *, later: bool) -> float:
    """By how many seconds the clock of those ``places`` may be slow (``later``) or fast, for what came after or before
    it by another than the ``wrong`` one.
    """
    rooms = []
    for at in places:
        others = range(at + 1, min(at + _REACH, len(times))) if later else range(at - 1, max(at - _REACH, -1), -1)
        nearest = next((other for other in others if given.group[other] not in (given.group[at], wrong)), at)
        rooms.append(abs(times[nearest] - times[at]))
    return min(rooms)


class _Step(NamedTuple):
    """A step as the search goes by it: from group ``before`` to group ``after``, the ``difference`` of the stamps, the
    ``least`` and the ``most`` seconds that it takes where nothing waits, and those it ``usually`` takes.
    """

    at: int
    before: int
    after: int
    difference: float
    least: float
    most: float
    usually: float


class _Pull(NamedTuple):
    """What a step beside a right clock says of a wrong one's error: between ``low`` and ``high``, or within the bounds
    of ``waited`` where it waited; ``usual`` is the error by which it took its usual time.
    """

    at: int
    low: float
    high: float
    waited: tuple[float, float]
    usual: float


_step, _pulled = maker(_Step), maker(_Pull)


def _pull(step: _Step, group: int) -> _Pull:
    at, _, after, difference, least, most, usually = step
    if after == group:
        return _pulled(at, difference - most, difference - least, (-inf, difference - least), difference - usually)
    return _pulled(at, least - difference, most - difference, (least - difference, inf), usually - difference)


class _Search:
    """One chain, and the parts that were found for it so far."""

    def __init__(self, given: Chain) -> None:
        self._given = given
        self._parts: dict[tuple[int, ...], _Beside] = {}
        self._left = _MOST_STEPS
        self._lightest = [anomalies.LIGHTEST_CLOCK * sum(weights) for weights in given.weights]
        self._touching: list[list[int]] = [[] for _ in given.weights]
        self._fixed: list[float] = []
        self._beside: list[set[int]] = [set() for _ in given.weights]
        self._steps: list[_Step] = []
        for at, difference in enumerate(given.differences):
            before, after = given.group[at], given.group[at + 1]
            self._steps.append(
                _step(at, before, after, difference, *_limits(given, at), given.stated.get(at, _USUAL_S))
            )
            self._fixed.append(_step_weight(given, at, difference) if difference >= -AGREE_S else inf)
            if before != after:
                self._touching[before].append(at)
                self._touching[after].append(at)
                self._beside[before].add(after)
                self._beside[after].add(before)
        self._heavy = [(at, weight) for at, weight in enumerate(self._fixed) if weight]
        self._odd = [any(map(self._fixed.__getitem__, touching)) for touching in self._touching]

    def least(self, wrong: tuple[int, ...]) -> float:
        """What these groups' clocks weigh at the least if they are wrong."""
        return sum([self._lightest[group] for group in wrong])

    def can_help(self, wrong: tuple[int, ...]) -> bool:
        """Whether each of these clocks has something beside it to explain, or only clocks that are wrong as well.

        Between steps that are in order beside a right clock, a clock is right.
        """
        for group in wrong:  # noqa: SIM110 - asked of every set
            if not (self._odd[group] or self._beside[group].issubset(wrong)):
                return False
        return True

    def solutions(self, wrong: tuple[int, ...], most: float) -> Iterable[Solution]:
        """Those with just these groups' clocks wrong that weigh no more than ``most``."""
        touched = {at for group in wrong for at in self._touching[group]}
        fixed = sum([weight for at, weight in self._heavy if at not in touched], 0.0)
        least = self.least(wrong)
        if fixed + least > most:
            return ()
        room = int((most - fixed - least) / anomalies.LIGHTEST_WAIT) if most < inf else _MOST_WAITS
        choices: list[list[_Part]] = []
        for part in self._apart(wrong):
            choices.append(self._of(part, min(room, _MOST_WAITS)))
            if not choices[-1]:
                return ()
        return [
            self._whole(fixed, parts)
            for parts in product(*choices)
            if fixed + sum([part.weight for part in parts]) <= most
        ]

    def _apart(self, wrong: tuple[int, ...]) -> list[tuple[int, ...]]:
        """``wrong`` in parts that share no step."""
        if len(wrong) < 2:
            return [(group,) for group in wrong]
        parts: list[set[int]] = []
        for group in wrong:
            joined = [part for part in parts if not part.isdisjoint(self._beside[group])]
            parts = [part for part in parts if part not in joined]
            parts.append({group}.union(*joined))
        return [tuple(sorted(part)) for part in parts]

    def _of(self, part: tuple[int, ...], most_waits: int) -> list[_Part]:
        """The ways in which these neighbours' clocks are wrong, with at most so many waits beside them."""
        if part not in self._parts:
            touched = sorted({at for group in part for at in self._touching[group]})
            self._parts[part] = _Beside(self._given, part, [self._steps[at] for at in touched])
        beside = self._parts[part]
        count = len(beside.steps)
        most = min(most_waits, count)
        if most >= len(beside.made):
            while most and comb(count, most) * count > self._left // _SHARE:
                most -= 1
            self._left -= comb(count, most) * count
        return beside.with_waits(most)

    def _whole(self, fixed: float, parts: tuple[_Part, ...]) -> Solution:
        errors = tuple([(group, *error) for part in parts for group, error in part.errors.items()])
        steps = {at: step for part in parts for at, step in part.steps.items()}
        whole = tuple(
            [steps.get(at) or (max(difference, 0.0),) * 3 for at, difference in enumerate(self._given.differences)]
        )
        weight = fixed + sum([part.weight for part in parts])
        return _solution(weight + self._chance({error[0] for error in errors}, whole), errors, whole)

    def _chance(self, wrong: set[int], steps: tuple[tuple[float, float, float], ...]) -> float:
        """What it weighs that the oldest clock is wrong by nearly as much as the message waited at the next one, which
        is right.
        """
        group, differences = self._given.group, self._given.differences
        if len(steps) < 2 or group[0] not in wrong or group[1] in wrong or steps[1][0] <= PROMPT_S:
            return 0.0
        return anomalies.coincidence(steps[1][0], abs(differences[0] + differences[1]))


class _Beside:
    """The ``steps`` beside neighbours that are wrong: pulls are those to a right clock, links those between them.

    ``made`` are the ways in which they are wrong that were found so far, by the number of waits.
    """

    def __init__(self, given: Chain, part: tuple[int, ...], steps: list[_Step]) -> None:
        self.steps = steps
        self.made: list[list[_Part]] = []
        self._given = given
        self._links = [step for step in steps if step.before in part and step.after in part]
        outward = [step for step in steps if step.before not in part or step.after not in part]
        self._pulls = {group: [_pull(step, group) for step in outward if group in step[1:3]] for group in part}
        self._touching = [{step.at for step in steps if group in step[1:3]} for group in part]

    def with_waits(self, most: int) -> list[_Part]:
        """The ways with at most so many waits, those with the fewest first."""
        for many in range(len(self.made), most + 1):
            ways = [self._waiting(waits) for waits in combinations([step.at for step in self.steps], many)]
            self.made.append([way for way in ways if way is not None])
        return [way for ways in self.made[: most + 1] for way in ways]

    def _waiting(self, waits: tuple[int, ...]) -> _Part | None:
        """The errors where just ``waits`` of the steps waited; None where that cannot be."""
        for touching in self._touching:
            # Where all the steps beside a clock waited, nothing says that it was wrong.
            if len(touching) <= len(waits) and touching.issubset(waits):
                return None
        bounds = self._bounds(waits)
        if bounds is None:
            return None
        points: dict[int, float] = {}
        width: dict[int, float] = {}
        weight = 0.0
        for group, (low, high) in bounds.items():
            point = points[group] = self._point(group, waits, points, low, high)
            width[group] = high - low
            weight += _group_weight(self._given, group, point)
        made: dict[int, tuple[float, float, float]] = {}
        for at, before, after, difference, _, most, _ in self.steps:
            seconds = difference - points.get(after, 0.0) + points.get(before, 0.0)
            if at in waits:
                if seconds <= most:
                    return None
                weight += _step_weight(self._given, at, seconds)
            slack = width.get(before, 0.0) + width.get(after, 0.0)
            made[at] = (max(seconds, 0.0), max(seconds - slack, 0.0), seconds + slack)
        return _part(weight, {group: (point, *bounds[group]) for group, point in points.items()}, made)

    def _bounds(self, waits: tuple[int, ...]) -> dict[int, tuple[float, float]] | None:
        """The bounds of the errors; None where the differences cannot come out, or bound nothing, or where a clock
        may as well be right: then a lighter set says so.
        """
        bounds: dict[int, tuple[float, float]] = {}
        for group, pulls in self._pulls.items():
            low, high = self._given.limits.get(group, _OPEN)
            for at, least, most, waited, _ in pulls:
                if at in waits:
                    least, most = waited
                low, high = least if least > low else low, most if most < high else high
            bounds[group] = (low, high)
        if self._links:
            _passed_on(bounds, self._links, waits)
        for low, high in bounds.values():
            if low > high or low <= 0.0 <= high:
                return None
        return bounds

    def _point(self, group: int, waits: tuple[int, ...], points: dict[int, float], low: float, high: float) -> float:
        """The error at which the steps beside it that did not wait took their usual second; inside its bounds.

        ``points`` are the errors found so far; what is linked to another, unknown one is no help.
        """
        wanted = [pull.usual for pull in self._pulls[group] if pull.at not in waits]
        for at, before, after, difference, _, _, usually in self._links:
            if at in waits:
                continue
            if after == group and before in points:
                wanted.append(difference - usually + points[before])
            elif before == group and after in points:
                wanted.append(points[after] + usually - difference)
        if wanted:
            return max(low, min(high, sum(wanted) / len(wanted)))
        return low if low > 0 else high


def _passed_on(bounds: dict[int, tuple[float, float]], links: list[_Step], waits: tuple[int, ...]) -> None:
    """Difference constraints (Bellman and Ford): bounds are passed on along the links until none changes."""
    for _ in bounds:
        for at, before, after, difference, shortest, longest, _ in links:
            least, most = -inf if at in waits else difference - longest, difference - shortest
            (low, high), (low_after, high_after) = bounds[before], bounds[after]
            low_after, high_after = max(low_after, low + least), min(high_after, high + most)
            bounds[after] = (low_after, high_after)
            bounds[before] = (max(low, low_after - most), min(high, high_after - least))


def _step_weight(given: Chain, at: int, seconds: float) -> float:
    stated = given.stated.get(at)
    if stated is None:
        if seconds <= PROMPT_S:
            return 0.0
        weight = anomalies.wait(seconds)
        return min(weight, given.expected.get(at, weight))
    if -_STATED_LESS_S <= seconds - stated <= _STATED_MORE_S:
        return 0.0
    return anomalies.wait(seconds - stated) if seconds > stated else UNBELIEVED


def _limits(given: Chain, at: int) -> tuple[float, float]:
    """The least and the most seconds that the step took where nothing waited; of a wait there is no most."""
    stated = given.stated.get(at)
    return (-AGREE_S, PROMPT_S) if stated is None else (stated - _STATED_LESS_S, stated + _STATED_MORE_S)


def _group_weight(given: Chain, group: int, error: float) -> float:
    """The Date's clock is not a server's: it may be wrong by anything."""
    if group != given.writer:
        return sum(given.weights[group]) * anomalies.clock(error)
    servers = sum(given.weights[group]) - 1
    return servers * anomalies.clock(error) + anomalies.writer(error)
