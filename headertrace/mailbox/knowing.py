"""What a dataset knows that bears on one message: the clocks of its hosts."""

from __future__ import annotations

import os

from headertrace.mailbox.clocks.stored import host_clocks
from headertrace.records.knowledge import HostClock


class Dataset:
    """A dataset as ``trace`` asks it (``records.knowledge.Knowledge``).

    ``folder`` is where it is; ``name`` its last part. Raises Refused where there is none.
    """

    def __init__(self, folder: str) -> None:
        self.name = os.path.basename(os.path.abspath(folder))
        self._clocks: dict[str, tuple[HostClock, ...]] = {}
        for row in host_clocks(folder):
            self._clocks[row.host] = (*self._clocks.get(row.host, ()), row)

    def clocks(self, host: str) -> tuple[HostClock, ...]:
        return self._clocks.get(host, ())
