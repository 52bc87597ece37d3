"""What the servers' own logs tell of time: how long a message stayed in a queue, by one clock, and when it left."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from headertrace.received.products import BY_NAME
from headertrace.records.logs import Logged, Stay
from headertrace.records.path import Step
from headertrace.records.timeline import Held, Reading, Timeline
from headertrace.timeline.observations import Moments, Observation

# What a greylist's field may leave out of a wait.
_ABOUT_S = 120.0
# Ways of leaving a host for the next one.
_ON = frozenset({"sent", "delivered"})


def with_logs(moments: Moments, steps: tuple[Step, ...], logged: Logged) -> Moments:
    """The moments with the times of the logs; a log's count goes before a field's."""
    others = list(moments.others)
    last = steps[-1] if steps else None
    stay = logged.at(last.n) if last is not None else None
    if last is not None and stay is not None and not others and _delivered(stay) and last.received.time:
        moment = last.received.time.timestamp() + (stay.seconds or 0.0)
        others.append(Observation(last.received.by or "?", moment, last.n + 1))
    return moments._replace(stated={**moments.stated, **counts(steps, logged)}, others=tuple(others))


def counts(steps: tuple[Step, ...], logged: Logged) -> dict[int, float]:
    """Hop → the seconds since the hop before, as the log of that one's host has them."""
    found: dict[int, float] = {}
    for before, step in pairwise(steps):
        stay = logged.at(before.n)
        seconds = onward_s(stay, step, before) if stay is not None else None
        if seconds is not None:
            found[step.n] = seconds
    return found


def counted(found: Timeline, told: Mapping[int, float]) -> Timeline:
    """With the very seconds of the logs, where the joint reading, which allows for what a field may leave out, has
    about as many.
    """

    def exact(held: Held) -> Held:
        seconds = told.get(held.hop)
        if seconds is None or abs(held.seconds - seconds) > _ABOUT_S:
            return held
        return held._replace(seconds=seconds, low_s=seconds, high_s=seconds, firm=True)

    def with_exact(reading: Reading) -> Reading:
        waits = tuple(map(exact, reading.waits))
        more = sum(new.seconds - old.seconds for new, old in zip(waits, reading.waits, strict=True))
        total = None if reading.total_s is None else round(reading.total_s + more, 3)
        return reading._replace(waits=waits, total_s=total)

    return found._replace(steps=tuple(map(exact, found.steps)), readings=tuple(map(with_exact, found.readings)))


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
