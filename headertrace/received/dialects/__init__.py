"""The dialects that take code: each file has ``read``, which may correct the facts of the general reading.

All others are told by their row in ``received/products``.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from headertrace.received.dialect import Read


@cache
def leaf(name: str) -> Read:
    """``read`` of the dialect of that name. Raises ModuleNotFoundError where no file is named so."""
    return import_module(f"headertrace.received.dialects.{name}").read  # type: ignore[no-any-return]
