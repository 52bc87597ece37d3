"""A question of one's own, in SQL: one statement that reads, over the tables of the dataset."""

from __future__ import annotations

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
    made = tuple(Column(safe(name), _kind(type), safe(name), type) for name, type in columns)
    return Answer("Found", made, tuple(rows), len(rows))


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
