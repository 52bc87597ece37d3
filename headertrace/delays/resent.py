"""Sent on by hand, later: Resent-Date says when (RFC 5322 section 3.6.6)."""

from __future__ import annotations

from headertrace.delays.wait import Guess, Wait
from headertrace.syntax.dates import parse_date

_SLACK_S = 300.0


def explain(wait: Wait) -> Guess | None:
    before, time = wait.before, wait.hop.received.time
    if time is None:
        return None
    for field in wait.fields:
        if field.key != "resent-date" or (before is not None and field.number > before.field.number):
            continue
        sent = parse_date(field.value).utc
        if sent is not None and abs((time - sent).total_seconds()) <= _SLACK_S:
            text = f"somebody resent it by hand at {sent:%Y-%m-%d %H:%M:%S} UTC"
            return Guess("resent", "measured" if wait.firm else "likely", text, (field.evidence(field.value[:80]),))
    return None
