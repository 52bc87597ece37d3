"""A list's or a bulk host's own queue on the way out."""

from __future__ import annotations

from headertrace.delays import Guess, Wait, evidence


def explain(wait: Wait) -> Guess | None:
    before = wait.before
    if before is None or wait.seconds <= 0:
        return None
    if before.leg == "list" or wait.hop.leg == "list":
        return Guess(
            "list-queue",
            "possible",
            "the list's host sends to its members in turn",
            (evidence(wait.hop, "from the list"),),
        )
    return None
