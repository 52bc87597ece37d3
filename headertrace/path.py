"""The Received list → steps, oldest first: delays, links between neighbours; hops → the path as a whole.

RFC 5321 section 4.4: each server puts its line on top, so the message's order is the path's
reversed. A line is stamped on arrival, so a hop's delay was mostly spent at the host before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from headertrace.limits import Limits
from headertrace.named import NamedTuple
from headertrace.organisations import owner, registrable, whereabouts
from headertrace.organisations.addresses import INNER, scope
from headertrace.organisations.mail_services import service
from headertrace.patterns import lazy
from headertrace.received import parse_unfolded
from headertrace.received.products import BY_NAME
from headertrace.records.evidence import Defect, Field
from headertrace.records.judgements import Delay
from headertrace.records.making import maker
from headertrace.records.message import Summary
from headertrace.records.path import Hop, Host, Link, Path, Step
from headertrace.records.received import Received
from headertrace.records.timeline import Timeline
from headertrace.records.vocabulary import CLOCK_CAUSES, Trust
from headertrace.syntax.fields import HOPS

_DATE_FIRST = lazy(r"[\s;]*(?:[A-Z][a-z]{2},? +(?:[0-9]|[A-Z][a-z]{2} )|[0-9]{1,4}[ -][A-Z0-9])")
BARE = "this Received line has a date and nothing else: it tells of no hop"
RESOLUTION_S = 1.0
_FIRST = Link("first")
_UNKNOWN = Link("unknown")
_BROKEN = Link("broken")
_step = maker(Step)


def steps(fields: tuple[Field, ...], most: int = Limits().received_lines) -> tuple[Step, ...]:
    """Every Received and X-Received field that tells of a hop as a Step, oldest first; the ``most`` newest."""
    found = [field for field in fields if field.key in HOPS and not is_bare(field)]
    made: list[Step] = []
    before: Received | None = None
    home: str | None = None
    clock: datetime | None = None
    for field in reversed(found[:most]):
        received = _repair_stamp(parse_unfolded(field.value))
        time = received.stamp.utc if received.stamp else None
        delay = (time - clock).total_seconds() if time and clock else None
        queued = before is not None and is_queue_step(received)
        if not queued:
            home = owner(received.by) or BY_NAME[received.dialect].operator
        known = service(received.ip)
        sender, place = _client(
            known.operator if known else None, received.ip, received.rdns, received.polled, received.helo, home
        )
        made.append(
            _step(
                n=len(made) + 1,
                field=field,
                received=received,
                link=_FIRST if before is None else _link(before, received),
                delay_s=delay,
                uncertainty_s=None if delay is None else RESOLUTION_S,
                same_host=queued or bool(before and before.by and before.by == received.by),
                sender_organisation=sender,
                receiver_organisation=home,
                scope=scope(received.ip),
                sender_place=place,
                receiver_place=whereabouts(received.by),
            )
        )
        if not queued:
            before = received
        clock = time or clock
    return tuple(made)


class Order(NamedTuple):
    """In which order Received lines stand: ``turned`` says oldest first, ``sure`` that nothing speaks against it."""

    turned: bool
    sure: bool


def order(way: tuple[Step, ...], fields: tuple[Field, ...]) -> Order:
    """Whether the lines were listed oldest first, as people do who explain a path.

    In a whole header that is so only where every step goes back in time and the names fit the other way alone. In a
    list of Received lines the names decide, which fit better one way than the other in 99 of 100 real messages; then
    the times, which clocks may turn.
    """
    if len(way) < 2:
        return _AS_IT_STANDS
    delays = [step.delay_s for step in way[1:] if step.delay_s]
    back = sum(1 if delay < 0 else -1 for delay in delays)
    if back <= 0 and not _is_list(fields):
        return _AS_IT_STANDS
    others = [_link(below.received, above.received) for above, below in pairwise(way)]
    states, turned_states = [step.link.state for step in way[1:]], [link.state for link in others]
    fits = turned_states.count("matched") - states.count("matched")
    fits = fits or states.count("broken") - turned_states.count("broken")
    if not _is_list(fields):
        all_back = back == len(delays) and "matched" not in states and turned_states.count("matched") > 1
        return Order(True, True) if all_back and fits > 0 else _AS_IT_STANDS
    told = fits or back
    # Within one house every order fits: where the clocks are silent too, only the same name tells.
    clear = back != 0 or (_exact(others) - _exact([step.link for step in way[1:]])) * told > 0
    return Order(told > 0, told != 0 and clear and fits * back >= 0)


_AS_IT_STANDS = Order(False, True)


def _exact(links: Sequence[Link]) -> int:
    return sum(link.by in ("name", "address") for link in links)


def _is_list(fields: tuple[Field, ...]) -> bool:
    """Whether nothing but the path is there."""
    return not any(field.key in _OF_A_MAIL for field in fields)


_OF_A_MAIL = frozenset({"from", "date", "subject", "to"})


def turned(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields with their Received lines in the other order, numbered anew; lines stay those of the input."""
    hops = [field for field in reversed(fields) if field.key in HOPS]
    places = [at for at, field in enumerate(fields) if field.key in HOPS]
    made = list(fields)
    for at, field in zip(places, hops, strict=True):
        made[at] = field._replace(number=fields[at].number)
    return tuple(made)


def is_bare(field: Field) -> bool:
    """A Received field with a date and nothing else: it names no host, so it tells of no hop."""
    # Most lines begin with a small letter, "from" or "by": no date does.
    if field.key not in HOPS or field.value[:1].islower() or not _DATE_FIRST.match(field.value):
        return False
    got = parse_unfolded(field.value)
    return got.stamp is not None and got.stamp.utc is not None and got.raw.strip(" ;") == got.stamp.raw


@lru_cache(maxsize=8192)
def _client(
    operator: str | None, ip: str | None, rdns: str | None, polled: str | None, helo: str | None, home: str | None
) -> tuple[str | None, str | None]:
    """Whose the connecting host is, and the place that its name tells: by its address, whose mail service is that
    ``operator``'s, or by its looked-up name, never by the name that it announced.

    From an inner address only the house's own hosts connect: there the announced name may be believed
    where it says just that.
    """
    if operator is not None:
        return operator, whereabouts(helo if rdns is None and owner(helo) == operator else rdns)
    if rdns or polled:
        return owner(rdns or polled), whereabouts(rdns)
    inner = scope(ip) in INNER or (ip is None and helo is not None)
    return home if inner and home is not None and owner(helo) == home else None, whereabouts(rdns)


def is_queue_step(received: Received) -> bool:
    """A line that names neither end, as qmail-queue's: written by the host of the line before."""
    return not (received.by or received.by_ip) and names_no_client(received)


def names_no_client(received: Received) -> bool:
    return not (received.rdns or received.helo or received.polled or received.ip)


def _repair_stamp(received: Received) -> Received:
    """A Received value without any content is still a hop, and says so."""
    if received.raw:
        return received
    return received._replace(defects=(*received.defects, Defect("empty", "the field has no value")))


def _link(before: Received, after: Received) -> Link:
    return _joined(before.by, before.by_ip, after.rdns, after.helo, after.polled, after.ip, after.by)


@lru_cache(maxsize=8192)
def _joined(
    writer: str | None,
    writer_ip: str | None,
    rdns: str | None,
    helo: str | None,
    polled: str | None,
    ip: str | None,
    by: str | None,
) -> Link:
    """How a line joins the one before it, which ``writer`` wrote; the others are the facts of the line itself."""
    names = [name for name in (rdns, helo, polled) if name]
    if not writer or not (names or ip):
        return _UNKNOWN
    if writer in names:
        return _BY_NAME
    if ip and ip in (writer_ip, writer):
        return _BY_ADDRESS
    home = owner(writer)
    if home and home in map(owner, names):
        return _BY_ORGANISATION
    inner = scope(ip) in INNER if ip else not any(map(registrable, names))
    if not inner:
        # A bare name is known inside only; and an address alone may be the same house's.
        told = registrable(writer) and (names or home != owner(by))
        return _BROKEN if told and not _may_be(writer, names) else _UNKNOWN
    return _BY_ORGANISATION if home and home == owner(by) else _UNKNOWN


def _may_be(writer: str, names: Sequence[str]) -> bool:
    """Whether those names speak of no other host: it is itself to every host, a short name is that of the full one,
    and a firewall has a word for no name.
    """
    label = writer.partition(".")[0]
    return label == "localhost" or any(name in (label, _NO_NAME) for name in names)


# Raptor's smtpd writes it.
_NO_NAME = "no.name.available"
_BY_NAME, _BY_ADDRESS = Link("matched", "name"), Link("matched", "address")
_BY_ORGANISATION = Link("matched", "organisation")


def forged_up_to(trusts: Sequence[Trust]) -> int:
    """The number of the newest contradicted step, 0 without any: from there downwards nothing is derived."""
    return max([n for n, trust in enumerate(trusts, 1) if trust == "contradicted"]) if "contradicted" in trusts else 0


def summarise(
    made: tuple[Hop, ...],
    fields: tuple[Field, ...],
    summary: Summary,
    border: Hop | None,
    client: Host | None,
    deepest: Host | None,
    timeline: Timeline,
    delays: tuple[Delay, ...],
) -> Path:
    """The journey as a whole: totals, the longest wait and the host it belongs to.

    ``border`` is the oldest hop that is vouched for, ``client`` who connected there, ``deepest`` the
    deepest host that a trustworthy server saw. Times and waits are those of the joint reading.
    """
    heard = made[forged_up_to([hop.trust for hop in made if hop.trust]) :]
    times = [hop.received.time for hop in heard if hop.received.time]
    written = summary.date.utc if summary.date else None
    submitted = times[0] if times else None
    delivered = times[-1] if times else None
    best = timeline.readings[0] if timeline.readings else None
    waits = [delay for delay in delays if delay.cause not in CLOCK_CAUSES]
    longest = max(waits, key=lambda delay: delay.seconds, default=None)
    return Path(
        received=sum([not is_bare(field) for field in fields if field.key in HOPS]),
        hops=len(made),
        written=written,
        submitted=submitted,
        delivered=delivered,
        total_s=best.total_s if best else None,
        total_low_s=None if timeline.decided else timeline.total_low_s,
        total_high_s=None if timeline.decided else timeline.total_high_s,
        held_s=longest.seconds if longest else None,
        held_at=longest.at if longest else None,
        held_hop=longest.hop if longest else None,
        trust_boundary=border.n if border else None,
        handed_over_by=client,
        origin=deepest,
        complete=all(hop.link.state != "broken" and hop.received.time for hop in made),
    )
