"""A forward on the way: the host before took it in for another mailbox."""

from __future__ import annotations

from headertrace.delays import Guess, Wait, evidence
from headertrace.text import duration


def explain(wait: Wait) -> Guess | None:
    before = wait.before
    if before is None or wait.seconds <= 0 or wait.hop.leg != "forwarding":
        return None
    host = before.received.by or "the host before"
    text = f"it waited for {duration(wait.seconds)} at {host}, which forwards it: in its queue, or the next host put it off"
    return Guess("forwarding", "likely", text, (evidence(before, "taken in for another mailbox"),))
