"""The events of a message → its stays in the queues of hosts, each put on the hop that it belongs to.

A queue's id is given out again, and the same id may stand in the queues of two hosts: what has another Message-ID, or
none and another time, is another message's. What no id leads to from the message's own hops is left out too: the copy of
another recipient, or a message that bears a Message-ID which it borrowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from headertrace.logs.exports.index import NAMES
from headertrace.logs.qmail import PROCESS
from headertrace.logs.searching import Found, Wanted
from headertrace.named import NamedTuple
from headertrace.patterns import lazy
from headertrace.records.logs import Cover, LogEvent, Logged, LogLine, Parts, Stay
from headertrace.records.path import Hop
from headertrace.records.vocabulary import LogKind

# A stamp and the log's line on the same arrival differ by no more, whatever clock both go by: a session's length.
_SESSION_S = 900.0
# Zones are whole quarters of an hour.
_QUARTER_S = 900
_ENDS: frozenset[LogKind] = frozenset({"sent", "delivered", "bounced", "expired", "discarded"})
_GONE: frozenset[LogKind] = frozenset({"removed", "discarded"})
_FALLBACK = datetime(2000, 1, 1, tzinfo=UTC)


class _Life(NamedTuple):
    """The events of one id from its giving out to its end. ``host`` is the name in the log, None where it writes none."""

    id: str | None
    host: str | None
    events: tuple[LogEvent, ...]

    @property
    def message_ids(self) -> frozenset[str]:
        return frozenset(event.message_id for event in self.events if event.message_id)

    @property
    def next_ids(self) -> frozenset[str]:
        return frozenset(event.next_id for event in self.events if event.next_id and event.kind != "notice")

    @property
    def known_as(self) -> frozenset[str | None]:
        """By what a Received line may name it."""
        return frozenset((self.id, *(word for word in self.old_ids if word.startswith(PROCESS))))

    @property
    def old_ids(self) -> frozenset[str]:
        return frozenset(event.old_id for event in self.events if event.old_id)


def join(
    found: Found, wanted: Wanted, hops: Sequence[Hop], about: datetime | None, zone: tzinfo | None = None
) -> Logged:
    """What was found tells of one message. ``about`` is a time near it, by which a year is chosen where none is written.

    ``zone`` is that of logs that write none; where it is None, it is that of the stamp which the same host wrote.
    """
    near = about or datetime.now(UTC)
    lives = _kept(_lives(found.events, near), wanted, hops, near)
    stays = _requeued([_stay(life, hops, about, zone) for life in lives])
    stays.sort(key=lambda stay: (stay.hop or 10_000, stay.accepted or _FALLBACK))
    return Logged(tuple(stays), _covers(found, stays, about), crowded=found.crowded)


def _covers(found: Found, stays: Sequence[Stay], about: datetime | None) -> tuple[Cover, ...]:
    """What each log holds; its zone is that of what was found in it."""
    zones = {event.line.file: stay.offset_min for stay in stays for event in stay.events}
    near = about or datetime.now(UTC)
    return tuple(
        Cover(
            first.file, first.host if first.host == last.host else None,
            utc(first, zones.get(first.file, 0), near), utc(last, zones.get(first.file, 0), near),
        )
        for first, last in found.ends
    )  # fmt: skip


def _requeued(stays: list[Stay]) -> list[Stay]:
    """A stay that ended because its message was put into the queue anew, under another id."""
    anew = {event.old_id: event for stay in stays for event in stay.events if event.kind == "accepted" and event.old_id}
    made = []
    for stay in stays:
        event = anew.get(stay.id) if stay.id else None
        if event is not None and stay.outcome is None:
            end = event._replace(kind="requeued", id=stay.id, next_id=event.id, old_id=None)
            stay = stay._replace(events=(*stay.events, end), outcome="requeued")
        made.append(stay)
    return made


def _lives(events: Sequence[LogEvent], near: datetime) -> list[_Life]:
    """The events by id and host, each use of an id for itself."""
    groups: dict[tuple[str, str], list[LogEvent]] = {}
    homeless: list[LogEvent] = []
    deliveries = _deliveries(events)
    for event in events:
        event = deliveries.get((event.line.file, event.line.number), event)
        if event.line.host is None and event.kind == "filtered" and event.id:
            homeless.append(event)
            continue
        if event.id is None and event.message_id is None:
            continue
        named = event.id or f"{event.line.program} {event.message_id}"
        groups.setdefault(
            (named, (None if event.line.program in NAMES else label(event.line.host)) or event.line.file), []
        ).append(event)
    # A filter's own file names no host: the queue of that id is the one it worked for.
    places = {named: (named, place) for named, place in reversed(groups)}
    for event in homeless:
        named = event.id or ""
        groups.setdefault(places.setdefault(named, (named, event.line.file)), []).append(event)
    return [life for group in groups.values() for life in _uses(group, near)]


def _deliveries(events: Sequence[LogEvent]) -> dict[tuple[str, int], LogEvent]:
    """qmail's lines on a delivery under the number of its message, by where they stand."""
    made: dict[tuple[str, int], LogEvent] = {}
    begun: dict[str, LogEvent] = {}
    for event in events:
        if event.line.program.startswith("qmail"):
            if event.next_id and event.kind == "active":
                begun[event.next_id] = event
            start = begun.get(event.id or "")
            if start is not None and start is not event:
                made[event.line.file, event.line.number] = event._replace(id=start.id, recipient=start.recipient)
    return made


def _uses(group: list[LogEvent], near: datetime) -> list[_Life]:
    """One id may be used again once its message is gone."""
    group.sort(key=lambda event: (utc(event.line, 0, near) or _FALLBACK, event.line.number))
    uses: list[list[LogEvent]] = [[]]
    for event in group:
        again = event.kind == "accepted" and event.line.program not in NAMES
        if again and any(old.kind == "accepted" or old.kind in _GONE for old in uses[-1]):
            uses.append([])
        uses[-1].append(event)
    return [_Life(use[0].id, next((e.line.host for e in use if e.line.host), None), tuple(use)) for use in uses if use]


def _kept(lives: list[_Life], wanted: Wanted, hops: Sequence[Hop], near: datetime) -> list[_Life]:
    """Those that are the message's: named by its hops, or linked by ids to one that is."""
    sure = [life for life in lives if not life.message_ids.isdisjoint(wanted.message_ids)]
    possible = [*sure, *_likely([life for life in lives if not life.message_ids], sure, hops, near)]
    own = {ident for hop in hops for ident in ids_of(hop)}
    if not own:
        own = {life.id for life in sure if life.id} or set(wanted.ids)
    new = [at for at, life in enumerate(possible) if not own.isdisjoint(life.known_as)]
    links = _Links(possible, len(sure))
    kept = dict.fromkeys(new)
    free = [at for at in range(len(sure)) if _is_free(possible[at]) or _is_into_mailbox(possible[at], hops)]
    while new or free:
        reached = {other for at in new for other in links.of(at)}.union(free) - kept.keys()
        new, free = sorted(reached), []
        kept.update(dict.fromkeys(new))
    return [possible[at] for at in kept]


class _Links:
    """Which uses of ids lead to which, by their places; the first ``sure`` ones are known to be the message's."""

    def __init__(self, lives: Sequence[_Life], sure: int) -> None:
        self._lives = lives
        self._by_id: dict[str | None, list[int]] = {}
        self._naming: dict[str | None, list[int]] = {}
        for at, life in enumerate(lives):
            self._by_id.setdefault(life.id, []).append(at)
            # That another one was handed on under that id tells nothing: ids are given out again.
            for word in life.old_ids | life.next_ids if at < sure else life.old_ids:
                self._naming.setdefault(word, []).append(at)

    def of(self, at: int) -> Iterator[int]:
        life = self._lives[at]
        for word in life.next_ids | life.old_ids:
            # Once followed, an id leads nowhere new.
            yield from self._by_id.pop(word, ())
        yield from self._naming.pop(life.id, ())


def _is_free(life: _Life) -> bool:
    """A list's manager has no ids of its own, and no Received line has those that services export."""
    return life.id is None or life.events[0].line.program in NAMES


def _likely(lives: list[_Life], sure: list[_Life], hops: Sequence[Hop], near: datetime) -> Iterator[_Life]:
    """Of uses of an id whose Message-ID no line tells, those that may be the message's: of each id on a host the one
    that is nearest in time, and none where another use is known to be the message's.
    """
    known = {life.id for life in sure}
    groups: dict[tuple[str | None, str | None], list[_Life]] = {}
    for life in lives:
        if life.id not in known:
            groups.setdefault((life.id, label(life.host)), []).append(life)
    for (ident, _), group in groups.items():
        times = [hop.received.time for hop in hops if ident in ids_of(hop) and hop.received.time]
        at = times[0] if times else near

        def apart(life: _Life, at: datetime = at) -> float:
            moment = utc(life.events[0].line, 0, at)
            return abs((moment - at).total_seconds()) if moment is not None else float("inf")

        yield min(group, key=apart)


def _is_into_mailbox(life: _Life, hops: Sequence[Hop]) -> bool:
    """Whether it is a delivery by Message-ID to a mailbox of that name as a hop was for."""
    users = {hop.received.recipient.partition("@")[0] for hop in hops if hop.received.recipient}
    told = {(event.recipient or "").partition("@")[0] for event in life.events if event.line.program == "dovecot"}
    return bool(life.message_ids) and not users.isdisjoint(told)


def ids_of(hop: Hop) -> frozenset[str]:
    """The ids by which the log of the host that wrote the line knows the message."""
    got = hop.received
    process = _QMAIL.match(got.raw) if got.dialect == "qmail" else None
    return frozenset(filter(None, (got.id, PROCESS + process[1] if process else None)))


def _is(hop: Hop, life: _Life) -> bool:
    return not ids_of(hop).isdisjoint(life.known_as)


_QMAIL = lazy(r"\(qmail ([0-9]{1,10}) invoked ")


def _stay(life: _Life, hops: Sequence[Hop], about: datetime | None, zone: tzinfo | None) -> Stay:
    hop = next((hop for hop in hops if _is(hop, life) and _same(hop, life)), None)
    near = (hop.received.time if hop else None) or about or datetime.now(UTC)
    offset, how = _zone(life.events[0].line, hop, near, zone)
    taken = next((event for event in life.events if event.kind == "accepted"), life.events[0])
    last = _last(life, hops, hop)
    accepted, left = utc(taken.line, offset, near), utc(last.line, offset, near) if last else None
    events = tuple(event._replace(time=utc(event.line, offset, near)) for event in _with_words(life.events))
    seconds = last.delay_s if last is not None and last.kind in ("sent", "delivered") else None
    if seconds is None and accepted is not None and left is not None:
        seconds = (left - accepted).total_seconds()
    return Stay(
        hop.received.by if hop else life.host, life.id, life.events[0].line.program.partition("/")[0], events,
        hop.n if hop else None, accepted, left, seconds, last.kind if last else None, _parts(events, last, seconds), how,
        offset,
    )  # fmt: skip


def _with_words(events: Sequence[LogEvent]) -> Iterator[LogEvent]:
    """The events, those that say only what came of it with the words, the host and the id of the lines before (Courier)."""
    words = peer = following = None
    for event in events:
        if event.kind in ("note", "active"):
            words, peer = (event.reply or words), (event.peer or peer)
            following = event.next_id or following
        elif event.kind in ("deferred", "bounced") and event.reply in _NO_WORDS:
            event = event._replace(reply=words or event.reply, peer=event.peer or peer)
        elif event.kind == "sent" and event.line.program.startswith("courier"):
            event = event._replace(next_id=event.next_id or following, peer=event.peer or peer)
        yield event


_NO_WORDS = frozenset({None, "deferred", "failure"})


def _parts(events: Sequence[LogEvent], last: LogEvent | None, seconds: float | None) -> Parts | None:
    """How a stay's seconds are made up: what went by between two attempts was in the queue."""
    active = next((event for event in events if event.kind == "active"), None)
    if last is None or last.parts is None or seconds is None or active is None or events[0].kind != "accepted":
        return None
    if active.time is None or events[0].time is None:
        return None
    before = min(max((active.time - events[0].time).total_seconds(), 0.0), seconds)
    connect, send = last.parts.connect_s, last.parts.send_s
    return Parts(round(before, 3), round(max(seconds - before - connect - send, 0.0), 3), connect, send)


def _last(life: _Life, hops: Sequence[Hop], hop: Hop | None) -> LogEvent | None:
    """The event with which the message left: the delivery that the next hop is, else the last one that counts."""
    ends = [event for event in life.events if event.kind in _ENDS]
    following = {after.received.id for after in hops[hop.n :]} if hop else set()
    onward = [event for event in ends if event.next_id in following and event.next_id]
    if onward:
        return onward[0]
    recipients = {after.received.recipient for after in hops if after.received.recipient}
    own = [event for event in ends if event.recipient in recipients]
    done = [event for event in own or ends if event.kind in ("sent", "delivered")]
    counting = done or own or ends
    return counting[-1] if counting else None


def _same(hop: Hop, life: _Life) -> bool:
    """Whether the log may be that of the host which wrote the line: by the first label of its name."""
    by = label(hop.received.by)
    return life.host is None or by is None or by == "localhost" or by == label(life.host)


def label(name: str | None) -> str | None:
    """The first part of a host's name, which its log bears; of an address, as of a host without a name, the whole."""
    if not name:
        return None
    return name if name.replace(".", "").isdigit() else name.partition(".")[0].lower()


def _zone(line: LogLine, hop: Hop | None, near: datetime, zone: tzinfo | None) -> tuple[int, str | None]:
    """(minutes east of the log's stamps, how that is known)."""
    if line.offset is not None:
        return line.offset, None
    if zone is not None:
        told = near.astimezone(zone).utcoffset()
        return int((told or timedelta()).total_seconds() // 60), "as told"
    stamp = hop.received.stamp if hop else None
    if stamp is not None and stamp.utc is not None and line.local is not None:
        # The log may go by another zone than the header: whichever of the two lets the arrival agree.
        return _agreeing(line, stamp.utc, stamp.offset or 0), "by the stamp of the same host"
    return 0, "assumed to be UTC"


def _agreeing(line: LogLine, stamp: datetime, written: int) -> int:
    for minutes in (written, 0):
        moment = utc(line, minutes, stamp)
        if moment is not None and abs((moment - stamp).total_seconds()) <= _SESSION_S:
            return minutes
    moment = utc(line, 0, stamp)
    apart = (moment - stamp).total_seconds() if moment is not None else 0.0
    quarters = round(apart / _QUARTER_S)
    return quarters * _QUARTER_S // 60 if abs(quarters) <= 56 else written


def utc(line: LogLine, offset_min: int, near: datetime) -> datetime | None:
    """The line's time; where it has no year, the one that lies nearest to ``near``."""
    if line.local is None:
        return None
    away = timedelta(minutes=line.offset if line.offset is not None else offset_min)
    if line.dated:
        return line.local.replace(tzinfo=UTC) - away
    made = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            made.append(line.local.replace(year=year, tzinfo=UTC) - away)
        except (ValueError, OverflowError):
            # The 29th of February.
            continue
    return min(made, key=lambda moment: abs((moment - near).total_seconds()), default=None)
