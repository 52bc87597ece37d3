"""Waits as the questions count them: time that passed, by stamps that are no claims unless these are wished for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.records.vocabulary import CLOCK_CAUSES

if TYPE_CHECKING:
    from headertrace.mailbox.asking.base import Base

# A difference of stamps is no wait.
CLOCKS = str(tuple(sorted(CLOCK_CAUSES)))


def waits(base: Base) -> str:
    """The rows of ``delays`` that count, as SQL."""
    facts = "" if base.wishes.claimed else "AND basis = 'trusted'"
    return f"SELECT * FROM delays WHERE cause NOT IN {CLOCKS} {facts}"


def claimed(base: Base) -> tuple[int, float]:
    """How many waits are left out as they rest on the senders' own stamps, and their hours."""
    if base.wishes.claimed:
        return 0, 0.0
    many, hours = base.one(
        f"""SELECT count(*), coalesce(sum(seconds), 0) / 3600 FROM delays
        WHERE cause NOT IN {CLOCKS} AND basis = 'sender'"""
    )
    return many, hours
