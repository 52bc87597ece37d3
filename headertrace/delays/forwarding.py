"""A forward on the way: the host before accepted it for another mailbox.

The ``for`` clauses tell it, and the Delivered-To that Postfix and qmail write when mail is handed to
a mailbox: a forward from there has it between its own lines (local(8), dot-qmail(5)).
"""

from __future__ import annotations

from headertrace.delays.wait import Guess, Wait
from headertrace.records.evidence import Evidence
from headertrace.text.durations import duration


def explain(wait: Wait) -> Guess | None:
    before = wait.before
    if before is None or wait.seconds <= 0:
        return None
    ground = (
        before.field.evidence("accepted for another mailbox") if wait.hop.leg == "forwarding" else _mailbox_before(wait)
    )
    if ground is None:
        return None
    host = wait.host or "the host before"
    where = "in its queue, or the next host refused it temporarily"
    text = f"it waited for {duration(wait.seconds)} at {host}, which forwards it: {where}"
    return Guess("forwarding", "likely", text, (ground,))


def _mailbox_before(wait: Wait) -> Evidence | None:
    """The mailbox of the host before that the mail had been delivered to, where the hop is for another one."""
    before, hop = wait.before, wait.hop
    meant = hop.received.recipient
    if before is None or not meant or wait.listed or before.received.by == hop.received.by:
        return None
    start = before
    while start.n > 1 and wait.hops[start.n - 2].received.by == before.received.by:
        start = wait.hops[start.n - 2]
    for field in wait.fields:
        if field.key == "delivered-to" and before.field.number < field.number < start.field.number:
            mailbox = field.value.strip().lower()
            if "@" in mailbox and mailbox != meant.lower():
                return field.evidence(field.value[:80])
    return None
