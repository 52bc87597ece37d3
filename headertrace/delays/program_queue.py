"""A program on the host had it before the mail server did: a job queue, a delayed job, a spool.

Where the oldest line says that a local user or program gave the message in ("from userid 33", "with local"), no client
was offline: whatever wrote the Date kept the message (Postfix pickup(8), sendmail's submission program).
"""

from __future__ import annotations

from headertrace.delays.wait import Guess, Wait
from headertrace.text.durations import duration


def explain(wait: Wait) -> Guess | None:
    got = wait.hop.received
    if wait.before is not None or got.ip or got.rdns or got.helo:
        return None
    if got.protocol is not None and got.protocol.lower().startswith(("http", "mapi")):
        return None
    host = got.by or "that host"
    text = f"a program on {host} wrote it {duration(wait.seconds)} before handing it to the mail server: its own queue or job"
    return Guess("program-queue", "possible", text, (wait.hop.field.evidence("submitted on the host"),), got.by)
