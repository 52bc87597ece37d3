"""The joint reading of a message's clocks: what may have happened, and what is certain of it."""

from __future__ import annotations

from headertrace.named import NamedTuple
from headertrace.records.judgements import Offset


class Held(NamedTuple):
    """The step before hop ``hop``: true seconds with bounds (``high_s`` None where nothing bounds them).

    ``firm`` says that one clock measured it, or clocks on both sides that others agree with.
    """

    hop: int
    seconds: float
    low_s: float
    high_s: float | None
    firm: bool = False


class Reading(NamedTuple):
    """One way in which all stamps come out: who waited, and whose clocks were wrong.

    An offset of "Date" is the error of the writer's clock. ``total_s`` is the true time from the writing, or
    from the first stamp where the Date is no help, to the newest stamp.
    """

    waits: tuple[Held, ...] = ()
    offsets: tuple[Offset, ...] = ()
    total_s: float | None = None


class Timeline(NamedTuple):
    """``readings`` are those that are about as likely, best first; none where no stamp can be read.

    ``steps`` are the true seconds of each step by the best reading: (hop, seconds, low, high), hop 1 being the
    time from the Date, and the hop after the last one the time into the mailbox where a field tells of it.
    ``known`` are the wrong clocks that every reading has; ``pooled`` the hosts whose clocks a dataset of many messages
    knows to seconds.
    """

    readings: tuple[Reading, ...] = ()
    steps: tuple[Held, ...] = ()
    known: tuple[Offset, ...] = ()
    dropped: tuple[int, ...] = ()
    pooled: frozenset[str] = frozenset()

    @property
    def decided(self) -> bool:
        """Whether the message itself tells what happened."""
        return len(self.readings) < 2

    @property
    def total_low_s(self) -> float | None:
        return min((item.total_s for item in self.readings if item.total_s is not None), default=None)

    @property
    def total_high_s(self) -> float | None:
        return max((item.total_s for item in self.readings if item.total_s is not None), default=None)
