"""The steps of a comparison as text that is safe to show."""

from __future__ import annotations

from headertrace.compare import NOTABLE_S, Comparison, Step
from headertrace.named import NamedTuple
from headertrace.records.evidence import Evidence
from headertrace.records.path import Hop
from headertrace.text.durations import duration
from headertrace.text.safe import safe

_NOT_THERE = "·"


class Row(NamedTuple):
    """One step as shown; ``longer`` has its sign, ``share`` is its part of the greatest difference, 0 to 1."""

    a: str
    b: str
    sender: str
    by: str
    ground: str
    wait_a: str
    wait_b: str
    longer: str
    notable: bool
    share: float
    cause: str
    only: str


def rows(found: Comparison) -> list[Row]:
    """The steps as text that is safe to show."""
    most = max((_weight(step) for step in found.steps), default=0.0)
    return [_row(step, most) for step in found.steps]


def line_of(evidence: tuple[Evidence, ...]) -> str:
    """ " (line 4)", of the first piece of evidence; empty where there is none."""
    return f" (line {evidence[0].lines[0]})" if evidence else ""


def _weight(step: Step) -> float:
    if step.longer_s is not None:
        return abs(step.longer_s)
    return (step.wait_a_s or step.wait_b_s or 0.0) if step.ground is None else 0.0


def _row(step: Step, most: float) -> Row:
    weight = _weight(step)
    sign = "+" if (step.longer_s or 0.0) > 0 else ""
    sender, by = ("the writer", "the first server") if not (step.a or step.b) else _names(step)
    return Row(
        a=str(step.a.n) if step.a else _NOT_THERE,
        b=str(step.b.n) if step.b else _NOT_THERE,
        sender=sender,
        by=by,
        ground=step.ground or "",
        wait_a="" if step.wait_a_s is None else duration(step.wait_a_s),
        wait_b="" if step.wait_b_s is None else duration(step.wait_b_s),
        longer="" if step.longer_s is None else sign + duration(step.longer_s),
        notable=weight >= NOTABLE_S,
        share=weight / most if most else 0.0,
        cause=safe(step.cause or "") if weight >= NOTABLE_S else "",
        only="" if step.ground else "A only" if step.a else "B only",
    )


def _names(step: Step) -> tuple[str, str]:
    """(from, by): both hosts where they differ, parted by a bar."""
    hops = [hop for hop in (step.a, step.b) if hop]
    senders = list(dict.fromkeys(safe(_sender(hop)) for hop in hops))
    receivers = list(dict.fromkeys(safe(hop.received.by or "?") for hop in hops))
    return " | ".join(senders), " | ".join(receivers)


def _sender(hop: Hop) -> str:
    got = hop.received
    return got.rdns or got.helo or got.polled or (f"[{got.ip}]" if got.ip else "(local)" if got.by else "?")
