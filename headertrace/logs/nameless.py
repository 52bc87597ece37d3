"""Lines that name no id, for the message had none yet: refusals, greylisting and holds, told by sender, recipient and time.

Such a line is taken for the message's where the other side's log, or the same host's, has something happen to it just
then: with a difference of clocks that the hand-over itself shows. Where more than one line would do, as of several
messages that went from the same sender to the same recipient at that moment, none is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from headertrace.logs.joining import label, utc
from headertrace.logs.reading import LogFile
from headertrace.logs.searching import Found, Tell, Wanted, search
from headertrace.records.logs import LogEvent, Logged, Stay

# What is refused is told on both sides within the same session.
_SAME_S = 5.0
# Where no hand-over shows the difference of two clocks.
_UNKNOWN_S = 60.0
_KINDS = frozenset({"greylisted", "refused", "held"})
# The zones of two logs, and the difference of their clocks, are no more than that apart.
_NEAR = timedelta(days=1)


def completed(found: list[Logged], files: Sequence[LogFile], tell: Tell) -> list[Logged]:
    """What was found of each message, with the lines that name no id: one more search serves them all.

    ``tell`` is called with the name of a log that cannot be read to its end, and why.
    """
    others: frozenset[str] = frozenset().union(*map(recipients, found))
    if not others:
        return found
    nameless = search(files, Wanted(recipients=others), tell)
    return [with_nameless(logged, nameless) for logged in found]


def recipients(logged: Logged) -> frozenset[str]:
    """The recipients for whose sake lines without an id are worth looking for: of what was put off, or held."""
    found: set[str] = set()
    logs = {label(cover.host) for cover in logged.covers} | {label(stay.host) for stay in logged.stays}
    for stay in logged.stays:
        told = any(event.kind == "deferred" and event.peer and label(event.peer) in logs for event in stay.events)
        if told or any(event.kind == "released" for event in stay.events):
            found.update(event.recipient for event in stay.events if event.recipient and "@" in event.recipient)
    return frozenset(found)


def is_nameless(event: LogEvent) -> bool:
    """Whether it is such a line."""
    return event.id is None and event.message_id is None and event.kind in _KINDS


def days(logged: Logged) -> frozenset[tuple[int, int]]:
    """The days (month, day) on which lines without an id may tell of the message, in any zone."""
    times = {event.time.date() for stay in logged.stays for event in stay.events if event.time is not None}
    # Next to the first and the last day that Python has lies none.
    times -= {date.min, date.max}
    around = (time + shift for time in times for shift in (-_NEAR, timedelta(), _NEAR))
    return frozenset((day.month, day.day) for day in around)


def with_nameless(logged: Logged, found: Found) -> Logged:
    """With the lines that name no id, each in the stay that it is about."""
    events = list(filter(is_nameless, found.events))
    if not events:
        return logged
    zones = {label(stay.host): stay.offset_min for stay in logged.stays if stay.hop is not None}
    return logged._replace(stays=tuple(_with(stay, events, zones, logged.stays) for stay in logged.stays))


def _with(stay: Stay, events: Sequence[LogEvent], zones: dict[str | None, int], stays: Sequence[Stay]) -> Stay:
    about = list(_about(events, zones, stay))
    if not about:
        return stay
    made: list[LogEvent] = []
    for item, group in _candidates(about, stay, stays):
        only = _only(group)
        made += (item,) if only is None else (only, item)
    return stay._replace(events=tuple(made))


def _only(group: list[LogEvent]) -> LogEvent | None:
    """The one line that there is, the fuller one of two programs' on the same thing."""
    programs = {event.line.program for event in group}
    return max(group, key=lambda event: len(event.reply or "")) if group and len(group) == len(programs) else None


def _candidates(events: list[LogEvent], stay: Stay, stays: Sequence[Stay]) -> Iterator[tuple[LogEvent, list[LogEvent]]]:
    """Each thing that happened to the message, with the lines that may tell of it."""
    host = label(stay.host)
    fast, slack = _difference(stay, stays)
    # By the recipient of an attempt, which the other side names as well; and all, for an attempt that names none.
    told: dict[str | None, list[LogEvent]] = {None: list(events)}
    for event in events:
        told.setdefault(event.recipient, []).append(event)
    for item in stay.events:
        group: list[LogEvent] = []
        if item.kind == "accepted":
            # One process takes the message in, and says what it does with it.
            own = (host, "held", item.line.pid)
            group = [
                event
                for event in events
                if (label(event.line.host), event.kind, event.line.pid) == own
                and _apart(event.time, item.time) <= _SAME_S
            ]
        elif item.kind == "deferred" and label(item.peer) not in (None, host):
            group = [
                event
                for event in told.get(item.recipient, ())
                if label(event.line.host) == label(item.peer) and _apart(event.time, item.time, fast) <= slack
            ]
        yield item, group


def _about(events: Sequence[LogEvent], zones: dict[str | None, int], stay: Stay) -> Iterator[LogEvent]:
    """Those that name the message's sender and one of its recipients, with their times, by the zone of the host whose
    log they stand in.
    """
    if stay.accepted is None:
        return
    senders = {item.sender for item in stay.events if item.sender is not None}
    recipients = {item.recipient for item in stay.events if item.recipient}
    for event in events:
        if event.recipient in recipients and event.sender in senders:
            time = utc(event.line, zones.get(label(event.line.host), stay.offset_min), stay.accepted)
            if time is not None:
                yield event._replace(time=time)


def _difference(stay: Stay, stays: Sequence[Stay]) -> tuple[timedelta, float]:
    """(by how much the next host's clock is ahead of this one's, the seconds that this may be wrong by)."""
    after = next(
        (item for item in stays if item.hop is not None and stay.hop is not None and item.hop == stay.hop + 1), None
    )
    if after is None or after.accepted is None or stay.left is None:
        return timedelta(), _UNKNOWN_S
    return after.accepted - stay.left, _SAME_S


def _apart(one: datetime | None, other: datetime | None, fast: timedelta = timedelta()) -> float:
    return abs((one - other - fast).total_seconds()) if one is not None and other is not None else float("inf")
