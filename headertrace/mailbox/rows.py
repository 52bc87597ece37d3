"""Trace → rows of the dataset's tables."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from headertrace.mailbox.column import AnyTable, Kind
from headertrace.mailbox.getting import day_time
from headertrace.mailbox.tables import DEFECTS, TABLES
from headertrace.named import NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from headertrace.records.evidence import Defect
    from headertrace.records.trace import Trace

# The columns that every table begins with.
FIRST: tuple[tuple[str, Kind, str], ...] = (
    ("message", "key", "The message's key, the same in all tables."),
    ("time", "time", "The message's own time: the newest stamp that can be read, else its Date."),
)
# The columns that come next in a table that is ``placed``: those of ``Place``.
PLACED: tuple[tuple[str, Kind, str], ...] = (
    ("input", "text", "The file that it lies in, as it was named or found: `headertrace show` takes it."),
    ("number", "int", "Its number in that, from 1, as `--message` counts; null where that is unknown."),
    ("at_byte", "int", "Where it begins in that, in bytes; null where that is not a plain mailbox."),
)
# By what a dataset is parted: the month of that time, "0000-00" where there is none.
MONTH = "month"
NO_MONTH = "0000-00"
FIRST_YEAR, LAST_YEAR = 1980, 2099

Row = tuple[object, ...]


class Place(NamedTuple):
    """Where a message lies: in the file that the dataset calls ``input``, as the ``number``-th from 1.

    ``offset`` is where it begins there, in bytes, where that is known; of several messages in one that begins there it
    is the ``within``-th. ``secret`` goes into the message's key where nothing of what it is made of may be guessed.
    """

    input: str
    number: int
    offset: int | None = None
    within: int = 1
    secret: bytes = b""


def rows(trace: Trace, place: Place) -> dict[str, list[Row]]:
    """A message's rows by table."""
    first = (key(trace, place), day_time(trace))
    made: dict[str, list[Row]] = {}
    for table in TABLES:
        head = (*first, *place[: len(PLACED)]) if table.placed else first
        got = [(*head, *[column.get(trace, item) for column in table.columns]) for item in table.items(trace)]
        if got:
            made[table.name] = got
    return made


def failed(place: Place, why: Defect, source: str) -> dict[str, list[Row]]:
    """The one row of what could not be read, with the reason."""
    digest = _number(f"{place.input}\0{_at(place)}\0{source}", place.secret)
    return {DEFECTS.name: [(digest, None, *place[: len(PLACED)], source, why.code, why.text)]}


def month(time: datetime | None) -> str:
    """The month that rows of that time are kept under: those of no year of mail, as forgers have them, in one place."""
    return f"{time.year}-{time.month:02}" if time and FIRST_YEAR <= time.year <= LAST_YEAR else NO_MONTH


def key(trace: Trace, place: Place) -> int:
    """A number for the message at that place: the same in every run, another one at every other place."""
    return _number(f"{place.input}\0{_at(place)}\0{trace.source.name}\0{trace.source.sha256}", place.secret)


def _at(place: Place) -> str:
    return str(place.number) if place.offset is None else f"@{place.offset}+{place.within}"


def _number(text: str, secret: bytes) -> int:
    digest = keyed_hash(8, secret)
    digest.update(text.encode("utf-8", "backslashreplace"))
    return int.from_bytes(digest.digest(), "big", signed=True)


def keyed_hash(size: int, secret: bytes) -> blake2b:
    """A hash of ``size`` bytes; BLAKE2b takes no longer key than ``MAX_KEY_SIZE`` (RFC 7693)."""
    return blake2b(digest_size=size, key=secret[: blake2b.MAX_KEY_SIZE])


def columns(table: AnyTable) -> tuple[tuple[str, Kind, str], ...]:
    """The name, kind and meaning of all of a table's columns, in order."""
    own = tuple((column.name, column.kind, column.text) for column in table.columns)
    return (*FIRST, *(PLACED if table.placed else ()), *own)
