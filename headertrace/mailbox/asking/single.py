"""A dataset in one file (``mailbox/single.py``) → the tables of a database, in memory: none of it can be left out."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headertrace.mailbox.asking.narrowing import literal
from headertrace.mailbox.column import AnyTable, Kind
from headertrace.mailbox.rows import FIRST_YEAR, LAST_YEAR, MONTH, NO_MONTH, columns
from headertrace.mailbox.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

_SQLITE = b"SQLite format 3\0"
_LINE = b'{"table":"'
_GZIP = b"\x1f\x8b"
_AT_ONCE = 50_000
# As ``rows.month`` has it.
_MONTH = f"""CASE WHEN year(time AT TIME ZONE 'UTC') BETWEEN {FIRST_YEAR} AND {LAST_YEAR}
    THEN strftime(time AT TIME ZONE 'UTC', '%Y-%m') ELSE '{NO_MONTH}' END AS {MONTH}"""
# Kind → the type of its column, and what makes one of a cell of SQLite's.
TYPES: dict[Kind, str] = {
    "key": "BIGINT", "text": "VARCHAR", "texts": "VARCHAR[]", "int": "BIGINT", "real": "DOUBLE",
    "time": "TIMESTAMPTZ", "bool": "BOOLEAN",
}  # fmt: skip
_ARROW: dict[Kind, str] = {
    "key": "int64", "text": "string", "texts": "string", "int": "int64", "real": "float64", "time": "string",
    "bool": "bool_",
}  # fmt: skip
_FROM_SQLITE: dict[Kind, str] = {"time": "({0} || '+00')::TIMESTAMPTZ", "texts": "from_json({0}, '[\"VARCHAR\"]')"}


def is_sqlite(path: str) -> bool:
    """Whether a file is a database of SQLite's that a scan wrote."""
    if _begin(path, len(_SQLITE)) != _SQLITE:
        return False
    try:
        return version(path) is not None
    except (sqlite3.Error, OSError):
        return True


def is_ndjson(path: str) -> bool:
    """Whether a file is one of lines that a scan wrote."""
    begin = _begin(path, len(_LINE))
    if begin[:2] == _GZIP:
        import gzip
        import zlib

        try:
            with gzip.open(path) as stream:
                begin = stream.read(len(_LINE))
        except (OSError, EOFError, zlib.error):
            return False
    return begin == _LINE


def version(path: str) -> int | None:
    """The version of the tables in a database of SQLite's; None where it is no dataset. Raises sqlite3.Error."""
    with closing(_connected(path)) as base:
        found = base.execute("SELECT value FROM about WHERE key = 'version'").fetchone()
    return int(found[0]) if found else None


def from_sqlite(connection: DuckDBPyConnection, path: str) -> None:
    """Raises sqlite3.Error, and what DuckDB raises."""
    import pyarrow as pa

    connection.execute("CREATE SCHEMA whole")
    with closing(_connected(path)) as base:
        for table in TABLES:
            _make(connection, table)
            every = columns(table)
            schema = pa.schema([(name, getattr(pa, _ARROW[kind])()) for name, kind, _ in every])
            cells = ", ".join(
                _FROM_SQLITE.get(kind, "{0}").format(f'"{name}"') + f' AS "{name}"' for name, kind, _ in every
            )
            found = base.execute(f"SELECT {', '.join(name for name, _, _ in every)} FROM {table.name}")
            while rows := found.fetchmany(_AT_ONCE):
                arrays = [
                    _array(values, field.type) for values, field in zip(zip(*rows, strict=True), schema, strict=True)
                ]
                connection.register("piece", pa.RecordBatch.from_arrays(arrays, schema=schema))
                connection.execute(
                    f"INSERT INTO whole.{table.name} SELECT *, {_MONTH} FROM (SELECT {cells} FROM piece)"
                )
                connection.unregister("piece")


def from_ndjson(connection: DuckDBPyConnection, path: str) -> None:
    """What a line that says "gone" takes back stands above it. Raises what DuckDB raises."""
    connection.execute("CREATE SCHEMA whole")
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(
        f"""CREATE TEMP TABLE lines AS SELECT row_number() OVER () AS line, json, json->>'$.table' AS "table",
        (json->>'$.message')::BIGINT AS message, json->>'$.input' AS input
        FROM read_json_objects({literal(os.path.abspath(path))}, format = 'newline_delimited')"""
    )
    connection.execute(
        """CREATE TEMP TABLE gone AS WITH back AS (SELECT line, unnest(json->>'$.inputs[*]') AS input
        FROM lines WHERE "table" = 'gone') SELECT message, max(back.line) AS line FROM back
        JOIN (SELECT DISTINCT message, input FROM lines WHERE input IS NOT NULL) USING (input) GROUP BY 1"""
    )
    for table in TABLES:
        _make(connection, table)
        form = ", ".join(f'"{name}": "{TYPES[kind]}"' for name, kind, _ in columns(table) if kind != "texts")
        lists = "".join(f', "{name}": ["VARCHAR"]' for name, kind, _ in columns(table) if kind == "texts")
        names = ", ".join(f'"{name}"' for name, _, _ in columns(table))
        connection.execute(
            f"""INSERT INTO whole.{table.name} SELECT *, {_MONTH} FROM (SELECT {names} FROM (SELECT
            unnest(from_json(json, {literal("{" + form + lists + "}")})) FROM lines LEFT JOIN gone USING (message)
            WHERE "table" = '{table.name}' AND (gone.line IS NULL OR lines.line > gone.line)))"""
        )
    connection.execute("DROP TABLE lines")
    connection.execute("DROP TABLE gone")
    connection.execute("SET preserve_insertion_order = false")


def _array(values: Sequence[object], type: Any) -> Any:
    """SQLite has no type for yes and no."""
    import pyarrow as pa

    if pa.types.is_boolean(type):
        values = [None if value is None else bool(value) for value in values]
    return pa.array(values, type)


def _make(connection: DuckDBPyConnection, table: AnyTable) -> None:
    told = ", ".join(f'"{name}" {TYPES[kind]}' for name, kind, _ in columns(table))
    connection.execute(f"CREATE TABLE whole.{table.name} ({told}, {MONTH} VARCHAR)")


def _connected(path: str) -> sqlite3.Connection:
    """Read-only: nothing is made beside the file either."""
    return sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _begin(path: str, size: int) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read(size)
    except OSError:
        return b""
