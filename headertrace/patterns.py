"""Regular expressions that are compiled when they are first used.

Compiling is the larger part of importing a parser; most messages need few of its patterns.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    """Stands in for a pattern; each method is fetched once and then found directly."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        method = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, method)
        return method


def lazy(source: str, flags: int = 0) -> re.Pattern[str]:
    """``re.compile``, put off until the pattern's first use."""
    return cast("re.Pattern[str]", _Lazy(source, flags))


def lazy_bytes(source: bytes, flags: int = 0) -> re.Pattern[bytes]:
    """The same for a pattern over bytes."""
    return cast("re.Pattern[bytes]", _Lazy(source, flags))
