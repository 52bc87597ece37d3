"""The contract between the search and the leaves: a leaf is a file for a program, and holds ``read(line) -> LogEvent``.

A leaf is given lines that its program wrote, and gives None for one that tells nothing of a message. It never raises.
Words that a client announced or wrote stand quoted in a line: a leaf reads what it wants from the line's beginning, in
the order in which the program writes it, so that what a client put in there is not taken for the program's word.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from headertrace.records.logs import LogEvent, LogLine

Read = Callable[[LogLine], LogEvent | None]


class Leaf(Protocol):
    """The module of a program."""

    def read(self, line: LogLine) -> LogEvent | None: ...
