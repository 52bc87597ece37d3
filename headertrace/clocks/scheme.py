"""What a scheme is: one way in which an id or a field carries a time.

Each file beside this one reads one scheme: its function ``read`` takes the text, the time that the
stamp beside it shows (UTC) and that stamp's zone in minutes east, and gives a ``Reading``, or None
where the text is not of the scheme. A text without a stamp of its own is read without.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import TypeAlias

from headertrace.named import NamedTuple


class Reading(NamedTuple):
    """What a scheme makes of a text: ``time`` in UTC, to ``resolution_s`` seconds.

    ``certain`` says that the text cannot look so by chance; ``local`` that the time is in the
    host's own zone, whose offset the stamp beside it tells; ``anew`` that the time is of the
    moment the line was written (a reply's Thread-Index is not).
    """

    text: str
    time: datetime
    resolution_s: float
    certain: bool = False
    local: bool = False
    anew: bool = True


Read: TypeAlias = Callable[[str, datetime | None, int | None], Reading | None]


@cache
def load(name: str) -> Read:
    """``read`` of the scheme of that name. Raises ModuleNotFoundError where no file is named so."""
    return import_module(f"headertrace.clocks.{name}").read  # type: ignore[no-any-return]
