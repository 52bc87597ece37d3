"""Which waits, and which readings, tell people the same."""

from __future__ import annotations

from headertrace.records.timeline import Held, Reading
from headertrace.timeline.observations import WORTH_S

# Lengths of time that lie no further apart than this share of the longer one are told as one.
NARROW = 0.1


def near(one: float, other: float) -> bool:
    """Whether two lengths of time, in seconds, differ by less than a wait worth a word, or by little of the longer."""
    return abs(one - other) <= max(WORTH_S, NARROW * max(abs(one), abs(other)))


def same(one: Held, other: Held) -> bool:
    """Whether it is one wait, told as a range."""
    return one.hop == other.hop and near(one.seconds, other.seconds)


def alike(one: Reading, other: Reading, from_hop: int = 2) -> bool:
    """Whether the same happened by both readings, from the step before that hop on."""
    here, there = ([held for held in reading.waits if held.hop >= from_hop] for reading in (one, other))
    return len(here) == len(there) and all(map(same, here, there))
