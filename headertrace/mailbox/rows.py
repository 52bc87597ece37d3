"""Trace → rows of the dataset's tables."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from headertrace.mailbox.column import Kind
from headertrace.mailbox.getting import day_time
from headertrace.mailbox.tables import TABLES

if TYPE_CHECKING:
    from headertrace.records.trace import Trace

# The columns that every table begins with. ``place`` is where in its source a message lies, and makes the key of it.
FIRST: tuple[tuple[str, Kind, str], ...] = (
    ("message", "key", "The message's key, the same in all tables."),
    ("time", "time", "The message's own time: the newest stamp that can be read, else its Date."),
)
# By what a dataset is parted: the month of that time, "0000-00" where there is none.
MONTH = "month"
NO_MONTH = "0000-00"

Row = tuple[object, ...]


def rows(trace: Trace, place: int) -> dict[str, list[Row]]:
    """A message's rows by table; ``place`` is its offset in bytes in its source, or its number in that."""
    first = (key(trace, place), day_time(trace))
    made: dict[str, list[Row]] = {}
    for table in TABLES:
        got = [(*first, *[column.get(trace, item) for column in table.columns]) for item in table.items(trace)]
        if got:
            made[table.name] = got
    return made


def key(trace: Trace, place: int) -> int:
    """A number for the message at that place: the same in every run, another one at every other place."""
    source = trace.source
    digest = blake2b(f"{source.name}\0{place}\0{source.sha256}".encode("utf-8", "backslashreplace"), digest_size=8)
    return int.from_bytes(digest.digest(), "big", signed=True)


def names(table: str) -> tuple[str, ...]:
    """The names of a table's columns, in order."""
    found = next(item for item in TABLES if item.name == table)
    return (*(name for name, _, _ in FIRST), *(column.name for column in found.columns))
