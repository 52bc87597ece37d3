"""A question of one's own, in SQL: one statement that reads, over the tables of the dataset."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from headertrace.mailbox.asking.base import first_line
from headertrace.mailbox.questions.question import Answer, Column
from headertrace.text.safe import safe

if TYPE_CHECKING:
    from headertrace.mailbox.asking.base import Base
    from headertrace.mailbox.questions.question import CellKind

_NUMBERS = (
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT",
    "FLOAT", "DOUBLE", "DECIMAL",
)  # fmt: skip


class SqlError(Exception):
    """The statement is wrong, or does more than read; the text says so in one line."""


def ask(base: Base, statement: str) -> Answer:
    """What the statement finds. Raises SqlError, and DatasetError where the files cannot be read."""
    import duckdb

    try:
        statement = statement.encode("utf-8", "replace").decode()
        kinds = base.kinds(statement)
        if kinds != ["SELECT"]:
            raise SqlError(_refused(kinds))
        columns, rows = base.own(statement)
    except duckdb.Error as error:
        raise SqlError(_cause(error)) from None
    names = _apart([safe(name) for name, _ in columns])
    made = tuple(Column(name, _kind(type), name, type) for name, (_, type) in zip(names, columns, strict=True))
    most = base.wishes.rows
    notes = (f"Only the first {most:,} rows are here.",) if len(rows) == most else ()
    return Answer("Found", made, tuple(tuple(map(_value, row)) for row in rows), len(rows), notes=notes)


def _apart(names: list[str]) -> list[str]:
    """The names with a number behind one that is there already, as each is a key."""
    made: dict[str, None] = {}
    last: dict[str, int] = {}
    for name in names:
        number = last.get(name, 0) + 1
        wanted = name if number == 1 else f"{name}_{number}"
        while wanted in made:
            number += 1
            wanted = f"{name}_{number}"
        made[wanted], last[name] = None, number
    return list(made)


def _value(value: object) -> object:
    """A moment without a zone is one of UTC; what is no plain value is shown as DuckDB's Python has it."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def _refused(kinds: list[str]) -> str:
    if not kinds:
        return "it is empty"
    if len(kinds) > 1:
        return f"one statement, not {len(kinds)}"
    return f"only a SELECT is run, and this is {kinds[0]}: nothing is written, and nothing else is read"


def _cause(error: Exception) -> str:
    """What is wrong, and what DuckDB thinks was meant, in one line."""
    lines = str(error).splitlines()
    hint = next((line.strip() for line in lines[1:] if line.startswith(("Did you mean", "Candidate bindings"))), "")
    return safe(f"{first_line(error)} {hint}".strip())


def _kind(type: str) -> CellKind:
    if type.upper().startswith(_NUMBERS) and "[" not in type:
        return "plain"
    return "moment" if type.upper().startswith("TIMESTAMP") else "text"
