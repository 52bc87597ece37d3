"""A message followed through logs alone, by an id of a queue or by its Message-ID: nobody has the message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from heapq import heappop, heappush

from headertrace.limits import Limits
from headertrace.logs.joining import join, label
from headertrace.logs.nameless import completed
from headertrace.logs.reading import LogFile
from headertrace.logs.searching import MOST_NAMING, Found, FoundById, Tell, Wanted, search
from headertrace.named import NamedTuple
from headertrace.records.logs import LogEvent, Logged, Stay


class Followed(NamedTuple):
    """One message: its ``message_id``, and its stays in the order of time.

    ``open`` are the stays at whose end it is still in a queue, ``beyond`` the hand-overs to a host of which no log was
    given: there the evidence stops.
    """

    message_id: str | None
    logged: Logged
    open: tuple[Stay, ...]
    beyond: tuple[LogEvent, ...]


def follow(
    files: Sequence[LogFile],
    queue_id: str | None,
    message_id: str | None,
    tell: Tell,
    zone: tzinfo | None = None,
    now: datetime | None = None,
    note: Callable[[str], None] = lambda _: None,
    most: int = Limits().log_messages,
) -> list[Followed]:
    """The messages that the id leads to: several where a queue's id was given out again.

    ``tell`` and ``zone`` are as in ``collect``; years that no line tells are those nearest to ``now``. ``note`` is
    called with what is left out. An id that more than ``most`` messages had is no server's: each of them has all its
    lines gone through.
    """
    about = now or datetime.now(UTC)
    known = (message_id.strip().strip("<>"),) if message_id else _message_ids(files, queue_id or "", tell)
    if len(known) > most:
        note(
            f"{queue_id} was the id of {len(known)} messages: these are the last {most}; name any other by --message-id"
        )
        known = known[-most:]
    ids = frozenset([queue_id]) if queue_id else frozenset[str]()
    by_ids = FoundById(search(files, Wanted(ids, frozenset(known)), tell))
    each = [Wanted(ids, frozenset([one]) if one else frozenset()) for one in known or (None,)]
    joined = [_in_order(join(by_ids.of(wanted), wanted, (), about, zone)) for wanted in each]
    for one, logged in zip(known, joined, strict=False):
        if logged.crowded:
            note(f"more than {MOST_NAMING:,} lines bear {one}: behind those, only what queue ids lead to is shown")
    found = zip(known or (None,), completed(joined, files, tell), strict=True)
    return [_followed(one, logged) for one, logged in found if logged.stays]


def _message_ids(files: Sequence[LogFile], queue_id: str, tell: Tell) -> tuple[str, ...]:
    """The Message-IDs of the messages that had that id in a queue."""
    found: Found = search(files, Wanted(frozenset([queue_id])), tell)
    own = [event.message_id for event in found.events if event.id == queue_id and event.message_id]
    return tuple(dict.fromkeys(own))


def _in_order(logged: Logged) -> Logged:
    """In the order of the way: by time, and each behind the one that handed it on; hosts by the names others call them."""
    last = datetime.max.replace(tzinfo=UTC)
    made = _behind_each_other(sorted(logged.stays, key=lambda stay: stay.accepted or last))
    names: dict[str | None, str | None] = {
        event.next_id: event.peer for stay in made for event in stay.events if event.next_id and event.peer
    }
    full: dict[str | None, str | None] = {label(name): name for name in names.values()}
    return logged._replace(stays=tuple(_named(stay, names, full) for stay in made))


def _behind_each_other(stays: Sequence[Stay]) -> list[Stay]:
    """Each behind those that handed it on, else in the order given; where they go round in a ring, the first goes first."""
    leading = [frozenset(event.next_id for event in stay.events if event.kind != "notice") for stay in stays]
    led = Counter(word for words in leading for word in words)
    places: dict[str | None, list[int]] = {}
    for at, stay in enumerate(stays):
        places.setdefault(stay.id, []).append(at)
    ready = [at for at, stay in enumerate(stays) if not led[stay.id]]
    in_ring, made = iter(range(len(stays))), dict[int, Stay]()
    while len(made) < len(stays):
        at = heappop(ready) if ready else next(at for at in in_ring if at not in made)
        if at in made:
            continue
        made[at] = stays[at]
        led.subtract(leading[at])
        for word in leading[at]:
            if not led[word]:
                for other in places.get(word, ()):
                    heappush(ready, other)
    return list(made.values())


def _named(stay: Stay, names: Mapping[str | None, str | None], full: Mapping[str | None, str | None]) -> Stay:
    called = names.get(stay.id)
    if stay.host is None:
        return stay._replace(host=called)
    return stay._replace(
        host=(called if label(called) == label(stay.host) else None) or full.get(label(stay.host)) or stay.host
    )


def _followed(message_id: str | None, logged: Logged) -> Followed:
    ids = {stay.id for stay in logged.stays}
    hosts = {label(stay.host) for stay in logged.stays}
    waiting = [stay for stay in logged.stays if stay.id is not None and _is_open(stay)]
    beyond = [
        event
        for stay in logged.stays
        for event in stay.events
        if event.kind == "sent" and event.next_id not in ids and label(event.peer) not in hosts and event.peer
    ]
    return Followed(message_id, logged, tuple(waiting), tuple(beyond))


def _is_open(stay: Stay) -> bool:
    """Whether its log leaves it in the queue: some recipient was put off last, or nothing came after its arrival."""
    last: dict[str | None, str] = {}
    for event in stay.events:
        if event.kind in ("deferred", "sent", "delivered", "bounced", "expired", "discarded", "requeued"):
            last[event.recipient] = event.kind
        elif event.kind == "removed":
            return False
    taken = any(event.kind == "accepted" for event in stay.events)
    return "deferred" in last.values() or (not last and taken)
