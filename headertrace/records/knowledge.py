"""What a dataset of many messages knows, as far as it bears on one: the clocks of hosts, and what is usual there."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Protocol

from headertrace.records.vocabulary import ClockKind, Trust


class HostClock(NamedTuple):
    """How far a host's clock was off from ``start`` to ``end``, as many messages show together.

    The clock showed ``offset_s`` seconds more than that of ``reference`` at ``start``, at least ``low_s`` and at most
    ``high_s`` more; all three move by ``drift_s_per_day`` after that, 0 where it kept its distance. ``offset_s`` is
    None where only one side is bounded, and then ``low_s`` or ``high_s`` is None too. ``trust`` is "claimed" where the
    host is another house's, which proved its name to the reader's own servers and wrote its stamps itself.
    """

    host: str
    start: datetime
    end: datetime
    offset_s: float | None
    low_s: float | None
    high_s: float | None
    drift_s_per_day: float
    messages: int
    reference: str
    kind: ClockKind
    trust: Trust

    def moved_s(self, time: datetime) -> float:
        """The seconds by which the clock has drifted from ``start`` to ``time``."""
        return self.drift_s_per_day * (time - self.start).total_seconds() / 86_400.0


class Knowledge(Protocol):
    """What a dataset is asked; ``name`` is how it is called where it is evidence."""

    name: str

    def clocks(self, host: str) -> tuple[HostClock, ...]:
        """The windows of that host's clock, by time; none where the dataset tells of none."""
