"""The Received list → steps, oldest first: delays, links between neighbours; hops → the path as a whole.

RFC 5321 section 4.4: each server puts its line on top, so the message's order is the path's
reversed. A line is stamped on arrival, so a hop's delay was mostly spent at the host before it.
"""

from __future__ import annotations

from datetime import datetime

from headertrace.organisations import owner, registrable, whereabouts
from headertrace.organisations.addresses import INNER, scope
from headertrace.organisations.mail_services import service
from headertrace.received import parse_received
from headertrace.received.products import BY_NAME
from headertrace.records.evidence import Defect, Field
from headertrace.records.message import Summary
from headertrace.records.path import Hop, Host, Link, Path, Step
from headertrace.records.received import Received, Stamp

_HOP_FIELDS = frozenset({"received", "x-received"})
MAX_HOPS = 1_000
RESOLUTION_S = 1.0
_FIRST = Link("first")
_UNKNOWN = Link("unknown")
_BROKEN = Link("broken")


def steps(fields: tuple[Field, ...]) -> tuple[Step, ...]:
    """Every Received and X-Received field as a Step, oldest first, at most ``MAX_HOPS``."""
    found = [field for field in fields if field.name.lower() in _HOP_FIELDS]
    made: list[Step] = []
    before: Received | None = None
    home: str | None = None
    clock: datetime | None = None
    for field in reversed(found[:MAX_HOPS]):
        received = _repair_stamp(field, parse_received(field.value))
        time = received.stamp.utc if received.stamp else None
        delay = (time - clock).total_seconds() if time and clock else None
        queued = before is not None and is_queue_step(received)
        if not queued:
            home = owner(received.by) or BY_NAME[received.dialect].operator
        made.append(
            Step(
                n=len(made) + 1,
                field=field,
                received=received,
                link=_link(before, received),
                delay_s=delay,
                uncertainty_s=None if delay is None else RESOLUTION_S,
                same_host=queued or bool(before and before.by and before.by == received.by),
                sender_organisation=_sender(received, home),
                receiver_organisation=home,
                scope=scope(received.ip),
                sender_place=whereabouts(_known_name(received)),
                receiver_place=whereabouts(received.by),
            )
        )
        if not queued:
            before = received
        clock = time or clock
    return tuple(made)


def _sender(got: Received, home: str | None) -> str | None:
    """Whose the connecting host is: by its address or looked-up name, never by the name that it announced.

    From an inner address only the house's own hosts connect: there the announced name may be believed
    where it says just that.
    """
    found = service(got.ip)
    if found is not None:
        return found.operator
    if got.rdns or got.polled:
        return owner(got.rdns or got.polled)
    inner = scope(got.ip) in INNER or (got.ip is None and got.helo is not None)
    return home if inner and home is not None and owner(got.helo) == home else None


def _known_name(got: Received) -> str | None:
    """The connecting host's name where it is no mere claim."""
    found = service(got.ip)
    if got.rdns is None and found is not None and owner(got.helo) == found.operator:
        return got.helo
    return got.rdns


def is_queue_step(received: Received) -> bool:
    """A line that names neither end, as qmail-queue's: written by the host of the line before."""
    return not (received.by or received.by_ip or received.ip or received.from_name)


def _repair_stamp(field: Field, received: Received) -> Received:
    """A Received value without any content is still a hop, and says so."""
    if received.raw:
        return received
    return received._replace(defects=(*received.defects, Defect("empty", "the field has no value")))


def _link(before: Received | None, after: Received) -> Link:
    if before is None:
        return _FIRST
    names = [name for name in (after.rdns, after.helo, after.polled) if name]
    if not before.by or not (names or after.ip):
        return _UNKNOWN
    if before.by in names:
        return _BY_NAME
    if after.ip and after.ip in (before.by_ip, before.by):
        return _BY_ADDRESS
    home = owner(before.by)
    if home and any(owner(name) == home for name in names):
        return _BY_ORGANISATION
    inner = scope(after.ip) in INNER if after.ip else not any(map(registrable, names))
    if not inner:
        # A bare name is known inside only; and an address alone may be the same house's.
        told = registrable(before.by) and (names or home != owner(after.by))
        return _BROKEN if told else _UNKNOWN
    return _BY_ORGANISATION if home and home == owner(after.by) else _UNKNOWN


_BY_NAME, _BY_ADDRESS = Link("matched", "name"), Link("matched", "address")
_BY_ORGANISATION = Link("matched", "organisation")


def summarise(
    made: tuple[Hop, ...],
    fields: tuple[Field, ...],
    summary: Summary,
    border: Hop | None,
    client: Host | None,
    deepest: Host | None,
) -> Path:
    """The journey as a whole: totals, the longest wait and the host it belongs to.

    ``border`` is the oldest hop that is vouched for, ``client`` who connected there, ``deepest`` the
    deepest host that a trustworthy server saw.
    """
    times = [hop.received.time for hop in made if hop.received.time]
    written = summary.date.utc if summary.date else None
    submitted = times[0] if times else None
    delivered = times[-1] if times else None
    start = _start(summary.date, submitted)
    total = (delivered - start).total_seconds() if delivered and start else None
    longest = _longest(made, total)
    at = _holder(made, longest) if longest else None
    return Path(
        received=sum(field.name.lower() in _HOP_FIELDS for field in fields),
        hops=len(made),
        written=written,
        submitted=submitted,
        delivered=delivered,
        total_s=total,
        held_s=longest.delay_s if longest else None,
        held_at=at,
        held_hop=longest.n if longest else None,
        trust_boundary=border.n if border else None,
        handed_over_by=client,
        origin=deepest,
        complete=all(hop.link.state != "broken" and hop.received.time for hop in made),
    )


def _start(date: Stamp | None, submitted: datetime | None) -> datetime | None:
    """When the message set out: its Date, unless that is after the first hop (a clock is wrong)."""
    written = date.utc if date else None
    if written and submitted and written > submitted:
        return submitted
    return written or submitted


def _longest(made: tuple[Hop, ...], total: float | None) -> Hop | None:
    """The hop with the longest wait. No wait is longer than the whole way: that is a wrong clock."""
    limit = float("inf") if total is None else total
    waits = [hop for hop in made if hop.delay_s is not None and 0 < hop.delay_s <= limit]
    return max(waits, key=lambda hop: hop.delay_s or 0.0) if waits else None


def _holder(made: tuple[Hop, ...], hop: Hop) -> str | None:
    """The host that the wait was spent at: the one that wrote the line before."""
    older = (made[n].received for n in range(hop.n - 2, -1, -1))
    before = next((received for received in older if not is_queue_step(received)), None)
    return (before.by if before else None) or hop.received.from_name
