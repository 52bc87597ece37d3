"""What datasets know that bears on one message: the clocks of its hosts, and what is usual there."""

from __future__ import annotations

import os

from headertrace.mailbox.clocks.stored import host_clocks
from headertrace.mailbox.history import Past
from headertrace.records.knowledge import History, HostClock
from headertrace.records.trace import Trace


class Known:
    """Datasets as ``trace`` asks them (``records.datasets.Knowledge``).

    ``clocks`` is the folder of the one whose clocks count, ``history`` of the one that says what is usual; either may
    be None. Raises Refused where a folder is no dataset.
    """

    def __init__(self, clocks: str | None = None, history: str | None = None) -> None:
        self.name = os.path.basename(os.path.abspath(clocks)) if clocks else ""
        self._clocks: dict[str, tuple[HostClock, ...]] = {}
        for row in host_clocks(clocks) if clocks else ():
            self._clocks[row.host] = (*self._clocks.get(row.host, ()), row)
        self._past = Past(history) if history else None

    def clocks(self, host: str) -> tuple[HostClock, ...]:
        return self._clocks.get(host, ())

    def history(self, trace: Trace) -> History | None:
        return self._past.of(trace) if self._past else None
