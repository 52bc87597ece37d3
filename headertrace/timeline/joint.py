"""The observations of one message → what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, pairwise
from math import inf
from typing import TYPE_CHECKING

from headertrace.records.judgements import Offset
from headertrace.records.making import maker
from headertrace.records.path import Step
from headertrace.records.timeline import Held, Reading, Timeline
from headertrace.records.vocabulary import Trust
from headertrace.timeline.observations import (
    AGREE_S,
    PROMPT_S,
    WORTH_S,
    Moments,
    Observation,
    Station,
    host_of,
    observations,
    own_clock,
    set_back,
    stations,
)

if TYPE_CHECKING:
    from headertrace.timeline.solver import Chain, Solution

# As many readings as a person can weigh.
_MOST_READINGS = 5
# An error is one number where its bounds lie no further apart than this.
_NAMED_WIDTH_S = 30.0
_ZONE_SLACK_S = 2.0
_held = maker(Held)
_wrong = maker(Offset)


def read(steps: tuple[Step, ...], trusts: tuple[Trust, ...], moments: Moments) -> Timeline:
    """The joint reading. Never raises on content; steps that are contradicted, and all below, tell nothing."""
    seen = observations(steps, trusts, moments)
    if not seen:
        return Timeline()
    if len(seen) == 1:
        found = Timeline((Reading(),))
    elif _is_plain(seen, moments):
        found = _plain(seen)
    else:
        found = _solved(seen, steps, moments)
    if moments.pooled:
        found = _with_pooled(found, steps, moments)
    return _with_zones(found, steps, moments.corrections) if moments.corrections else found


def _with_pooled(found: Timeline, steps: tuple[Step, ...], moments: Moments) -> Timeline:
    """The clocks that a dataset knows to be off are so in any reading."""
    told: dict[str, Offset] = {}
    for step in steps:
        known = moments.pooled.get(step.n)
        if known is not None and step.received.by and known.tells:
            told[step.received.by] = known.offset(step.received.by, step, moments.dataset)
    # A host whose bounds are wide may have more of an error in a reading: that is in addition.
    readings = tuple(item._replace(offsets=(*told.values(), *_besides(item.offsets, told))) for item in found.readings)
    known_hosts = frozenset(
        step.received.by
        for step in steps
        if step.received.by and (item := moments.pooled.get(step.n)) is not None and item.is_narrow
    )
    return found._replace(readings=readings, known=(*told.values(), *_besides(found.known, told)), pooled=known_hosts)


def _besides(offsets: tuple[Offset, ...], told: Mapping[str, Offset]) -> tuple[Offset, ...]:
    return tuple(item for item in offsets if item.host not in told)


def _with_zones(found: Timeline, steps: tuple[Step, ...], corrections: Mapping[int, float]) -> Timeline:
    """The stamps whose zone is mislabelled are wrong in any reading."""
    offsets = tuple(
        Offset(
            step.received.by,
            error,
            error - _ZONE_SLACK_S,
            error + _ZONE_SLACK_S,
            (step.field.evidence(step.received.raw[-60:]),),
        )
        for step in steps
        if step.received.by and (error := corrections.get(step.n))
    )
    readings = tuple(item._replace(offsets=(*offsets, *item.offsets)) for item in found.readings)
    return found._replace(readings=readings, known=(*offsets, *found.known))


def _is_plain(seen: list[Observation], moments: Moments) -> bool:
    """Nothing waited and all clocks agree: most messages."""
    return not moments.stated and all(
        -AGREE_S <= after.time - before.time <= PROMPT_S for before, after in pairwise(seen)
    )


def _plain(seen: list[Observation]) -> Timeline:
    return Timeline((Reading((), (), max(seen[-1].time - seen[0].time, 0.0)),), tuple(_within(seen)))


def _within(seen: Sequence[Observation]) -> list[Held]:
    """The steps between clocks that agree: together as long as from the first stamp to the last, whichever of those
    between is some seconds off.
    """
    last = seen[-1].time
    times = [min(most, last) for most in accumulate((item.time for item in seen), max)]
    return [_took(item.hop, after - before) for item, (before, after) in zip(seen[1:], pairwise(times), strict=True)]


def _took(hop: int, took: float) -> Held:
    seconds = round(took, 3)
    return _held(hop, seconds, seconds, seconds)


def _step(before: Observation, after: Observation) -> Held:
    return _took(after.hop, max(after.time - before.time, 0.0))


def _solved(seen: list[Observation], steps: tuple[Step, ...], moments: Moments) -> Timeline:
    from headertrace.timeline import solver

    found = stations(set_back(seen), moments.stated)
    given = solver.chain(found, moments.stated, moments.expected)
    solutions, told = solver.solve(given), given
    if not solutions or (given.stated and solutions[0].weight > 1.0):
        # A count that is not believed: an old one on prompt mail, or one of another message.
        without = given._replace(stated={})
        lightest = solutions[0].weight if solutions else inf
        others = [item for item in solver.solve(without) if item.weight + solver.UNBELIEVED < lightest]
        if others:
            solutions, told = others, without
    if not solutions:
        return _by_stamps(seen)
    lines = {own_clock(step, steps): step for step in reversed(steps)}
    within = [_within(station.seen) for station in found]
    firm = [_is_firm(before, after) for before, after in pairwise(found)]
    steps_by = [_steps(item, found, within, firm) for item in solutions[:_MOST_READINGS]]
    readings = tuple([_reading(item, way, given, found, lines) for item, way in zip(solutions, steps_by, strict=False)])
    dropped = tuple(sorted(set(moments.stated) if given.stated and not told.stated else ()))
    return Timeline(readings, steps_by[0], _known(readings), dropped)


def _by_stamps(seen: list[Observation]) -> Timeline:
    """Where no reading is light enough: the stamps as they stand, and no total."""
    return Timeline((Reading(),), tuple(_step(before, after) for before, after in pairwise(seen)))


def _is_firm(before: Station, after: Station) -> bool:
    """Whether one clock measured the step between them, or clocks on both sides that others agree with."""
    return before.last.clock == after.first.clock or min(len(before.clocks), len(after.clocks)) > 1


def _steps(solution: Solution, found: list[Station], within: list[list[Held]], firm: list[bool]) -> tuple[Held, ...]:
    """The step before each observation but the first; those ``within`` the stations are the same in any solution."""
    steps = [*within[0]]
    for (seconds, low, high), (before, station), inner, is_firm in zip(
        solution.steps, pairwise(found), within[1:], firm, strict=True
    ):
        if before.last.is_known and station.first.is_known:
            is_firm, (low, high) = True, _widened(low, high, before.last, station.first)
        steps.append(_held(station.first.hop, round(seconds, 3), low, None if high == inf else high, is_firm))
        steps += inner
    return tuple(steps)


def _widened(low: float, high: float, before: Observation, after: Observation) -> tuple[float, float]:
    """The bounds of a step between clocks that a dataset knows, by as much as it leaves open."""
    if before.known is None or after.known is None or before.known.clock.host == after.known.clock.host:
        return low, high
    (least, most), (least_after, most_after) = before.known.left, after.known.left
    return max(low - most_after + least, 0.0), high - least_after + most


def _reading(
    solution: Solution, steps: tuple[Held, ...], given: Chain, found: list[Station], lines: dict[str, Step]
) -> Reading:
    offsets: list[Offset] = []
    for group, error, low, high in solution.errors:
        clocks = sorted(
            {clock for at, station in zip(given.group, found, strict=True) if at == group for clock in station.clocks}
        )
        offsets += [_offset(clock, error, *_open(group, given, low, high), lines) for clock in clocks]
    total = sum([step.seconds for step in steps])
    return Reading(tuple([step for step in steps if step.seconds >= WORTH_S]), tuple(offsets), round(total, 3))


def _open(group: int, given: Chain, low: float, high: float) -> tuple[float | None, float | None]:
    """The bounds of an error, open where a wait at the end of the way would widen them.

    The newest clock may be slower by as long as the message waited before it; the oldest one faster.
    """
    places = [at for at, owner in enumerate(given.group) if owner == group]
    if places == [len(given.group) - 1]:
        return None, high
    if places == [0]:
        return low, None
    return (None if low == -inf else low), (None if high == inf else high)


def _offset(clock: str, error: float, low: float | None, high: float | None, lines: dict[str, Step]) -> Offset:
    host = host_of(clock)
    step = lines.get(host)
    evidence = (step.field.evidence(step.received.raw[-60:]),) if step else ()
    return _wrong(host, round(error, 1), low, high, evidence)


def _known(readings: tuple[Reading, ...]) -> tuple[Offset, ...]:
    """The wrong clocks that all readings have, with bounds that hold in each."""
    known: list[Offset] = []
    for offset in readings[0].offsets:
        same = [other for item in readings for other in item.offsets if other.host == offset.host]
        if len(same) < len(readings) or any((other.offset_s or 0.0) * (offset.offset_s or 0.0) < 0 for other in same):
            continue
        low, high = _widest([item.low_s for item in same], min), _widest([item.high_s for item in same], max)
        named = low is not None and high is not None and high - low <= _NAMED_WIDTH_S
        known.append(offset._replace(offset_s=offset.offset_s if named else None, low_s=low, high_s=high))
    return tuple(known)


def _widest(bounds: list[float | None], furthest: Callable[[list[float]], float]) -> float | None:
    told = [bound for bound in bounds if bound is not None]
    return furthest(told) if len(told) == len(bounds) else None
