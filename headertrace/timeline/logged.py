"""What the servers' own logs tell of time: how long a message stayed in a queue, by one clock, and when it left."""

from __future__ import annotations

from itertools import pairwise

from headertrace.received.products import BY_NAME
from headertrace.records.logs import Logged, Stay
from headertrace.records.path import Step
from headertrace.timeline.observations import Moments, Observation

# Ways of leaving a host for the next one.
_ON = frozenset({"sent", "delivered"})


def with_logs(moments: Moments, steps: tuple[Step, ...], logged: Logged) -> Moments:
    """The moments with the times of the logs; a log's count goes before a field's."""
    stated = dict(moments.stated)
    others = list(moments.others)
    for before, step in pairwise(steps):
        stay = logged.at(before.n)
        seconds = onward_s(stay, step, before) if stay is not None else None
        if seconds is not None:
            stated[step.n] = seconds
    last = steps[-1] if steps else None
    stay = logged.at(last.n) if last is not None else None
    if last is not None and stay is not None and not others and _delivered(stay) and last.received.time:
        moment = last.received.time.timestamp() + (stay.seconds or 0.0)
        others.append(Observation(last.received.by or "?", moment, last.n + 1))
    return moments._replace(stated=stated, others=tuple(others))


def onward_s(stay: Stay, step: Step, before: Step) -> float | None:
    """Seconds from a message's arrival at a host to the stamp of the next one; None where the log does not tell.

    A server that stamps when the session begins does so before it is told the message: what the sender counts for
    sending came after.
    """
    end = stay.end
    if stay.seconds is None or stay.outcome not in _ON or end is None:
        return None
    if end.next_id != step.received.id and (end.next_id is not None or before.received.by == step.received.by):
        # It went to a filter or a list first.
        return None
    if any(event.kind == "accepted" and event.old_id for event in stay.events):
        # Put into the queue anew: that counts from its first arrival, the stamp does not.
        return None
    if end.parts is not None and BY_NAME[step.received.dialect].stamps_early:
        return max(stay.seconds - end.parts.send_s, 0.0)
    return stay.seconds


def _delivered(stay: Stay) -> bool:
    return stay.outcome in _ON and bool(stay.seconds)
