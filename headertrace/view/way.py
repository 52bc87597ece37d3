"""The whole way as shown: from the Date over every hop into the mailbox, with the border where it lies."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from headertrace.named import NamedTuple
from headertrace.text.durations import duration
from headertrace.text.layout import head, shorten, width
from headertrace.text.safe import safe
from headertrace.timeline.observations import WRITER
from headertrace.view.border import Border, border
from headertrace.view.moments import clock
from headertrace.view.steps import LONG_S, Step, oldest_timed, parts, steps, unheard

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.records.vocabulary import Trust
    from headertrace.view.wishes import Wishes

# A program's name in fewer cells tells nothing.
_MIN_PROGRAM = 8


class Edge(NamedTuple):
    """An end of the way that no Received line tells of: the writer's Date, which is the sender's word (``mark`` is
    ``?``), written with ``program``, or the mailbox. ``counts`` says whether the whole time is counted from there, or
    up to there; ``is_wrong`` that it is, though by another time than the one written; ``is_sure`` that this is so by
    every reading of the clocks.
    """

    role: str
    name: str
    mark: str
    time: str
    moment: datetime | None
    delay: str
    delay_s: float | None
    share: float
    counts: bool
    program: str = ""
    is_wrong: bool = False
    is_sure: bool = True

    @property
    def trust(self) -> Trust:
        """Whose word it is."""
        return "claimed" if self.mark else "vouched"

    @property
    def text(self) -> str:
        """What it is."""
        return f"{self.name}, by {self.program}" if self.program else self.name

    @property
    def words(self) -> str:
        """The text, and what is to be known of it."""
        return f"{self.text}{self._note}"

    def fitted(self, cells: int) -> str:
        """The words in at most ``cells`` cells: the program gives way first, for the note tells more."""
        room = cells - width(f"{self.name}, by {self._note}")
        if width(self.program) <= room:
            return self.words
        shown = f"{self.name}, by {head(self.program, room - 1).rstrip(' ,(')}…" if room >= _MIN_PROGRAM else self.name
        return shorten(f"{shown}{self._note}", cells)

    @property
    def _note(self) -> str:
        if self.is_wrong:
            return " (its clock is wrong)" if self.is_sure else " (its clock may be wrong)"
        return "" if self.counts else " (not counted)"


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
    readings = trace.timeline.readings
    wrong = [any(offset.host == WRITER for offset in item.offsets) for item in readings]
    return Edge(
        role="writer",
        name="Date",
        mark="?",
        time=clock(written, wishes).strip(),
        moment=written,
        delay="",
        delay_s=None,
        share=0.0,
        counts=any(held.hop == oldest for held in trace.timeline.steps),
        program=safe(trace.message.mua or ""),
        is_wrong=oldest is not None and bool(shown[oldest - 1].by_stamps) and wrong[:1] == [True],
        is_sure=all(wrong),
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
        name="into the mailbox",
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
