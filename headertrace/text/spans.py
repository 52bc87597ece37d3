"""Lines of the input, in words."""

from __future__ import annotations


def span(first: int, last: int) -> str:
    """ "line 4", or "lines 4 to 8"."""
    return f"line {first}" if first == last else f"lines {first} to {last}"
