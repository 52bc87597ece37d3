"""Where a dataset lies and in which form: a folder of Parquet files or of lines of JSON, or an SQLite database.

Only the files that the dataset's own list names, or that lie where its tables do, are opened.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from headertrace.mailbox.asking.narrowing import literal
from headertrace.mailbox.column import Kind
from headertrace.mailbox.rows import MONTH, columns
from headertrace.mailbox.tables import TABLES, VERSION

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LIST = "dataset.json"
_MAX_LIST = 64 << 20
_TYPES: dict[Kind, str] = {
    "key": "BIGINT", "text": "VARCHAR", "texts": "VARCHAR[]", "int": "BIGINT", "real": "DOUBLE",
    "time": "TIMESTAMPTZ", "bool": "BOOLEAN",
}  # fmt: skip


class DatasetError(Exception):
    """A dataset cannot be asked; the text says which and why."""


class Place(NamedTuple):
    """``tables`` has the files of each table that has any. ``attach`` makes the schema ``whole`` of them."""

    path: str
    tables: dict[str, tuple[str, ...]]
    attach: Callable[[DuckDBPyConnection], None]

    @property
    def every(self) -> tuple[str, ...]:
        """The names of all tables, with or without rows."""
        return tuple(table.name for table in TABLES)

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(file for files in self.tables.values() for file in files)


def is_dataset(path: str) -> bool:
    """Whether a scan's result lies there, and no mailbox."""
    return os.path.isfile(os.path.join(path, LIST))


def found(path: str) -> Place:
    """The dataset there. Raises DatasetError where there is none, or one of another version."""
    if not os.path.isdir(path):
        raise DatasetError(f"{path}: there is no dataset: `headertrace scan MAILBOX -o {path}` makes one")
    said = _said(os.path.join(path, LIST))
    version = said.get("version")
    if version != VERSION:
        raise DatasetError(
            f"{path}: its tables are of version {version!r}, and this headertrace reads {VERSION}: scan the mail anew"
        )
    tables = {table.name: files for table in TABLES if (files := tuple(_files(os.path.join(path, table.name))))}
    return Place(path, tables, lambda connection: _parquet(connection, tables))


def _said(path: str) -> dict[str, Any]:
    try:
        with open(path, "rb") as stream:
            said = json.loads(stream.read(_MAX_LIST))
    except OSError as error:
        raise DatasetError(f"{path}: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise DatasetError(f"{path}: it is not as headertrace writes it") from None
    if not isinstance(said, dict):
        raise DatasetError(f"{path}: it is not as headertrace writes it")
    return said


def _files(folder: str) -> Iterable[str]:
    """The Parquet files of a table, by month and name."""
    if not os.path.isdir(folder):
        return
    for month in sorted(os.listdir(folder)):
        inner = os.path.join(folder, month)
        if month.startswith(f"{MONTH}=") and os.path.isdir(inner):
            for name in sorted(os.listdir(inner)):
                if name.endswith(".parquet"):
                    yield os.path.abspath(os.path.join(inner, name))


def _parquet(connection: DuckDBPyConnection, tables: dict[str, tuple[str, ...]]) -> None:
    connection.execute("CREATE SCHEMA whole")
    for table in TABLES:
        files = tables.get(table.name)
        names = ", ".join(map(literal, files or ()))
        connection.execute(
            f"CREATE VIEW whole.{table.name} AS "
            + (
                f"SELECT * FROM read_parquet([{names}], hive_partitioning = true, hive_types = {{'{MONTH}': VARCHAR}})"
                if files
                else nothing(table.name)
            )
        )


def nothing(name: str) -> str:
    """A table without rows, as SQL."""
    table = next(item for item in TABLES if item.name == name)
    own = [f"NULL::{_TYPES[kind]} AS {column}" for column, kind, _ in columns(table)]
    return f"SELECT {', '.join([*own, f'NULL::VARCHAR AS {MONTH}'])} WHERE false"
