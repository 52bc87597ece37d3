"""A list's or a bulk host's own queue on the way out."""

from __future__ import annotations

from headertrace.delays.wait import Guess, Wait


def explain(wait: Wait) -> Guess | None:
    before = wait.before
    if before is None or wait.seconds <= 0:
        return None
    if wait.hop.leg == "list":
        text = "it waited in the list manager's queue"
        return Guess("list-queue", "possible", text, (wait.hop.field.evidence("sent out by the list"),))
    if before.leg == "list" or wait.listed:
        text = "the list's host sends to its members in turn"
        return Guess("list-queue", "possible", text, (wait.hop.field.evidence("from the list"),))
    return None
