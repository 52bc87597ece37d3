"""What a wait was by the log of the host that had the message: what that host tried, and what it was answered.

The log is the word of those who gave it, as the reader's own servers' lines are: what it says is measured.
"""

from __future__ import annotations

from itertools import pairwise

from headertrace.delays.wait import Guess, Wait
from headertrace.records.logs import LogEvent, Logged, Stay
from headertrace.records.vocabulary import Cause
from headertrace.reports.reasons import reason
from headertrace.text.durations import duration

# Such a part of a wait must be told for it to be this one's cause.
_SHARE = 0.5
# Where a content filter listens.
_LOOPBACK = frozenset({"127.0.0.1", "::1"})
# Lines that are shown for a cause.
_MOST_LINES = 12
_CAUSES: dict[str, Cause] = {
    "greylisted": "greylisting",
    "ratelimited": "throttling",
    "speeding": "throttling",
    "toomanyconn": "throttling",
}


def explain(wait: Wait, logged: Logged) -> Guess | None:
    """The cause by the log, measured; None where the log does not tell the larger part of the wait."""
    moderated = _moderated(wait, logged)
    if moderated is not None:
        return moderated
    stay = logged.at(wait.hop.n if wait.after_last else wait.before.n if wait.before else 0)
    if stay is None:
        return None
    stay = _with_older(stay, logged)
    for what in (_held, _put_off, _before_the_queue, _in_one_attempt):
        guess = what(wait, stay)
        if guess is not None:
            return guess
    return None


def _moderated(wait: Wait, logged: Logged) -> Guess | None:
    """Held by a list's manager on the host, which has no queue id of its own, until its moderators decided."""
    if wait.before is None or wait.before.received.by != wait.hop.received.by:
        return None
    events = [event for stay in logged.stays if stay.id is None for event in stay.events]
    held = [event for event in events if event.kind == "held"]
    # Where nobody logs the decision, the first thing that was done after the hold tells of it.
    later = [event for event in events if held and event.kind != "held" and _between(held[0], event) > 0.0]
    decided = [event for event in later if event.kind == "released"] or later[:1]
    if not held or not decided:
        return None
    seconds = _between(held[0], decided[-1])
    if seconds < _SHARE * wait.seconds:
        return None
    text = f"held for a moderator ({_quoted(held[0].reply)}) for {duration(seconds)}"
    return _guess("moderation", text, [*held, *decided])


def _with_older(stay: Stay, logged: Logged) -> Stay:
    """With what happened to the message under the id that it had before it was put into the queue anew."""
    old = next((event.old_id for event in stay.events if event.kind == "accepted" and event.old_id), None)
    before = next((other for other in logged.stays if other.id == old), None) if old else None
    return stay._replace(events=(*before.events, *stay.events)) if before is not None else stay


def _held(wait: Wait, stay: Stay) -> Guess | None:
    released = [event for event in stay.events if event.kind == "released"]
    if not released:
        return None
    held = [event for event in stay.events if event.kind == "held"]
    seconds = _between(held[0] if held else stay.events[0], released[-1])
    if seconds < _SHARE * wait.seconds:
        return None
    words = f" ({_quoted(held[0].reply)})" if held and held[0].reply else ""
    text = f"held there{words} for {duration(seconds)}, until an administrator released it"
    return _guess("quarantine", text, [*held, *released])


def _put_off(wait: Wait, stay: Stay) -> Guess | None:
    """The answer that put the message off for the larger part of the time, and how often it was tried."""
    end = stay.end
    attempts = [event for event in stay.events if event.kind == "deferred" and _to_the_same(event, end)]
    if not attempts:
        return None
    spent: dict[Cause, float] = {}
    for before, after in pairwise([*attempts, end or stay.events[-1]]):
        cause = _cause(before)
        spent[cause] = spent.get(cause, 0.0) + _between(before, after)
    cause, _ = max(spent.items(), key=lambda item: item[1])
    if sum(spent.values()) < _SHARE * wait.seconds:
        return None
    own = [event for event in attempts if _cause(event) == cause]
    host = own[-1].peer or (wait.hop.received.by if not wait.after_last else None)
    failed = "the first attempt failed" if len(attempts) == 1 else f"{len(attempts)} attempts failed"
    answered = f"{host} answered {_quoted(own[0].reply)}" if own[0].peer else _quoted(own[0].reply)
    text = f"{failed}: {answered}"
    if wait.after_last and cause == "queue-retry":
        return _guess("local-delivery", text, [*attempts, *([end] if end else [])])
    at = (wait.hop.received.by or host) if cause == "greylisting" else None
    return _guess(cause, text, [*attempts, *([end] if end else [])], at)


def _before_the_queue(wait: Wait, stay: Stay) -> Guess | None:
    """Taken in slowly, or filtered before the queue had it."""
    active = next((event for event in stay.events if event.kind == "active"), None)
    taken = next((event for event in stay.events if event.kind == "accepted"), None)
    if active is None or taken is None:
        return None
    seconds = _between(taken, active)
    if seconds < _SHARE * wait.seconds:
        return None
    filters = [
        event for event in stay.events if event.kind == "filtered" and (event.delay_s or 0.0) >= _SHARE * seconds
    ]
    if filters:
        text = f"a filter worked on it for {duration(filters[0].delay_s or 0.0)} before the queue had it: {_quoted(filters[0].reply)}"
        return _guess("filter", text, [*filters, active])
    text = f"{duration(seconds)} passed from the beginning of the session until the queue had it: a filter or a slow client"
    return _guess("slow-transfer", text, [taken, active])


def _in_one_attempt(wait: Wait, stay: Stay) -> Guess | None:
    """Postfix tells of what an attempt took: in the queue, until it was connected, and for sending."""
    end = stay.end
    if end is None or end.parts is None:
        return None
    handed: Cause = "filter" if wait.hop.leg == "filtering" or end.peer_ip in _LOOPBACK else "slow-transfer"
    told: tuple[tuple[float, Cause, str], ...] = (
        (end.parts.queue_s, "queue-retry", "in the active queue, behind other mail"),
        (end.parts.connect_s, handed, f"until {end.peer or 'the next host'} answered the connection"),
        (end.parts.send_s, handed, f"until {end.peer or 'the next host'} had taken it"),
    )
    seconds, cause, text = max(told)
    return _guess(cause, f"{duration(seconds)} {text}", [end]) if seconds >= _SHARE * wait.seconds else None


def _cause(event: LogEvent) -> Cause:
    words = event.reply or ""
    named = reason(words, event.status, words[:3] if words[:3].isdigit() else None, None)
    return _CAUSES.get(named, "queue-retry")


def _to_the_same(event: LogEvent, end: LogEvent | None) -> bool:
    """Of several recipients, the one whose copy this is."""
    return end is None or end.recipient is None or event.recipient in (None, end.recipient)


def _between(before: LogEvent, after: LogEvent) -> float:
    first, last = before.line.local, after.line.local
    return max((last - first).total_seconds(), 0.0) if first is not None and last is not None else 0.0


def _quoted(words: str | None) -> str:
    text = " ".join((words or "no reason").split())
    return f'"{text[:157]}…"' if len(text) > 158 else f'"{text}"'


def _guess(cause: Cause, text: str, events: list[LogEvent], at: str | None = None) -> Guess:
    lines = dict.fromkeys(event.line for event in events)
    return Guess(cause, "measured", text, at=at, log=tuple(lines)[:_MOST_LINES])
