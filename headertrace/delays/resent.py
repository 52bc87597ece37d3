"""Sent on by hand, later: Resent-Date says when (RFC 5322 section 3.6.6)."""

from __future__ import annotations

from headertrace.delays.wait import Guess, Wait
from headertrace.timeline.gathering import resent_at


def explain(wait: Wait) -> Guess | None:
    before = wait.before
    for field in wait.fields:
        sent = resent_at(field, wait.hop.received.time)
        if sent is not None and (before is None or field.number <= before.field.number):
            text = f"somebody resent it by hand at {sent:%Y-%m-%d %H:%M:%S} UTC"
            return Guess("resent", "measured" if wait.firm else "likely", text, (field.evidence(field.value[:80]),))
    return None
