"""Lines that name no id, for the message had none yet: refusals, greylisting and holds, told by sender, recipient and time.

Such a line is taken for the message's where the other side's log, or the same host's, has something happen to it just
then: with a difference of clocks that the hand-over itself shows. Where more than one line would do, as of several
messages that went from the same sender to the same recipient at that moment, none is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from headertrace.logs.joining import label, utc
from headertrace.logs.searching import Found
from headertrace.records.logs import LogEvent, Logged, Stay

# What is refused is told on both sides within the same session.
_SAME_S = 5.0
# Where no hand-over shows the difference of two clocks.
_UNKNOWN_S = 60.0
_KINDS = frozenset({"greylisted", "refused", "held"})


def recipients(logged: Logged) -> frozenset[str]:
    """The recipients for whose sake lines without an id are worth looking for: of what was put off, or held."""
    found: set[str] = set()
    logs = {label(cover.host) for cover in logged.covers} | {label(stay.host) for stay in logged.stays}
    for stay in logged.stays:
        told = any(event.kind == "deferred" and event.peer and label(event.peer) in logs for event in stay.events)
        if told or any(event.kind == "released" for event in stay.events):
            found.update(event.recipient for event in stay.events if event.recipient and "@" in event.recipient)
    return frozenset(found)


def with_nameless(logged: Logged, found: Found) -> Logged:
    """With the lines that name no id, each in the stay that it is about."""
    events = [event for event in found.events if event.id is None and event.kind in _KINDS]
    if not events:
        return logged
    zones = {label(stay.host): stay.offset_min for stay in logged.stays if stay.hop is not None}
    stays = []
    for stay in logged.stays:
        at = {}
        for item, group in _candidates(list(_timed(events, zones, stay)), stay, logged.stays):
            only = _only(group)
            if only is not None:
                at[id(item)] = only
        made = tuple(told for item in stay.events for told in (at.get(id(item)), item) if told is not None)
        stays.append(stay._replace(events=made) if at else stay)
    return logged._replace(stays=tuple(stays))


def _only(group: list[LogEvent]) -> LogEvent | None:
    """The one line that there is, the fuller one of two programs' on the same thing."""
    programs = {event.line.program for event in group}
    return max(group, key=lambda event: len(event.reply or "")) if group and len(group) == len(programs) else None


def _candidates(events: list[LogEvent], stay: Stay, stays: Sequence[Stay]) -> Iterator[tuple[LogEvent, list[LogEvent]]]:
    """For each thing that happened to the message, the lines that may tell of it."""
    about = [event for event in events if _is_about(event, stay)]
    host = label(stay.host)
    fast, slack = _difference(stay, stays)
    for item in stay.events:
        if item.kind == "accepted":
            # One process takes the message in, and says what it does with it.
            yield (
                item,
                [
                    event
                    for event in about
                    if (label(event.line.host), event.kind, event.line.pid) == (host, "held", item.line.pid)
                    and _apart(event.time, item.time) <= _SAME_S
                ],
            )
        elif item.kind == "deferred":
            yield (
                item,
                [
                    event
                    for event in about
                    if event.line.host is not None
                    and label(event.line.host) == label(item.peer) != host
                    and _apart(event.time, item.time, fast) <= slack
                ],
            )


def _timed(events: Sequence[LogEvent], zones: dict[str | None, int], stay: Stay) -> Iterator[LogEvent]:
    """The events with their times, by the zone of the host whose log they stand in."""
    if stay.accepted is None:
        return
    for event in events:
        time = utc(event.line, zones.get(label(event.line.host), stay.offset_min), stay.accepted)
        if time is not None:
            yield event._replace(time=time)


def _is_about(event: LogEvent, stay: Stay) -> bool:
    """Whether it names the message's sender and one of its recipients."""
    senders = {item.sender for item in stay.events if item.sender is not None}
    told = {item.recipient for item in stay.events if item.recipient}
    return event.recipient in told and event.sender in senders


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
