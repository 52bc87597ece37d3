"""Bulk senders hold mail back to keep to the receivers' limits."""

from __future__ import annotations

from headertrace.delays.wait import Guess, Wait
from headertrace.organisations import operator


def explain(wait: Wait) -> Guess | None:
    if wait.before is None or wait.seconds <= 0 or wait.hop.leg != "transit":
        return None
    known = operator(wait.before.received.by or "") or operator(wait.hop.received.rdns or "")
    if known is None or known.kind != "bulk sender":
        return None
    text = f"{known.name} sends in bulk and may have held it back, or was refused temporarily"
    return Guess("throttling", "possible", text, (wait.before.field.evidence(known.name),))
