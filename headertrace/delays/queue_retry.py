"""The sending host's queue: a first attempt failed, and it tried again by its schedule.

A wait that fits one of the attempts that a program makes at fixed seconds (``_schedules``) is likely that; one
that lies in the range of a queue looked at in turns is only possible: a hold, a slow filter before the
next queue, a release by hand or a resending look the same. A first retry at another organisation's door is what greylisting
looks like as well, a list's or a bulk sender's queue may be full: there it is only possible, too.
"""

from __future__ import annotations

from headertrace.delays._schedules import Schedule, attempt, schedule
from headertrace.delays.slow_transfer import is_slow
from headertrace.delays.wait import LONGEST_S, Guess, Wait
from headertrace.organisations import operator
from headertrace.received.ids import is_queue_id
from headertrace.timeline.observations import WORTH_S

# Below this a wait says nothing of a schedule: hosts are busy for as long.
_TELLING_S = 240.0


def explain(wait: Wait) -> Guess | None:
    before, hop = wait.before, wait.hop
    if before is None or not WORTH_S <= wait.seconds <= LONGEST_S or hop.leg in ("retrieval", "filtering"):
        return None
    if before.received.by == hop.received.by:
        return None
    known = before.received.id if is_queue_id(before.received.id) else None
    ground = (before.field.evidence(f"queued as {known or 'unknown id'}"),)
    row = schedule(before.received.dialect, before.received.time)
    tried = attempt(row, wait.seconds) if row else None
    if row and tried is not None and (wait.seconds >= _TELLING_S or row.attempts_s):
        # What merely lies in the range of a queue that is looked at in turns fits almost any wait: no evidence.
        sure = bool(row.attempts_s) and not _may_be_other(wait, tried)
        return Guess("queue-retry", "likely" if sure else "possible", _fit(row, tried), ground)
    host = wait.host or "the host before"
    if wait.seconds < _TELLING_S:
        text = f"{host} was busy, or tries again sooner than is usual"
    else:
        text = f"the host after {host} was unreachable, or refused it temporarily"
    if row:
        text += f"; it does not fit {row.name}"
    return Guess("queue-retry", "possible", text, ground)


def is_first_retry(wait: Wait) -> bool | None:
    """Whether the host before tries again for the first time after about so long; None where that is not known."""
    before = wait.before
    row = schedule(before.received.dialect, before.received.time) if before else None
    return None if row is None else attempt(row, wait.seconds) == 1


def _may_be_other(wait: Wait, tried: int) -> bool:
    first_at_others = tried == 1 and wait.hop.sender_organisation != wait.hop.receiver_organisation
    return first_at_others or wait.listed or wait.hop.leg == "forwarding" or is_slow(wait) or _bulk(wait)


def _bulk(wait: Wait) -> bool:
    by = wait.before.received.by if wait.before else None
    known = operator(by) if by else None
    return known is not None and known.kind == "bulk sender"


def _fit(row: Schedule, tried: int) -> str:
    which = f", the {_ordinal(tried)} retry" if tried and row.attempts_s else ", a first retry" if tried else ""
    return f"that fits {row.name}{which} ({row.source})"


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
