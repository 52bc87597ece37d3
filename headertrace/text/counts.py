"""Counts in words."""

from __future__ import annotations


def how_many(count: int, one: str, several: str = "") -> str:
    """How many of what: "1 message", "1,234 messages"; ``several`` is the plural that is not ``one`` with an s."""
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"
