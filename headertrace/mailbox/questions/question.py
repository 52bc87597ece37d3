"""The contract of a question: a file with ``COLUMNS`` and ``ask``, and a row in ``index.py``.

What a question finds is a table whose columns say what kind of value they hold, so that every rendering shows it
without knowing the question, and sentences for people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Protocol

from headertrace.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headertrace.mailbox.asking.base import Base

# ``seconds`` and ``hours`` are lengths of time, ``share`` is between 0 and 1, ``moment`` is an aware datetime, ``day``
# one to the precision of the step of a chart, ``series`` a list of numbers over the time asked about (None where there
# was nothing), ``command`` a command line, ``plain`` a number of which nothing more is known.
CellKind = Literal[
    "text", "count", "seconds", "hours", "share", "moment", "day", "number", "series", "command", "plain"
]


class Column(NamedTuple):
    """``name`` is the key in JSON and CSV, ``title`` the heading for people, ``text`` says what it holds.

    ``minor`` is left out first where there is no room.
    """

    name: str
    kind: CellKind
    title: str
    text: str
    minor: bool = False


class Answer(NamedTuple):
    """What was found: ``rows`` have a value for each of ``columns``, None where it is unknown.

    ``total`` is how many rows there are, of which the first are here. ``said`` are whole sentences, made safe to show;
    ``notes`` say what was left out of it.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[object, ...], ...]
    total: int
    said: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Question(Protocol):
    """A question's file."""

    COLUMNS: tuple[Column, ...]

    def ask(self, base: Base) -> Answer: ...


def total(rows: Sequence[tuple[Any, ...]]) -> int:
    """How many rows there are in all, which each of the first ones has as its last value (``count(*) OVER ()``)."""
    return int(rows[0][-1]) if rows else 0


def cut(rows: Sequence[tuple[object, ...]], base: Base) -> tuple[tuple[object, ...], ...]:
    """As many of the rows as are wished for."""
    return tuple(rows[: base.wishes.top])
