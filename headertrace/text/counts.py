"""Counts and lists in words."""

from __future__ import annotations

from collections.abc import Sequence


def how_many(count: int, one: str, several: str = "") -> str:
    """How many of what: "1 message", "1,234 messages"; ``several`` is the plural that is not ``one`` with an s."""
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"


def listed(parts: Sequence[str]) -> str:
    """One after the other: "a", "a and b", "a, b and c"; "" where there is none."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
