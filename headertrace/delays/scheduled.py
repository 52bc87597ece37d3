"""Scheduled sending: written long before, and given in on the full minute of a round time."""

from __future__ import annotations

from headertrace.delays import Guess, Wait, evidence

_LONG_S = 1_800.0
_PROMPT_S = 8


def explain(wait: Wait) -> Guess | None:
    time = wait.hop.received.time
    if wait.before is not None or time is None or wait.seconds < _LONG_S:
        return None
    if time.minute % 15 == 0 and time.second < _PROMPT_S:
        text = f"given in at {time:%H:%M:%S} UTC, right on a round time, as if sending was set for it"
        certainty = "likely" if time.minute % 30 == 0 else "possible"
        return Guess("scheduled", certainty, text, (evidence(wait.hop, "first stamp"),))
    return None
