"""Mail that lay in the mailbox until a program collected it."""

from __future__ import annotations

from headertrace.delays import Guess, Wait, evidence
from headertrace.text import duration


def explain(wait: Wait) -> Guess | None:
    if wait.hop.leg != "retrieval" or wait.seconds < 0 or wait.before is None:
        return None
    text = (
        f"it lay in the mailbox for {duration(wait.seconds)} until {wait.hop.received.by or 'the reader'} collected it"
    )
    return Guess("late-collection", "measured", text, (evidence(wait.hop, wait.hop.received.protocol or "collected"),))
