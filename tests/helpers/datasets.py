"""Datasets held against each other, row for row."""

from __future__ import annotations

from pathlib import Path

import duckdb

from headertrace.mailbox.tables import TABLES


def asked(dataset: Path, question: str) -> list[tuple[object, ...]]:
    """The rows that a question in SQL gives; ``{messages}`` in it is that table."""
    tables = {table.name: _read(dataset, table.name) for table in TABLES}
    found: list[tuple[object, ...]] = duckdb.connect().sql(question.format(**tables)).fetchall()
    return found


def differences(one: Path, other: Path) -> list[str]:
    """What stands in one of them only, a line a table; nothing where they have the same rows, in whatever files."""
    made = []
    connection = duckdb.connect()
    for table in TABLES:
        ours, theirs = _read(one, table.name), _read(other, table.name)
        for first, second in ((ours, theirs), (theirs, ours)):
            question = f"FROM (FROM {first} EXCEPT ALL FROM {second}) LIMIT 3"
            if rows := connection.sql(question).fetchall():
                made.append(f"{table.name}: {rows}")
    return made


def same(one: Path, other: Path) -> bool:
    return not differences(one, other)


def _read(dataset: Path, table: str) -> str:
    return f"read_parquet('{dataset}/{table}/month=*/*.parquet', hive_partitioning=true, hive_types_autocast=false)"
