"""A clock that is wrong: a wait backwards, or one that its offset explains."""

from __future__ import annotations

from headertrace.delays import Guess, Wait, evidence
from headertrace.model import Offset
from headertrace.text import duration

_SLACK_S = 5.0
_WORTH_S = 30.0
_ALIKE_S = 30.0


def explain(wait: Wait) -> Guess | None:
    if wait.before is None:
        return None
    here, there = wait.hop.received.by, wait.before.received.by
    known = {offset.host: offset for offset in wait.offsets}
    expected = _error(known, here) - _error(known, there)
    lines = (evidence(wait.before, "stamped earlier in the chain"), evidence(wait.hop, "stamped later in the chain"))
    if expected and abs(wait.seconds - expected) <= max(_SLACK_S, abs(expected) * 0.02):
        host = here if here in known else there
        return Guess("wrong-clock", "likely", f"the clock of {host} is off by {_said(known, host)}", lines, host)
    there_and_back = _there_and_back(wait)
    if there_and_back:
        host, off = there_and_back
        way = "fast" if off > 0 else "slow"
        text = f"one step is off by as much as the next makes good: the clock of {host} is {duration(abs(off))} {way}"
        return Guess("wrong-clock", "likely", text, lines, host)
    if wait.seconds < 0:
        text = f"the clock of {there} is ahead, or that of {here} behind, by {duration(-wait.seconds)} at least"
        certain = "likely" if here in known or there in known else "possible"
        return Guess("wrong-clock", certain, text, lines, there if there in known else here)
    return None


def _there_and_back(wait: Wait) -> tuple[str | None, float] | None:
    """(host, how far its clock is ahead) where this step and a neighbour cancel out."""
    index = wait.hop.n - 1
    for other, middle, sign in ((index - 1, wait.before, -1.0), (index + 1, wait.hop, 1.0)):
        if not 0 <= other < len(wait.hops) or middle is None:
            continue
        neighbour = wait.hops[other].delay_s
        if neighbour is None or neighbour * wait.seconds >= 0 or min(neighbour, wait.seconds) > -_WORTH_S:
            continue
        if abs(neighbour + wait.seconds) <= max(_ALIKE_S, abs(wait.seconds) * 0.02):
            return middle.received.by, sign * wait.seconds
    return None


def _error(known: dict[str, Offset], host: str | None) -> float:
    offset = known.get(host or "")
    return offset.offset_s if offset and offset.offset_s is not None else 0.0


def _said(known: dict[str, Offset], host: str | None) -> str:
    seconds = _error(known, host)
    return f"{duration(abs(seconds))}, {'fast' if seconds > 0 else 'slow'}"
