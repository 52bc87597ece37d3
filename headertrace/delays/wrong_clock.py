"""A clock that is wrong: a wait backwards, or one that its error explains.

Where a step backwards stands beside one forwards, the hosts whose lines lie between the two were
slow (backwards first) or fast, by the smaller of both at least; what is left over was a wait. The
Date counts as the stamp of the client's clock.
"""

from __future__ import annotations

from typing import NamedTuple

from headertrace.delays.wait import WORTH_S, Guess, Wait
from headertrace.records.evidence import Evidence
from headertrace.records.judgements import Offset
from headertrace.records.vocabulary import Certainty
from headertrace.text.durations import duration

_SLACK_S = 5.0
_WORTH_S = 30.0
_ALIKE_S = 30.0
# A step backwards that is smaller beside the wait than this share says little about it.
_SHARE = 0.25
# The next step may be so much longer and still name the one host.
_NEARLY = 1.25


class _Beside(NamedTuple):
    """The nearest step the other way: how long, whose clocks lie between, and the sign of their error."""

    seconds: float
    hosts: tuple[str, ...]
    sign: float

    @property
    def names(self) -> str:
        return " and ".join(self.hosts) or "the host between"


def explain(wait: Wait) -> Guess | None:
    host = wait.hop.received.by
    if wait.before is not None and host and wait.before.received.by == host:
        return _set_back(wait, host)
    by_offset = _by_offset(wait)
    if by_offset:
        return by_offset
    beside = _beside(wait)
    if wait.stamped_s > 0:
        return _forwards(wait, beside)
    return _back(wait, beside) if wait.before is not None else None


def share(wait: Wait) -> tuple[Wait, str]:
    """The wait without what a clock shown wrong by the step beside it makes up, and a note on that."""
    if wait.seconds != wait.stamped_s:
        return wait, f"; without the error of the clocks, {duration(wait.stamped_s)} by the stamps"
    beside = _beside(wait)
    if beside is None or beside.seconds < _SHARE * wait.stamped_s:
        return wait, ""
    rest = wait.stamped_s - beside.seconds
    if rest < WORTH_S:
        return wait, ""
    note = f"; {duration(beside.seconds)} more between the stamps are the clock of {beside.names}"
    return wait._replace(seconds=rest), note


def _set_back(wait: Wait, host: str) -> Guess | None:
    """Between two lines of one host, that has one clock."""
    if wait.stamped_s >= 0:
        return None
    text = f"the clock of {host} went back by {duration(-wait.stamped_s)} between its own two lines"
    return Guess("wrong-clock", "possible", text, _lines(wait), host)


def _by_offset(wait: Wait) -> Guess | None:
    """Explained by an error that the stamps bound from both sides."""
    before = wait.before
    if before is None:
        return None
    here, there = wait.hop.received.by, before.received.by
    known = {offset.host: offset for offset in wait.offsets}
    expected = _error(known, here) - _error(known, there)
    if not expected or abs(wait.stamped_s - expected) > max(_SLACK_S, abs(expected) * 0.02):
        return None
    host = here if here in known else there
    return Guess("wrong-clock", "likely", f"the clock of {host} is off by {_said(known, host)}", _lines(wait), host)


def _forwards(wait: Wait, beside: _Beside | None) -> Guess | None:
    if beside is None or wait.seconds != wait.stamped_s or wait.stamped_s - beside.seconds >= max(WORTH_S, _ALIKE_S):
        return None
    near = beside.seconds - wait.stamped_s <= max(_ALIKE_S, wait.stamped_s * 0.02)
    way = "fast" if beside.sign > 0 else "slow"
    if near:
        text = (
            f"one step is off by as much as the next makes good: the clock of {beside.names} "
            f"is {duration(wait.stamped_s)} {way}{_named(wait.stamped_s)}"
        )
    else:
        text = f"the stamps of {beside.names} lie backwards on the other side by more than this: its clock is {way}"
    certainty: Certainty = "likely" if near else "possible"
    return Guess("wrong-clock", certainty, text, _lines(wait), beside.hosts[0] if beside.hosts else None)


def _back(wait: Wait, beside: _Beside | None) -> Guess:
    before = wait.before
    here, there = wait.hop.received.by, before.received.by if before else None
    behind = -wait.stamped_s
    known = {offset.host for offset in wait.offsets}
    sure = beside is not None and beside.seconds - behind <= max(_ALIKE_S, behind * 0.02)
    if beside and beside.seconds >= behind - _ALIKE_S and (sure or beside.sign > 0 or not _only_claimed(wait)):
        way = "fast" if beside.sign > 0 else "slow"
        exact = beside.seconds - behind <= max(_ALIKE_S, behind * 0.02)
        much = duration(behind) if exact else f"between {duration(behind)} and {duration(beside.seconds)}"
        joined = "one step is off by as much as the next makes good: " if exact else ""
        text = f"{joined}the clock of {beside.names} is {much} {way}{_named(behind)}"
        near = beside.seconds <= behind * _NEARLY + _ALIKE_S
        certainty: Certainty = "likely" if near else "possible"
        return Guess("wrong-clock", certainty, text, _lines(wait), beside.hosts[0] if beside.hosts else None)
    text = (
        f"the clock of {there or 'the host before'} is ahead, or that of {here or 'this host'} behind, "
        f"by {duration(behind)} at least{_named(behind)}"
    )
    certainty = "likely" if here in known or there in known else "possible"
    blamed = there if there in known or _only_claimed(wait) else here
    return Guess("wrong-clock", certainty, text, _lines(wait), blamed)


def _only_claimed(wait: Wait) -> bool:
    """Whether the newer of the two lines is vouched for and the older one is not."""
    return wait.hop.trust == "vouched" and wait.before is not None and wait.before.trust != "vouched"


def _beside(wait: Wait) -> _Beside | None:
    """The step the other way that fits best, small steps between left out of account."""
    index = wait.hop.n - 1
    found = []
    for direction in (-1, 1):
        other = _next_large(wait.steps, index, direction)
        if other is None or _fits_better(wait.steps, other, direction, wait.stamped_s):
            continue
        first, last = sorted((index, other))
        hosts = [hop.received.by for hop in wait.hops[first:last] if hop.received.by]
        step = wait.steps[other] or 0.0
        # Forwards and then backwards: what lies between was ahead.
        sign = 1.0 if (wait.steps[first] or 0.0) > 0 else -1.0
        found.append(_Beside(abs(step), tuple(dict.fromkeys(hosts)), sign))
    return min(found, key=lambda one: abs(one.seconds - abs(wait.stamped_s)), default=None)


def _next_large(steps: tuple[float | None, ...], index: int, direction: int) -> int | None:
    """The next step that way of a size worth a word, where it goes the other way."""
    at = index + direction
    while 0 <= at < len(steps):
        step = steps[at]
        if step is not None and abs(step) >= _WORTH_S:
            return at if step * (steps[index] or 0.0) < 0 else None
        at += direction
    return None


def _fits_better(steps: tuple[float | None, ...], other: int, direction: int, seconds: float) -> bool:
    """Whether the step beside is made good by the one on its far side, as exactly as this one does not."""
    far = _next_large(steps, other, direction)
    if far is None:
        return False
    size = abs(steps[other] or 0.0)
    gap, own = abs(abs(steps[far] or 0.0) - size), abs(abs(seconds) - size)
    return gap <= max(_ALIKE_S, size * 0.1) and gap < own


def _named(seconds: float) -> str:
    """What a difference of that size usually is."""
    if abs(seconds - 43_200) <= _ALIKE_S:
        return " (12 h: morning taken for evening)"
    if abs(seconds - 86_400) <= _ALIKE_S:
        return " (a day: its date is wrong)"
    return ""


def _lines(wait: Wait) -> tuple[Evidence, ...]:
    if wait.before is None:
        return (wait.hop.field.evidence("first stamp, against the Date"),)
    return wait.before.field.evidence("stamped earlier in the chain"), wait.hop.field.evidence(
        "stamped later in the chain"
    )


def _error(known: dict[str, Offset], host: str | None) -> float:
    offset = known.get(host or "")
    return offset.offset_s if offset and offset.offset_s is not None else 0.0


def _said(known: dict[str, Offset], host: str | None) -> str:
    seconds = _error(known, host)
    return f"{duration(abs(seconds))}, {'fast' if seconds > 0 else 'slow'}"
