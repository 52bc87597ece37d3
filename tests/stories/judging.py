"""What was said of a message, held against what was done to it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import headertrace
from headertrace.records.judgements import Delay
from headertrace.records.trace import Trace

from .story import Story, Wait

_CLOCKS = ("wrong-clock", "wrong-zone")
WORTH_S = 60.0
"""Shorter waits are nobody's concern."""
OFFSET_SLACK_S = 4.0
"""Within so much clocks are read as agreeing."""
SLACK_S = 60.0
"""What a played story takes besides its meant waits."""


class Judgement(NamedTuple):
    """``right`` and ``missed``: injected waits with the right host and cause, and the others. ``wrong``: waits
    and wrong clocks asserted that were not, each with its certainty. ``offsets``: errors of clocks told,
    with how far off each is beyond its bounds (0 where honest); ``misread``: what else does not fit."""

    right: tuple[Wait, ...]
    missed: tuple[tuple[Wait, Delay | None], ...]
    wrong: tuple[Delay, ...]
    offsets: tuple[tuple[str, float], ...]
    misread: tuple[str, ...]


def judge(truth: Story) -> Judgement:
    trace = headertrace.trace(truth.message)
    told: dict[int, list[Delay]] = {}
    for delay in trace.delays:
        told.setdefault(delay.hop if delay.hop > 1 else 0, []).append(delay)
    waits = [wait for wait in truth.waits if wait.seconds >= WORTH_S]
    right = [wait for wait in waits if any(_is(delay, wait) for delay in told.get(wait.hop, ()))]
    tied = [wait for wait in waits if _in_a_reading(trace, wait)]
    missed = [(wait, next(iter(told.get(wait.hop, ())), None)) for wait in waits if wait not in right + tied]
    waited = {wait.hop for wait in waits}
    others = [delay for hop, delays in told.items() if hop not in waited for delay in delays]
    # Where several readings fit, what is told is one of them, as possible, and the others stand beside it.
    wrong = [delay for delay in others if not _clock(delay, truth) and not _hedged(trace, delay)]
    offsets = tuple(_offsets(trace, truth))
    return Judgement(tuple(right), tuple(missed), tuple(wrong), offsets, tuple(_misread(trace, truth)))


def _is(delay: Delay, wait: Wait) -> bool:
    """The cause and its host, or the cause among what is as likely."""
    if (delay.cause, delay.at) == (wait.cause, wait.host):
        return True
    return delay.certainty == "possible" and (wait.cause in delay.rivals or delay.cause == "unknown")


def _in_a_reading(trace: Trace, wait: Wait) -> bool:
    """Whether one of several readings has the wait, and nothing surer than possible is said of it."""
    if trace.timeline.decided or any(
        delay.certainty != "possible" for delay in trace.delays if delay.hop == max(wait.hop, 1)
    ):
        return False
    held = [item for reading in trace.timeline.readings for item in reading.waits if item.hop == max(wait.hop, 1)]
    return any(abs(item.seconds - wait.seconds) <= SLACK_S + wait.seconds * 0.01 for item in held)


def _hedged(trace: Trace, delay: Delay) -> bool:
    return delay.certainty == "possible" and not trace.timeline.decided


def _clock(delay: Delay, truth: Story) -> bool:
    """Whether a clock that was wrong is named, or wrong stamps are only taken for possibly something else."""
    wrong = {host for host, _ in truth.clocks}
    return bool(wrong) and ((delay.at in wrong and delay.cause in _CLOCKS) or delay.certainty == "possible")


def _offsets(trace: Trace, truth: Story) -> Iterator[tuple[str, float]]:
    """Each host's error against the reader's own clock: how far the truth lies outside what was told."""
    off = dict(truth.clocks)
    reference = next(hop.received.by for hop in reversed(trace.hops) if hop.leg != "retrieval")
    for offset in trace.offsets:
        meant = off.get(offset.host, 0.0) - off.get(reference or "", 0.0)
        low = offset.low_s if offset.low_s is not None else meant
        high = offset.high_s if offset.high_s is not None else meant
        outside = max(low - meant, meant - high, 0.0)
        if offset.offset_s is not None:
            outside = max(outside, abs(offset.offset_s - meant) - OFFSET_SLACK_S)
        yield offset.host, max(outside - OFFSET_SLACK_S, 0.0) if offset.offset_s is None else outside


def _misread(trace: Trace, truth: Story) -> Iterator[str]:
    """The path and the delays as such."""
    names = [hop.received.by for hop in trace.hops]
    if names != list(truth.hosts):
        yield f"hosts {names}, not {list(truth.hosts)}"
        return
    if trace.unparsed:
        yield f"unparsed {trace.unparsed}"
    if any(hop.link.state == "broken" for hop in trace.hops):
        yield "a broken link"
    errors = dict(truth.clocks)
    off = [errors.get(host, 0.0) for host in truth.hosts]
    for hop, (before, after) in zip(trace.hops[1:], pairwise(off), strict=True):
        meant = sum(wait.seconds for wait in truth.waits if wait.hop == hop.n) + after - before
        if hop.delay_s is None or not -1 <= hop.delay_s - meant <= truth.slack:
            yield f"hop {hop.n} took {hop.delay_s}, not {meant}"
    meant = sum(wait.seconds for wait in truth.waits if wait.hop == 0) + off[0]
    written, submitted = trace.path.written, trace.path.submitted
    if not written or not submitted or not -1 <= (submitted - written).total_seconds() - meant <= truth.slack:
        yield f"written {written}, submitted {submitted}: not {meant} apart"
