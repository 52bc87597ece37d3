"""The form of the data files, and their names by what is said of them.

A row of the data files is (name, agent, adds, holds, marks, meaning, source), all text: an empty
``agent`` is one that is not entered. ``marks`` are words parted by spaces:

- ``list:name``, ``list:post``, ``list:hint``: the mail came by a mailing list, which is named; or whose
  address is given; or which others than lists write too.
- ``check:results``, ``check:spf``, ``check:signature``, ``check:arc``, ``check:sender-id``: a check of
  the sender or a signature, in that grammar.
- ``clock:SCHEME``: it may hold a time of its own, which ``clocks/`` reads by that scheme.
- ``delivered``: it is written on final delivery. ``moderated``: a list's moderator let the mail through.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

# ``terms`` are from a fixed stock of words, numbers and links, ``text`` whatever its program writes there.
Holds = Literal[
    "recipients", "senders", "ids", "words", "date", "terms", "program", "received", "signature", "results",
    "parameters", "thread", "verdict", "text", "answer", "log",
]  # fmt: skip

Row = tuple[str, str, str, str, str, str, str]


def marked(rows: Iterable[Row], *marks: str) -> tuple[str, ...]:
    """The names that bear one of those marks ("list:name"), in the order of the rows."""
    wanted = frozenset(marks)
    return tuple(row[0] for row in rows if row[4] and not wanted.isdisjoint(row[4].split()))


def holding(rows: Iterable[Row], *holds: Holds) -> frozenset[str]:
    """The names whose values are of one of those kinds."""
    return frozenset(row[0] for row in rows if row[3] in holds)
