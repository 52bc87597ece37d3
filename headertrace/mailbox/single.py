"""A dataset in one file: NDJSON, one row a line with the name of its table in it, or SQLite, one table each.

Rows are put behind those that are there. To do it twice is as good as once: what an attempt that was ended has left
is taken away first.
"""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any, cast

from headertrace.mailbox.rows import columns
from headertrace.mailbox.tables import TABLES, VERSION
from headertrace.mailbox.unit import Blob
from headertrace.named import NamedTuple

if TYPE_CHECKING:
    from headertrace.mailbox.column import Kind

_MOST = 1_000


class Append(NamedTuple):
    """What is to be put into the file ``out`` of the format ``form``: the rows of those blobs in the folder ``stages``.

    ``size`` is how many bytes it had when this began. Rows of the inputs ``gone`` are taken out before.
    """

    form: str
    out: str
    stages: str
    generation: int
    size: int
    shelves: Sequence[Sequence[tuple[str, int | None, Blob]]]
    gone: Sequence[str]

    def rows(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """(table, some rows of it), in order."""
        from headertrace.mailbox.publishing import numbered
        from headertrace.mailbox.staging import staged

        for shelf in self.shelves:
            for name, before, blob in shelf:
                made = numbered(staged(self.stages, name, blob), before)
                for start in range(0, len(made), _MOST):
                    yield blob.table, made.slice(start, _MOST).to_pylist()


def append(given: Append) -> None:
    """Do it. Raises OSError."""
    _WRITERS[given.form](given)


# NDJSON


def _to_ndjson(given: Append) -> None:
    mode = "r+b" if os.path.exists(given.out) else "w+b"
    with open(given.out, mode) as stream:
        stream.truncate(given.size)
        stream.seek(given.size)
        if given.gone:
            _take_out(given, stream)
        with _packing(given.out, stream) as lines:
            for table, rows in given.rows():
                lines.writelines(_line({"table": table, **row}) for row in rows)
        stream.flush()
        os.fsync(stream.fileno())


def _take_out(given: Append, stream: IO[bytes]) -> None:
    """A line that says of which inputs the rows above it stand for nothing any more: what is written stays."""
    with _packing(given.out, stream) as lines:
        lines.write(_line({"table": "gone", "inputs": list(given.gone)}))


def _packing(name: str, stream: IO[bytes]) -> IO[bytes]:
    """What packs, where the name asks for it, in a piece of its own."""
    if name.endswith(".gz"):
        return cast("IO[bytes]", gzip.GzipFile("", "wb", 6, stream, mtime=0))
    return cast("IO[bytes]", _Through(stream))


class _Through:
    """A stream that stays open."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.write = stream.write
        self.writelines = stream.writelines

    def __enter__(self) -> _Through:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_plain).encode() + b"\n"


def _plain(value: datetime) -> str:
    """As the JSON document has times (RFC 3339)."""
    return value.isoformat().replace("+00:00", "Z")


# SQLite

_SQL: dict[Kind, str] = {
    "key": "INTEGER", "text": "TEXT", "texts": "TEXT", "int": "INTEGER", "real": "REAL", "time": "TEXT",
    "bool": "INTEGER",
}  # fmt: skip


def _to_sqlite(given: Append) -> None:
    try:
        with closing(sqlite3.connect(given.out, isolation_level=None)) as db:
            db.execute("PRAGMA synchronous=FULL")
            db.execute("BEGIN IMMEDIATE")
            _make(db)
            before = db.execute("SELECT max(value) FROM about WHERE key='generation'").fetchone()[0]
            if before is None or before < given.generation:
                _delete(db, given.gone)
                for table, rows in given.rows():
                    marks = ", ".join("?" * len(rows[0]))
                    values = [tuple(map(_cell, row.values())) for row in rows]
                    db.executemany(f"INSERT INTO {table} VALUES({marks})", values)
                db.execute("INSERT OR REPLACE INTO about VALUES('generation', ?)", (given.generation,))
            db.execute("COMMIT")
    except sqlite3.Error as error:
        raise OSError(str(error)) from None


def _make(db: sqlite3.Connection) -> None:
    db.execute("CREATE TABLE IF NOT EXISTS about(key TEXT PRIMARY KEY, value)")
    db.execute("INSERT OR REPLACE INTO about VALUES('version', ?)", (VERSION,))
    for table in TABLES:
        told = ", ".join(f'"{name}" {_SQL[kind]}' for name, kind, _ in columns(table))
        db.execute(f"CREATE TABLE IF NOT EXISTS {table.name}({told})")
        db.execute(f"CREATE INDEX IF NOT EXISTS {table.name}_message ON {table.name}(message)")


def _delete(db: sqlite3.Connection, gone: Sequence[str]) -> None:
    placed = [table.name for table in TABLES if table.placed]
    for label in gone:
        found = " UNION ".join(f"SELECT message FROM {name} WHERE input=?" for name in placed)
        db.execute("CREATE TEMP TABLE IF NOT EXISTS gone(message INTEGER PRIMARY KEY)")
        db.execute(f"INSERT OR IGNORE INTO gone {found}", [label] * len(placed))
    if gone:
        for table in TABLES:
            db.execute(f"DELETE FROM {table.name} WHERE message IN (SELECT message FROM gone)")


def _cell(value: object) -> object:
    """A time as SQLite's own functions read it, in UTC; several texts as JSON."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


# By the names in ``forms``.
_WRITERS: dict[str, Callable[[Append], None]] = {"ndjson": _to_ndjson, "sqlite": _to_sqlite}
