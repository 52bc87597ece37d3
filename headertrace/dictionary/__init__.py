"""Header field names: who writes each, where it is added, what it holds, and where that was learned.

One table, in a data file a subject; whoever asks for a subject's names only (``lists.NAMES``) loads
that file alone, as a cold start has no time for all of them.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from headertrace.dictionary.rows import Row, holding

if TYPE_CHECKING:
    from headertrace.dictionary.entries import Entry
    from headertrace.dictionary.rows import Holds

SUBJECTS = ("writers", "servers", "submission", "lists", "checks", "filters")


def entry(name: str) -> Entry | None:
    """What is known of a field's name (lower case): its own row, else its family's; None for a strange one."""
    row = _rows().get(name)
    if row is None:
        row = next((family for family in _families() if name.startswith(family[0])), None)
    return _entry(row) if row else None


def names(*holds: Holds) -> frozenset[str]:
    """The names with a row of their own whose values are of one of those kinds; all names, where none is given."""
    return holding(_rows().values(), *holds) if holds else frozenset(_rows())


@cache
def _entry(row: Row) -> Entry:
    from headertrace.dictionary.entries import made

    return made(row)


@cache
def _rows() -> dict[str, Row]:
    return {row[0]: row for subject in SUBJECTS for row in _read(subject)}


def _families() -> tuple[Row, ...]:
    return _read("families")


def _read(subject: str) -> tuple[Row, ...]:
    rows: tuple[Row, ...] = import_module(f"headertrace.dictionary.{subject}").ROWS
    return rows
