"""The client slept or was offline: the Date is long before the server that took the message from its writer.

The Date is the writer's word, and a wrong clock looks the same. What speaks for a client that was offline: it is a
person's mail program, and an id of its own (Message-ID, MIME boundary) bears the Date's time.
"""

from __future__ import annotations

from headertrace.delays.wait import LONGEST_S, Guess, Wait
from headertrace.text.durations import duration

# Marks of what machines send.
_BULK = frozenset({
    "list-unsubscribe", "list-id", "x-mailgun-sid", "x-sg-eid", "feedback-id", "x-csa-complaints", "x-ses-outgoing",
    "x-campaign", "x-campaignid", "x-mailer-recptid", "x-mandrill-user", "auto-submitted",
})  # fmt: skip
_SLACK_S = 120.0


def explain(wait: Wait) -> Guess | None:
    got = wait.hop.received
    if wait.before is not None or wait.seconds > LONGEST_S or wait.names & _BULK:
        return None
    if got.protocol is not None and got.protocol.lower().startswith(("mapi", "local", "http")):
        return None
    if not (got.ip or got.helo or got.rdns):
        return None
    text = (
        f"written {duration(wait.seconds)} before the first server had it: the client was offline, or its clock is slow"
    )
    return Guess(
        "client-offline", "likely" if _confirmed(wait) else "possible", text, (wait.hop.field.evidence("first stamp"),)
    )


def _confirmed(wait: Wait) -> bool:
    """Whether an id that the writer's program made bears the time of the Date."""
    written = wait.written.utc if wait.written else None
    if written is None:
        return False
    return any(
        clock.scheme in ("boundary", "message_id", "thread_index")
        and abs((clock.time - written).total_seconds()) <= _SLACK_S
        for clock in wait.clocks
    )
