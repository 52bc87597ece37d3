"""The whole way as shown: from the Date over every hop into the mailbox, with the border where it lies."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from headertrace.named import NamedTuple
from headertrace.text.durations import duration
from headertrace.text.safe import safe
from headertrace.view.border import Border, border
from headertrace.view.moments import clock
from headertrace.view.steps import LONG_S, Step, oldest_timed, parts, steps, unheard

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.records.vocabulary import Trust
    from headertrace.view.wishes import Wishes


class Edge(NamedTuple):
    """An end of the way that no Received line tells of: the writer's Date, which is the sender's word (``mark`` is
    ``?``), or the mailbox. ``counts`` says whether the whole time is counted from there, or up to there; ``is_wrong``
    that it is, though by another time than the one written.
    """

    role: str
    text: str
    mark: str
    time: str
    moment: datetime | None
    delay: str
    delay_s: float | None
    share: float
    counts: bool
    is_wrong: bool = False

    @property
    def trust(self) -> Trust:
        """Whose word it is."""
        return "claimed" if self.mark else "vouched"

    @property
    def words(self) -> str:
        """The text, and what is to be known of it."""
        note = " (its clock is wrong)" if self.is_wrong else "" if self.counts else " (not counted)"
        return f"{self.text}{note}"


class Way(NamedTuple):
    """``steps`` are the hops, oldest first. ``written`` is the Date, ``stored`` the way into the mailbox, where either
    is told; ``total`` is what the delays add up to (where there are several), counted from ``since``; ``decided`` is
    as in ``Timeline``. Of the oldest hops nothing is derived from so many as are ``unheard``.
    """

    steps: tuple[Step, ...]
    border: Border | None
    written: Edge | None
    stored: Edge | None
    total: str
    since: str
    decided: bool
    unheard: int


def way(trace: Trace, wishes: Wishes) -> Way:
    """All of it."""
    shown = steps(trace, wishes)
    if not shown:
        return Way((), None, None, None, "", "", True, 0)
    took, written = parts(trace), _written(trace, shown, wishes)
    since = "the Date" if written and written.counts else f"hop {oldest_timed(trace)}"
    stored = _stored(trace, took, wishes)
    total = duration(round(sum(took.values()), 3)) if len(took) > 1 else ""
    return Way(shown, border(trace), written, stored, total, since, trace.timeline.decided, unheard(trace))


def _written(trace: Trace, shown: tuple[Step, ...], wishes: Wishes) -> Edge | None:
    written = trace.path.written
    if written is None:
        return None
    oldest = oldest_timed(trace)
    program = safe(trace.message.mua or "")
    return Edge(
        role="writer",
        text=f"Date, by {program}" if program else "Date",
        mark="?",
        time=clock(written, wishes).strip(),
        moment=written,
        delay="",
        delay_s=None,
        share=0.0,
        counts=any(held.hop == oldest for held in trace.timeline.steps),
        is_wrong=oldest is not None and bool(shown[oldest - 1].by_stamps),
    )


def _stored(trace: Trace, took: dict[int, float], wishes: Wishes) -> Edge | None:
    seconds = took.get(len(trace.hops) + 1)
    if seconds is None:
        return None
    newest = trace.hops[-1].received.time
    moment = _later(newest, seconds)
    longest = max(took.values())
    return Edge(
        role="mailbox",
        text="into the mailbox",
        mark="",
        time=clock(moment, wishes).strip(),
        moment=moment,
        delay=duration(seconds),
        delay_s=seconds,
        share=max(0.0, seconds / max(longest, LONG_S)),
        counts=True,
    )


def _later(moment: datetime | None, seconds: float) -> datetime | None:
    try:
        return moment + timedelta(seconds=seconds) if moment else None
    except OverflowError:
        return None
