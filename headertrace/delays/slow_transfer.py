"""A large message on a slow line."""

from __future__ import annotations

from headertrace.delays import Guess, Wait, evidence

_LARGE = 2_000_000
# Bytes a second of lines that are slow and still in use.
_SLOWEST, _FASTEST = 2_000, 100_000


def explain(wait: Wait) -> Guess | None:
    if not wait.size or wait.size < _LARGE or wait.seconds <= 0:
        return None
    rate = wait.size / wait.seconds
    if not _SLOWEST <= rate <= _FASTEST:
        return None
    text = f"{wait.size / 1e6:.1f} MB in that time are {rate / 1000:.0f} kB a second: a slow line"
    return Guess("slow-transfer", "possible", text, (evidence(wait.hop, "size of the message"),))
