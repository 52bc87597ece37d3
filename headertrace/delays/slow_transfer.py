"""A large message on a slow line.

Postfix and sendmail stamp when a transfer starts, Exim when it is done: the time lies before
the line of the one or after that of the other.
"""

from __future__ import annotations

from headertrace.delays.wait import LARGE_BYTES, Guess, Wait
from headertrace.records.vocabulary import Certainty
from headertrace.text.durations import duration

# Bytes a second of lines that are slow and still in use.
_SLOWEST, _FASTEST = 2_000, 100_000


def explain(wait: Wait) -> Guess | None:
    if not is_slow(wait) or not wait.size:
        return None
    rate = wait.size / wait.seconds
    text = f"{wait.size / 1e6:.1f} MB in {duration(wait.seconds)} is {rate / 1000:.0f} kB/s: a slow line"
    # A client's line is the slow one: those between servers are not, these days.
    certainty: Certainty = "likely" if wait.before is None or wait.before.n == 1 else "possible"
    return Guess("slow-transfer", certainty, text, (wait.hop.field.evidence("size of the message"),))


def is_slow(wait: Wait) -> bool:
    """Whether the wait is as long as a slow line takes for a message of that size."""
    if not wait.size or wait.size < LARGE_BYTES or wait.seconds <= 0:
        return False
    return _SLOWEST <= wait.size / wait.seconds <= _FASTEST
