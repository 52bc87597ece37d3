"""A dataset's files → the tables of a database, in the schema ``whole``.

Only files that lie where the dataset's tables do are opened.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

from headertrace.mailbox import layout
from headertrace.mailbox.asking import single
from headertrace.mailbox.asking.narrowing import literal
from headertrace.mailbox.column import AnyTable
from headertrace.mailbox.rows import MONTH, columns
from headertrace.mailbox.tables import TABLES, VERSION
from headertrace.named import NamedTuple

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# The clocks over all messages together lie in one file, where they have been worked out.
HOST_CLOCKS = "host_clocks"
_OF_HOST_CLOCKS = (
    ("host", "VARCHAR"), ("start", "TIMESTAMPTZ"), ("end", "TIMESTAMPTZ"), ("offset_s", "DOUBLE"), ("low_s", "DOUBLE"),
    ("high_s", "DOUBLE"), ("drift_s_per_day", "DOUBLE"), ("messages", "BIGINT"), ("reference", "VARCHAR"),
    ("kind", "VARCHAR"), ("trust", "VARCHAR"),
)  # fmt: skip


class DatasetError(Exception):
    """A dataset cannot be asked; the text says which and why."""


class Place(NamedTuple):
    """``files`` are all that may be opened; ``attach`` makes the schema ``whole`` of them."""

    path: str
    files: tuple[str, ...]
    attach: Callable[[DuckDBPyConnection], None]


def is_dataset(path: str) -> bool:
    """Whether a scan's result lies there, and no mailbox."""
    if os.path.isdir(path):
        return os.path.isfile(os.path.join(path, layout.NAME))
    # A pipe gives what it has once, and waits for more.
    return os.path.isfile(path) and (single.is_sqlite(path) or single.is_ndjson(path))


def found(path: str) -> Place:
    """The dataset there. Raises DatasetError where there is none, or one of another version."""
    try:
        if os.path.isdir(path):
            return _folder(path)
        if single.is_sqlite(path):
            _check(path, single.version(path))
            return Place(path, (), lambda connection: _in_memory(connection, path, single.from_sqlite))
        if single.is_ndjson(path):
            about = layout.read_about(f"{path}{layout.WORK}")
            _check(path, about.version if about else VERSION)
            return Place(path, (), lambda connection: _in_memory(connection, path, single.from_ndjson))
    except layout.Refused as error:
        raise DatasetError(str(error)) from None
    except sqlite3.Error as error:
        raise DatasetError(f"{path}: it cannot be read: {error}") from None
    raise _none(path)


def _folder(path: str) -> Place:
    about = layout.read_about(path)
    if about is None:
        raise _none(path)
    _check(path, about.version)
    files = {table.name: tuple(map(os.path.abspath, layout.files_of(path, table.name))) for table in TABLES}
    clocks = os.path.abspath(os.path.join(path, f"{HOST_CLOCKS}.parquet"))
    files[HOST_CLOCKS] = (clocks,) if os.path.isfile(clocks) else ()
    every = tuple(file for some in files.values() for file in some)
    return Place(path, every, lambda connection: _parquet(connection, files))


def _none(path: str) -> DatasetError:
    return DatasetError(f"{path}: there is no dataset: `headertrace scan MAILBOX -o {path}` makes one")


def _check(path: str, version: int | None) -> None:
    """Raises DatasetError for tables of another version."""
    if version != VERSION:
        raise DatasetError(
            f"{path}: its tables are of version {version}, and this headertrace reads {VERSION}: scan the mail again"
        )


def _in_memory(connection: DuckDBPyConnection, path: str, read: Callable[[DuckDBPyConnection, str], None]) -> None:
    try:
        read(connection, path)
    except sqlite3.Error as error:
        raise DatasetError(f"{path}: it cannot be read: {error}") from None
    _no_clocks(connection)


def _parquet(connection: DuckDBPyConnection, files: dict[str, tuple[str, ...]]) -> None:
    connection.execute("CREATE SCHEMA whole")
    for table in TABLES:
        names = ", ".join(map(literal, files[table.name]))
        read = f"FROM read_parquet([{names}], hive_partitioning = true, hive_types = {{'{MONTH}': VARCHAR}})"
        connection.execute(f"CREATE VIEW whole.{table.name} AS {read if names else _nothing(table)}")
    if clocks := files[HOST_CLOCKS]:
        connection.execute(f"CREATE VIEW whole.{HOST_CLOCKS} AS FROM read_parquet({literal(clocks[0])})")
    else:
        _no_clocks(connection)


def _no_clocks(connection: DuckDBPyConnection) -> None:
    none = ", ".join(f'NULL::{kind} AS "{name}"' for name, kind in _OF_HOST_CLOCKS)
    connection.execute(f"CREATE VIEW whole.{HOST_CLOCKS} AS SELECT {none} WHERE false")


def _nothing(table: AnyTable) -> str:
    """A table without rows, as SQL."""
    own = [f"NULL::{single.TYPES[kind]} AS {column}" for column, kind, _ in columns(table)]
    return f"SELECT {', '.join([*own, f'NULL::VARCHAR AS {MONTH}'])} WHERE false"
