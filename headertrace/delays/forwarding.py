"""A forward on the way: the host before took it in for another mailbox."""

from __future__ import annotations

from headertrace.delays import Guess, Wait, evidence


def explain(wait: Wait) -> Guess | None:
    if wait.before is None or wait.seconds <= 0 or wait.hop.leg != "forwarding":
        return None
    return Guess(
        "forwarding",
        "possible",
        "it waited at the host that forwards it",
        (evidence(wait.before, "taken in for another mailbox"),),
    )
