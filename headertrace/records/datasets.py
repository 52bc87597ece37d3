"""What a dataset of many messages is asked about one."""

from __future__ import annotations

from typing import Protocol

from headertrace.records.knowledge import History, HostClock
from headertrace.records.trace import Trace


class Knowledge(Protocol):
    """What datasets are asked; ``name`` is how that of the clocks is called where it is evidence."""

    name: str

    def clocks(self, host: str) -> tuple[HostClock, ...]:
        """The windows of that host's clock, by time; none where nothing tells of it."""

    def history(self, trace: Trace) -> History | None:
        """What is usual on that message's way; None where no dataset was named for it."""
