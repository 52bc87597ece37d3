"""Records made by the dozen, without the way round by which a class makes one: that takes longer than the making."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from headertrace.named import compiled

_P = ParamSpec("_P")
_Record = TypeVar("_Record")


def maker(record: Callable[_P, _Record]) -> Callable[_P, _Record]:
    """What makes the records of a NamedTuple, as the class does, in half the time."""
    return partial(compiled(record), record)
