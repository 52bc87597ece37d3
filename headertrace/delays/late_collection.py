"""Mail that lay in the mailbox until a program collected it."""

from __future__ import annotations

from headertrace.delays.wait import Guess, Wait
from headertrace.records.vocabulary import Certainty
from headertrace.text.durations import duration


def explain(wait: Wait) -> Guess | None:
    if wait.hop.leg != "retrieval" or wait.seconds <= 0 or wait.before is None:
        return None
    text = (
        f"it lay in the mailbox for {duration(wait.seconds)} until {wait.hop.received.by or 'the reader'} collected it"
    )
    certainty: Certainty = "measured" if wait.firm else "likely"
    return Guess(
        "late-collection", certainty, text, (wait.hop.field.evidence(wait.hop.received.protocol or "collected"),)
    )
