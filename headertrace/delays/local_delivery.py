"""Between the newest line and the mailbox: Exim's Delivery-date tells when it was put there (src/transport.c)."""

from __future__ import annotations

from headertrace.delays.wait import Guess, Wait
from headertrace.text.durations import duration


def explain(wait: Wait) -> Guess | None:
    field = next((field for field in wait.fields if field.key == "delivery-date"), None)
    if not wait.after_last or field is None:
        return None
    host = wait.hop.received.by
    text = f"it reached the mailbox {duration(wait.seconds)} after {host or 'the last server'} accepted it"
    return Guess("local-delivery", "measured", text, (field.evidence(field.value[:80]),), host)
