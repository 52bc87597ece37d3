"""Lines of the input, in words."""

from __future__ import annotations

from collections.abc import Iterable


def span(first: int, last: int) -> str:
    """ "line 4", or "lines 4 to 8"."""
    return f"line {first}" if first == last else f"lines {first} to {last}"


def several(lines: Iterable[int]) -> str:
    """ "line 4", or "lines 4, 8 and 12"; in order, each once."""
    *others, last = map(str, sorted(set(lines)))
    return f"lines {', '.join(others)} and {last}" if others else f"line {last}"
