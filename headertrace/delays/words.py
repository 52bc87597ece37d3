"""The causes of waits as the answer and the findings say them, and how sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.records.vocabulary import CLOCK_CAUSES
from headertrace.text.durations import duration

if TYPE_CHECKING:
    from headertrace.records.judgements import Delay
    from headertrace.records.path import Hop
    from headertrace.records.vocabulary import Cause, Certainty

# As they go on behind "It spent 4 h at mx.example.org, ...".
_PHRASES: dict[Cause, str] = {
    "greylisting": "greylisted",
    "queue-retry": "queued for retry",
    "filter": "held by a content filter",
    "moderation": "held for a moderator",
    "list-queue": "in the mailing list's queue",
    "scheduled": "scheduled to be sent later",
    "throttling": "throttled",
    "client-offline": "unsent while the writer was offline",
    "program-queue": "queued by the program that sent it",
    "late-collection": "waiting to be collected",
    "local-delivery": "waiting for local delivery",
    "slow-transfer": "in a slow transfer",
    "quarantine": "in quarantine",
    "forwarding": "waiting to be forwarded",
    "resent": "until somebody resent it",
    "unknown": "for another reason",
}
_SURE: dict[Certainty, str] = {"measured": "", "likely": "most likely ", "possible": "possibly "}


def why(delay: Delay, rivals: bool = True) -> str:
    """ "most likely greylisted", "possibly queued for retry or held by a content filter"; "why is unknown"."""
    if delay.cause == "unknown":
        return "why is unknown"
    causes = [cause for cause in (delay.cause, *(delay.rivals if rivals else ())) if cause not in CLOCK_CAUSES]
    return _SURE[delay.certainty] + " or ".join(map(phrase, causes))


def backwards(hop: Hop, clock: str) -> str:
    """Of a step back in time: how far, and whose ``clock`` it is, in words."""
    return f"stamped {duration(-(hop.delay_s or 0.0))} earlier than the line before it: {clock}"


def either(before: Hop, hop: Hop, what: str = "clock") -> str:
    """Whose clock it is that makes a step go back, where nothing tells the two apart. ``what`` may be wrong of it."""
    return f"the {what} of {_called(before, 'the host before')} is fast, or that of {_called(hop, 'this host')} slow"


def _called(hop: Hop, otherwise: str) -> str:
    """What a host is called; a program that collects mail calls any machine localhost."""
    by = hop.received.by
    if hop.leg == "retrieval" and (by is None or by.partition(".")[0] == "localhost"):
        return "the machine that collected it"
    return by or otherwise


def phrase(cause: Cause) -> str:
    """The cause in words; one of the clock's as it is called."""
    return _PHRASES.get(cause, cause)
