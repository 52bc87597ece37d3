"""Mail that lay in the mailbox until a program collected it."""

from __future__ import annotations

from headertrace.delays.wait import Guess, Wait
from headertrace.records.vocabulary import Certainty
from headertrace.text.durations import duration

# A clock known to be off by more than this share of the wait leaves it unmeasured.
_SHARE = 0.1


def explain(wait: Wait) -> Guess | None:
    if wait.hop.leg != "retrieval" or wait.seconds <= 0 or wait.before is None:
        return None
    text = (
        f"it lay in the mailbox for {duration(wait.seconds)} until {wait.hop.received.by or 'the reader'} collected it"
    )
    certainty: Certainty = "likely" if _doubtful(wait) else "measured"
    return Guess(
        "late-collection", certainty, text, (wait.hop.field.evidence(wait.hop.received.protocol or "collected"),)
    )


def _doubtful(wait: Wait) -> bool:
    """Whether a clock at either end is known to be wrong by more than a little of the wait."""
    ends = {wait.hop.received.by, wait.before.received.by if wait.before else None}
    errors = [
        min(abs(offset.low_s or 0.0), abs(offset.high_s or 0.0)) if offset.offset_s is None else abs(offset.offset_s)
        for offset in wait.offsets
        if offset.host in ends
    ]
    return wait.seconds != wait.stamped_s or any(error > _SHARE * wait.seconds for error in errors)
