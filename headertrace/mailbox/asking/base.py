"""A dataset as a database in memory: its tables are views over its files, read-only, and nothing else is in reach.

Two schemas: ``whole`` has every row, ``main`` those that the wishes leave. Besides the tables of ``tables.py`` there is

- ``host_clocks``: the hosts' clocks over all messages together, where they have been worked out;
- ``every_step``: the hops whose time counts, with that time as ``seconds``, never below 0;
- ``steps``: the same without what lay in a mailbox to be collected;
- ``everybody``: the messages of the time asked about, of which those that the wishes leave are ``chosen``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from headertrace.mailbox.asking.narrowing import at_host, in_time, literal, of_host, of_persons, own_rows
from headertrace.mailbox.asking.places import HOST_CLOCKS, DatasetError, Place, found
from headertrace.mailbox.asking.wishes import Wishes
from headertrace.mailbox.heeding import heeding
from headertrace.mailbox.rows import MONTH, NO_MONTH
from headertrace.mailbox.tables import TABLES
from headertrace.named import NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from duckdb import DuckDBPyConnection

# How much a question may take; what is larger is refused, and nothing is put on the disk for it.
_MEMORY = "2GB"
_THREADS = 8
# Rows of a statement of ours: none has so many.
_MOST_ROWS = 200_000
# The steps whose time rests on no claim; and with the claims, but for what others gainsay.
_FACTS = "basis = 'trusted'"
_CLAIMS = "trust <> 'contradicted'"
# Messages with a time that can be right: one of 1970 or 2038 is broken, and would leave no room for the others.
DATED = f"{MONTH} <> '{NO_MONTH}'"
# How long mail lay in a mailbox until somebody collected it is no server's doing.
_COLLECTED = "retrieval"


class Period(NamedTuple):
    """The first and the last moment of the messages asked about; None where none has a time."""

    first: datetime | None
    last: datetime | None

    @property
    def seconds(self) -> float:
        return (self.last - self.first).total_seconds() if self.first and self.last else 0.0


class Base:
    """What questions are asked of."""

    def __init__(self, connection: DuckDBPyConnection, place: Place, wishes: Wishes) -> None:
        self.place, self.wishes = place, wishes
        self._connection = connection

    def rows(self, statement: str, values: Sequence[object] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a statement of ours. Raises DatasetError where the dataset's files cannot be read."""
        import duckdb

        try:
            return self._asked(statement, values, _MOST_ROWS)[1]
        except duckdb.Error as error:
            raise DatasetError(f"{self.place.path}: it cannot be read: {first_line(error)}") from None

    def own(self, statement: str) -> tuple[list[tuple[str, str]], list[tuple[Any, ...]]]:
        """The columns (name, type) and the first rows of a statement of the user's, which may have no end.

        Raises what DuckDB raises of a wrong one, and DatasetError where the files cannot be read, or it takes too much.
        """
        return self._asked(statement, None, self.wishes.rows)

    def _asked(
        self, statement: str, values: Sequence[object] | None, most: int
    ) -> tuple[list[tuple[str, str]], list[tuple[Any, ...]]]:
        import duckdb

        def found() -> tuple[list[tuple[str, str]], list[tuple[Any, ...]]]:
            done = self._connection.execute(statement, values)
            columns = [(str(name), str(kind)) for name, kind, *_ in done.description or ()]
            return columns, done.fetchmany(most)

        try:
            return heeding(self._connection, found)
        except duckdb.OutOfMemoryException:
            raise DatasetError(
                f"this takes more than {_MEMORY} of memory: narrow it with --since and --before"
            ) from None
        except duckdb.IOException as error:
            raise DatasetError(f"{self.place.path}: it cannot be read: {first_line(error)}") from None

    def one(self, statement: str, values: Sequence[object] | None = None) -> tuple[Any, ...]:
        """The one row of a statement that has one."""
        return self.rows(statement, values)[0]

    @cached_property
    def period(self) -> Period:
        """From when to when the messages are."""
        return Period(*self.one(f"SELECT min(time), max(time) FROM messages WHERE {DATED}"))

    @cached_property
    def messages(self) -> int:
        """How many messages are asked about."""
        many: int = self.one("SELECT count(*) FROM messages")[0]
        return many

    def kinds(self, statement: str) -> list[str]:
        """The kind of each statement in the text ("SELECT"). Raises what DuckDB raises of a text that is none."""
        return [item.type.name for item in self._connection.extract_statements(statement)]


@contextmanager
def opened(path: str, wishes: Wishes) -> Iterator[Base]:
    """The dataset in a folder or file. Raises DatasetError where there is none that can be read."""
    place = found(path)
    connection = _connected(wishes)
    try:
        with _telling(path):
            heeding(connection, lambda: _prepare(connection, place, wishes))
        yield Base(connection, place, wishes)
    except KeyboardInterrupt:
        # It may be at something still, and closing it would wait for that.
        raise
    except BaseException:
        connection.close()
        raise
    connection.close()


def first_line(error: Exception) -> str:
    """What DuckDB says, without its kind and without the lines that show the place."""
    text = str(error).strip().partition("\n")[0]
    _, _, rest = text.partition("Error: ")
    return rest or text


def _connected(wishes: Wishes) -> DuckDBPyConnection:
    try:
        import duckdb
    except ImportError:
        from headertrace.installing import command

        raise DatasetError(f"stats needs one more package: {command('mailbox')}") from None
    threads = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, _THREADS)
    made = duckdb.connect(
        ":memory:",
        config={
            "threads": threads,
            "memory_limit": _MEMORY,
            "temp_directory": "",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "preserve_insertion_order": "false",
        },
    )
    made.execute(f"SET TimeZone = {literal(wishes.zone)}")
    return made


def _prepare(connection: DuckDBPyConnection, place: Place, wishes: Wishes) -> None:
    """The views, and then nothing else."""
    place.attach(connection)
    _lock(connection, place)
    _narrow(connection, wishes)
    connection.execute("SET lock_configuration = true")


def _lock(connection: DuckDBPyConnection, place: Place) -> None:
    """From now on only the dataset's own files can be opened."""
    if place.files:
        connection.execute(f"SET allowed_paths = [{', '.join(map(literal, place.files))}]")
    connection.execute("SET enable_external_access = false")


def _narrow(connection: DuckDBPyConnection, wishes: Wishes) -> None:
    """The views that the wishes leave."""
    times, persons, host = in_time(wishes), of_persons(wishes), of_host(wishes)
    everybody, chosen_one = _all(times), "true"
    if persons or host:
        chosen = f"SELECT message FROM whole.messages WHERE {_all(times + persons)}"
        if host:
            chosen += f" INTERSECT SELECT message FROM whole.hops WHERE {_all([*times, host])}"
        connection.execute(f"CREATE TEMP TABLE chosen AS {chosen}")
        chosen_one = "message IN (SELECT message FROM chosen)"
        times = [*times, chosen_one]
    for table in (table.name for table in TABLES):
        connection.execute(
            f"CREATE VIEW {table} AS FROM whole.{table} WHERE {_all([*times, *own_rows(table, wishes)])}"
        )
    # These are of hosts, over many messages.
    own = own_rows(HOST_CLOCKS, wishes)
    connection.execute(f"CREATE VIEW {HOST_CLOCKS} AS FROM whole.{HOST_CLOCKS} WHERE {_all(own)}")
    connection.execute(
        f"CREATE VIEW everybody AS SELECT *, {chosen_one} AS chosen FROM whole.messages WHERE {everybody}"
    )
    counted = [_CLAIMS if wishes.claimed else _FACTS, "seconds IS NOT NULL", *at_host(wishes)]
    connection.execute(
        f"CREATE VIEW every_step AS SELECT * REPLACE (greatest(seconds, 0) AS seconds) FROM hops WHERE {_all(counted)}"
    )
    lain = "true" if wishes.leg == _COLLECTED else f"leg IS DISTINCT FROM '{_COLLECTED}'"
    connection.execute(f"CREATE VIEW steps AS FROM every_step WHERE {lain}")


def _all(conditions: Sequence[str]) -> str:
    return " AND ".join(conditions) or "true"


@contextmanager
def _telling(path: str) -> Iterator[None]:
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise DatasetError(f"{path}: it cannot be read: {first_line(error)}") from None
