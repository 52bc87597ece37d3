"""Two messages side by side: where their ways part and meet, which step held one up, what else differs.

    >>> from headertrace.compare import compare
    >>> print(compare(trace(one), trace(other)).answer)

Each may be the message that worked and the one that did not, or the copies that two recipients got.
"""

from __future__ import annotations

from typing import Any

from headertrace.compare.alignment import align
from headertrace.compare.differences import Difference, differences
from headertrace.named import NamedTuple
from headertrace.records.judgements import Delay
from headertrace.records.path import Hop
from headertrace.records.trace import Trace
from headertrace.records.vocabulary import CLOCK_CAUSES, Cause, Certainty
from headertrace.text.counts import how_many
from headertrace.text.durations import duration

SCHEMA = "headertrace.comparison/1"
# Shorter differences are the trade's normal course.
NOTABLE_S = 60.0


class Step(NamedTuple):
    """One step of the way, of both messages or of one.

    ``ground`` says what joins the two hops: line (the same to the letter), host, organisation or role;
    None where only one message took the step. ``longer_s`` is how much longer B waited for it (seconds,
    negative where A did), None where it cannot be told; ``at`` the host that the longer wait belongs to,
    ``cause`` and ``certainty`` what it was.
    """

    a: Hop | None
    b: Hop | None
    ground: str | None
    wait_a_s: float | None = None
    wait_b_s: float | None = None
    longer_s: float | None = None
    at: str | None = None
    cause: Cause | None = None
    certainty: Certainty | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "a": self.a.n if self.a else None,
            "b": self.b.n if self.b else None,
            "ground": self.ground,
            "from_a": self.a.received.from_name if self.a else None,
            "from_b": self.b.received.from_name if self.b else None,
            "by_a": self.a.received.by if self.a else None,
            "by_b": self.b.received.by if self.b else None,
            "wait_a_s": self.wait_a_s,
            "wait_b_s": self.wait_b_s,
            "longer_s": self.longer_s,
            "at": self.at,
            "cause": self.cause,
            "certainty": self.certainty,
        }


class Comparison(NamedTuple):
    """Two traces side by side.

    ``parted`` is the number (from 1) of the first step that only one message took, ``met`` that of the first one
    after it that both took; None where there is none. ``same_message`` says whether both have one Message-ID,
    None where one has none.
    """

    answer: str
    a: Trace
    b: Trace
    steps: tuple[Step, ...]
    parted: int | None
    met: int | None
    same_message: bool | None
    differences: tuple[Difference, ...]

    @property
    def alike(self) -> bool:
        """The same way, and no step took notably longer."""
        waits = [step for step in self.steps if step.cause not in CLOCK_CAUSES]
        return self.parted is None and all(_told(step)[0] < NOTABLE_S for step in waits)

    def to_dict(self) -> dict[str, Any]:
        """The JSON document: plain dicts, lists, strings and numbers; both traces whole."""
        return {
            "schema": SCHEMA,
            "answer": self.answer,
            "alike": self.alike,
            "same_message": self.same_message,
            "parted": self.parted,
            "met": self.met,
            "steps": [step.to_dict() for step in self.steps],
            "differences": [item.to_dict() for item in self.differences],
            "a": self.a.to_dict(),
            "b": self.b.to_dict(),
        }


def compare(a: Trace, b: Trace) -> Comparison:
    """Put two traces side by side; neither needs a hop."""
    pairs = align(a.hops, b.hops)
    steps = (*_writing(a, b, pairs), *(_step(x, y, ground, a, b) for x, y, ground in pairs))
    parted = next((index for index, step in enumerate(steps) if step.ground is None), None)
    met = None
    if parted is not None:
        met = next((index for index in range(parted, len(steps)) if steps[index].ground), None)
    ids = a.message.message_id, b.message.message_id
    return Comparison(
        answer=_answer(a, b, steps, parted, met),
        a=a,
        b=b,
        steps=steps,
        parted=None if parted is None else parted + 1,
        met=None if met is None else met + 1,
        same_message=ids[0] == ids[1] if all(ids) else None,
        differences=differences(a, b, pairs),
    )


def _writing(a: Trace, b: Trace, pairs: list[tuple[Hop | None, Hop | None, str | None]]) -> list[Step]:
    """The time between Date and the first server, as a step of its own where it differs notably."""
    if not pairs or pairs[0][2] is None:
        return []
    before = [_until_first(trace) for trace in (a, b)]
    longer = _less(before[1], before[0])
    if longer is None or abs(longer) < NOTABLE_S:
        return []
    slower = b if longer > 0 else a
    cause = next((item for item in slower.delays if item.hop == 1), None)
    return [Step(None, None, "role", before[0], before[1], longer, "the writer's own program", *_why(cause))]


def _until_first(trace: Trace) -> float | None:
    written, submitted = trace.path.written, trace.path.submitted
    return (submitted - written).total_seconds() if written and submitted and submitted >= written else None


def _step(x: Hop | None, y: Hop | None, ground: str | None, a: Trace, b: Trace) -> Step:
    waits = _wait(x), _wait(y)
    longer = _less(waits[1], waits[0]) if x and y else None
    later = x is None or (longer or 0.0) > 0 or (waits[0] is None and waits[1] is not None)
    slower, hop = (b, y) if y and later else (a, x)
    if hop is None:
        return Step(x, y, ground)
    cause = next((item for item in slower.delays if item.hop == hop.n and hop.n > 1), None)
    at = cause.at if cause else _holder(slower, hop)
    return Step(x, y, ground, *waits, longer, at, *_why(cause))


def _holder(trace: Trace, hop: Hop) -> str | None:
    """The host that had the message until this hop."""
    return (trace.hops[hop.n - 2].received.by if hop.n > 1 else None) or hop.received.from_name


def _why(delay: Delay | None) -> tuple[Cause | None, Certainty | None]:
    return (delay.cause, delay.certainty) if delay else (None, None)


def _wait(hop: Hop | None) -> float | None:
    """The hop's delay by right clocks; None where it is unknown, or runs backwards all the same."""
    if hop is None:
        return None
    seconds = hop.took_s
    return None if seconds is None or seconds < -2 else max(0.0, seconds)


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else round(one - other, 3)


def _answer(a: Trace, b: Trace, steps: tuple[Step, ...], parted: int | None, met: int | None) -> str:
    if not (a.hops and b.hops):
        who = f"{'A' if b.hops else 'B'} has no" if a.hops or b.hops else "Neither message has a"
        return f"{who} Received line: the ways cannot be compared."
    totals = a.path.total_s, b.path.total_s
    told = ""
    if totals[0] is not None and totals[1] is not None:
        told = f" In all, A took {duration(totals[0])} and B {duration(totals[1])}."
    return f"{_way(steps, parted, met)}; {_longest(steps)}.{told}"


def _way(steps: tuple[Step, ...], parted: int | None, met: int | None) -> str:
    if parted is None:
        count = sum(step.a is not None for step in steps)
        others = sorted({_house(step) for step in steps if step.ground == "organisation"} - {""})
        through = f", by other hosts of {_listed(others)}" if others else ""
        return f"The same way over {how_many(count, 'hop')}{through}"
    last = next((step for step in reversed(steps[:parted]) if step.a), None)
    again = f", to meet again at {_by(steps[met])}" if met is not None else ""
    if last is not None and last.a is not None:
        return f"The same way until hop {last.a.n} ({_by(last)}){again or _goes_on(steps[parted:])}"
    if met is not None:
        return f"Different ways at first, which meet at {_by(steps[met])}"
    return "Different ways throughout"


def _goes_on(rest: tuple[Step, ...]) -> str:
    """Where each went on to, after the ways had parted for good."""
    ends = [next((step for step in rest if hop in step._fields and getattr(step, hop)), None) for hop in ("a", "b")]
    if all(ends):
        return f"; from there A went to {_by(ends[0], 'a')}, B to {_by(ends[1], 'b')}"
    side, end = ("A", ends[0]) if ends[0] else ("B", ends[1])
    return f", the last that both have; {side} went on to {_by(end, side.lower())}"


def _by(step: Step | None, side: str = "") -> str:
    if step is None:
        return "an unknown host"
    hop = step.b if side == "b" or step.a is None else step.a
    return (hop.received.by if hop else None) or "an unknown host"


def _house(step: Step) -> str:
    return (step.a.receiver_organisation if step.a else None) or ""


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _longest(steps: tuple[Step, ...]) -> str:
    """The step that differs most in time; a wrong clock or zone is no wait."""
    told = [_told(step) for step in steps if step.cause not in CLOCK_CAUSES]
    most = max(told, default=(0.0, ""))
    return most[1] if most[0] >= NOTABLE_S else "no step took one of them notably longer"


def _told(step: Step) -> tuple[float, str]:
    """(seconds, the words on them)."""
    why = f" ({step.cause}, {step.certainty})" if step.cause and step.cause != "unknown" else ""
    at = f"at {step.at or 'an unknown host'}{why}"
    if step.longer_s is not None:
        seconds = abs(step.longer_s)
        return seconds, f"{'B' if step.longer_s > 0 else 'A'} waited {duration(seconds)} longer {at}"
    side, other = ("A", "B") if step.wait_b_s is None else ("B", "A")
    seconds = (step.wait_a_s if side == "A" else step.wait_b_s) or 0.0
    aside = f"how long {other} did is unknown" if step.a and step.b else f"on a step that {other} did not take"
    return seconds, f"{side} waited {duration(seconds)} {at}, {aside}"


__all__ = ["NOTABLE_S", "SCHEMA", "Comparison", "Difference", "Step", "compare"]
