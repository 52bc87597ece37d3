"""What a column of a dataset is: its name, its kind, what it holds, and where in a trace that stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar

if TYPE_CHECKING:
    from headertrace.records.trace import Trace

# ``key`` is a signed 64-bit number, ``int`` as well, ``real`` a double, ``time`` microseconds since 1970 in UTC,
# ``texts`` several texts.
Kind = Literal["key", "text", "texts", "int", "real", "time", "bool"]
# A record of which a table has one row each.
Item = TypeVar("Item")


class Column(NamedTuple, Generic[Item]):
    """``get`` is told the trace and the record that the row is about. ``text`` says to a user what the column holds."""

    name: str
    kind: Kind
    text: str
    get: Callable[[Trace, Item], object]


class Table(NamedTuple, Generic[Item]):
    """``items`` gives the records of a trace that have a row each.

    Besides its own ``columns`` every table has those that ``rows.py`` puts before them: the message's key and its
    time, and where the message lies in one that is ``placed``.
    """

    name: str
    text: str
    items: Callable[[Trace], tuple[Item, ...]]
    columns: tuple[Column[Item], ...]
    placed: bool = False


AnyTable = Table[Any]
