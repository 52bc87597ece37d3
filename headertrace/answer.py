"""The answer: what an experienced postmaster would say of a message in one to three sentences.

``facts`` takes it out of what was found out, ``words`` writes it. All times are those of the joint reading.
"""

from __future__ import annotations

from headertrace.delays.words import why
from headertrace.named import NamedTuple
from headertrace.organisations import organisation, owner
from headertrace.organisations.addresses import scope
from headertrace.organisations.mail_services import service
from headertrace.organisations.tenants import is_tenant
from headertrace.path import forged_up_to
from headertrace.provenance import CLAIMED, proved
from headertrace.provenance.forging import mark
from headertrace.records.authentication import Alignment, Authentication
from headertrace.records.judgements import Delay
from headertrace.records.path import Hop, Host
from headertrace.records.timeline import Held, Reading
from headertrace.records.trace import Trace
from headertrace.records.vocabulary import BELIEVED, CLOCK_CAUSES, Cause
from headertrace.syntax.idna import ascii_domain
from headertrace.text.counts import listed
from headertrace.text.durations import duration
from headertrace.text.safe import safe
from headertrace.text.sentences import happened
from headertrace.timeline.alike import NARROW, alike, near, same
from headertrace.timeline.gathering import is_servers
from headertrace.timeline.observations import WRITER

# A wait of at least this share of the whole is where nearly all of the time went.
_NEARLY_ALL = 0.5
_LONG_S = 60.0
_AT_ONCE_S = 5.0
# By as much the reading of the clocks may differ from a stamp that is right.
_SECONDS_S = 2.0
_SLOW_S = 900.0
# Findings that say of a line that it was forged.
_FORGED = frozenset({"HT402", "HT411"})
# Methods that speak of a domain; others ("iprev", "auth") say nothing of From.
_OF_DOMAINS = frozenset({"spf", "dkim", "dmarc", "compauth", "domainkeys", "sender-id", "dkim-adsp", "arc"})


class Span(NamedTuple):
    """Seconds, between ``low_s`` and ``high_s``."""

    seconds: float
    low_s: float
    high_s: float


class Client(NamedTuple):
    """A host as people are told of it: its ``name`` is proved, or a ``claim`` says where it comes from.

    ``local`` is a program on the very host that took the message in, whose name it bears.
    """

    ip: str | None
    name: str | None = None
    claim: str = ""
    organisation: str | None = None
    local: bool = False


class Leg(NamedTuple):
    """A part of the way: ``took`` is the time that it took, None where nothing measured it; ``wait`` took nearly all
    of it, ``where`` it was.
    """

    took: Span | None = None
    wait: Delay | None = None
    where: str = ""


class Facts(NamedTuple):
    """What the answer says.

    ``kind`` is message, notice (a bounce or delay notice), fragment or nothing (no Received line). ``client`` handed
    the message over, ``origin`` is the deepest host seen by a trustworthy server where that is another one; ``tenant``
    says that the client is another tenant of the reader's own operator, ``signer`` that tenant's domain, by a signature
    that the reader's own server verified, ``spf`` what SPF made of the origin there and
    of the client here. ``inside`` is the way from the oldest stamp of
    a trustworthy server on, ``from_client`` whether that is the one of the border; ``before`` is the way up to there,
    by the stamps that came with the message. ``readings`` are two ways to read the clocks where these differ on the
    way, ``otherwise`` whether there are more, ``undecided_before`` whether only the claimed stamps differ.
    ``dated_s`` is how much earlier than the oldest stamp the sender's Date is (negative: later); where that stamp is
    wrong itself, ``dated_truly``, than the first server had the message by the other stamps (later: at least).
    ``forged`` counts the lines that look so, ``surely`` those that give themselves away, with all below them.
    ``proved`` are pairs of a From domain and the methods that prove it, if any; None where nothing was checked.
    ``notice`` is what a notice says, in words.
    """

    kind: str
    hops: int
    client: Client | None = None
    origin: Client | None = None
    tenant: str | None = None
    signer: str | None = None
    spf: tuple[str | None, str | None] = (None, None)
    inside: Leg = Leg()
    from_client: bool = False
    before: Leg = Leg()
    readings: tuple[str, ...] = ()
    otherwise: bool = False
    undecided_before: bool = False
    dated_s: float | None = None
    dated_truly: bool = False
    dated_why: str = ""
    forged: int = 0
    surely: int = 0
    proved: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    notice: str = ""


def answer(trace: Trace) -> str:
    """The sentences, as one line of text that may be printed as it is."""
    return safe(words(facts(trace)))


def handed_over(trace: Trace) -> str:
    """Who handed the message over, as the answer names it: "192.0.2.30 (Example Net, relay.example.net)".

    Empty where nobody worth telling did; not made safe to show.
    """
    client, border = trace.path.handed_over_by, trace.path.trust_boundary or 1
    if client is None or scope(client.ip) == "loopback" or not _is_told(client, trace.hops[border - 1]):
        return ""
    return _host(_client(client, trace))


def facts(trace: Trace) -> Facts:
    """What a reader came for, without words."""
    if not trace.hops:
        return Facts("nothing", 0, notice=_notice(trace))
    trace = _heard(trace)
    path = trace.path
    border = path.trust_boundary or 1
    client, deepest = path.handed_over_by, path.origin
    start = _start(trace)
    tied = _tied(trace)
    moves = not tied and _moves(trace, start)
    readings = trace.timeline.readings
    two: tuple[Reading, ...] = _two(readings) if tied or moves else ()
    tenant = _tenant(trace.hops[border - 1], client)
    dated_s, dated_truly = _dated(trace)
    return Facts(
        kind=_kind(trace),
        hops=len(trace.hops),
        client=_client(client, trace) if client and _is_told(client, trace.hops[border - 1]) else None,
        origin=_client(deepest, trace) if deepest and client and _is_further(deepest, client) else None,
        tenant=tenant,
        signer=_signer(trace.authentication) if tenant else None,
        spf=(_spf(trace, deepest), _spf(trace, client)),
        inside=_leg(trace, tied, start + 1, len(trace.hops) + 1),
        from_client=start == border,
        before=_leg(trace, bool(two), 2, start),
        readings=tuple(_reading(item, _settled(two), trace) for item in two),
        otherwise=bool(two) and _has_more(readings, two),
        undecided_before=moves or (tied and alike(two[0], two[1], start + 1)),
        dated_s=dated_s,
        dated_truly=dated_truly,
        dated_why=_dated_why(trace.delays),
        forged=_forged(trace),
        surely=_surely_forged(trace),
        proved=_proved(trace.authentication),
        notice=_notice(trace),
    )


def inside(trace: Trace) -> Span | None:
    """The time from the oldest stamp that is no claim into the mailbox; None where nothing measures it.

    How long it lay there until it was collected is no part of it.
    """
    if not trace.hops:
        return None
    trace = _heard(trace)
    collected = next((hop.n for hop in trace.hops if hop.leg == "retrieval"), len(trace.hops) + 2)
    return _took(trace, _tied(trace), _start(trace) + 1, collected - 1)


def words(found: Facts) -> str:
    """The facts as text for people."""
    if found.notice:
        return " ".join(filter(None, (found.notice, _own_trip(found), _lies(found))))
    if found.kind == "nothing":
        return "No Received line: the path is unknown."
    sentences = [_KINDS.get(found.kind, "").format(lines=_lines(found.hops)), _came(found), *_held(found)]
    sentences += [*_earlier(found), _claimed(found), _lies(found), _proof(found)]
    some = _lines(found.hops)
    return " ".join(filter(None, sentences)) or f"{some[0].upper()}{some[1:]}: how long it took is unknown."


_KINDS = {
    "fragment": "A fragment: {lines}, and no From, Date or Message-ID.",
    "notice": "It says that it is a bounce or another report.",
}


def _own_trip(found: Facts) -> str:
    """How long the notice itself took, where that is worth a word."""
    took = found.inside.took
    return f"The notice itself took {_spans(took)}." if took and took.low_s >= _SLOW_S else ""


def _lines(count: int) -> str:
    return "one Received line" if count == 1 else f"{count} Received lines"


# What was found out.


def _kind(trace: Trace) -> str:
    if trace.notice is not None:
        return "notice"
    if _OF_MAIL.isdisjoint([field.key for field in trace.fields]):
        return "fragment"
    types = [field for field in trace.fields if field.key == "content-type"]
    report = any(field.value.lower().startswith("multipart/report") for field in types)
    # An empty sender alone makes no notice: anybody may leave it empty.
    return "notice" if report else "message"


_OF_MAIL = frozenset({"from", "date", "message-id"})


def _is_further(origin: Host, client: Host) -> bool:
    """Whether the deepest host seen is worth telling beside the client: no inner host of the client's own operator."""
    seen, known = service(origin.ip), service(client.ip)
    inner = seen is not None and seen.inner and known is not None and seen.operator == known.operator
    return client.ip not in (None, origin.ip) and not inner


def _is_told(host: Host, border: Hop) -> bool:
    """Without an address only a host of another house is worth telling."""
    house = owner(host.rdns or host.helo)
    return host.ip is not None or (house is not None and house != border.receiver_organisation)


def _client(host: Host, trace: Trace) -> Client:
    """The names of a host, and whose word they are."""
    hop = trace.hops[host.hop - 1]
    seen = proved(hop)
    if scope(host.ip) == "loopback":
        # Its own name is the same everywhere: that of the host it ran on tells something.
        by = hop.received.by
        return Client(host.ip, None if by == "localhost" else by, local=True)
    name, claim = seen.name, ""
    if name is None and host.rdns:
        name, claim = host.rdns, "named"
    elif name is None and host.helo and host.helo != host.ip:
        name, claim = host.helo, "calls itself"
    known = service(host.ip)
    house = known.name if known else None if seen.inner else host.organisation
    own_name = known is not None and known.name != known.operator
    if house and not own_name and not claim and name and house.lower() in name.lower():
        house = None
    return Client(host.ip, name, claim, house)


def _notice(trace: Trace) -> str:
    """What a notice says of the message that it is about; "" where the message is no notice."""
    if trace.notice is None:
        return ""
    from headertrace.reports.words import words as said

    return said(trace.notice, trace.returned, trace.message.date.utc if trace.message.date else None)


def _tenant(border: Hop, client: Host | None) -> str | None:
    """The service both sides of the border are tenants of; None where they are not."""
    seen = service(client.ip) if client else None
    return seen.tenants if seen and seen.operator == border.receiver_organisation else None


def _signer(said: Authentication | None) -> str | None:
    """The one tenant whose signature the reader's own server verified: an operator signs what its tenants send.

    Mail that one tenant forwarded for another bears the signatures of both.
    """
    passed = [item for item in said.results if item.method == "dkim" and item.result == "pass"] if said else []
    names = {ascii_domain(item.get("header.d") or "") for item in passed if item.trusted}
    tenants = [name for name in names if is_tenant(name)]
    return tenants[0] if len(tenants) == 1 else None


def _spf(trace: Trace, host: Host | None) -> str | None:
    """What SPF made of a host, by the server that saw it connect: the field stands above that server's line."""
    said = trace.authentication
    if said is None or host is None:
        return None
    return next(
        (item.result for item in (*said.spf, *said.results) if item.method == "spf" and item.hop == host.hop), None
    )


def _start(trace: Trace) -> int:
    """The oldest hop whose stamp is no claim: time is counted from there."""
    return next((hop.n for hop in trace.hops if hop.trust in BELIEVED), 1)


def _oldest(trace: Trace) -> int:
    """The oldest hop from which anything is derived."""
    return forged_up_to([hop.trust or CLAIMED for hop in trace.hops]) + 1


def _heard(trace: Trace) -> Trace:
    """With the step before the oldest hop that is heard, which is counted from the Date, as that before hop 1."""
    oldest = _oldest(trace)
    if oldest == 1:
        return trace
    readings = tuple(item._replace(waits=_from_date(item.waits, oldest)) for item in trace.timeline.readings)
    timeline = trace.timeline._replace(steps=_from_date(trace.timeline.steps, oldest), readings=readings)
    delays = tuple(item._replace(hop=1) if item.hop <= oldest else item for item in trace.delays)
    return trace._replace(timeline=timeline, delays=delays)


def _from_date(steps: tuple[Held, ...], oldest: int) -> tuple[Held, ...]:
    return tuple(held._replace(hop=1) if held.hop <= oldest else held for held in steps)


def _leg(trace: Trace, tied: bool, first: int, last: int) -> Leg:
    """The way from the step before hop ``first`` to the one before ``last``."""
    wait = _longest(trace, first, last)
    settled = wait is not None and (not tied or wait.hop in _settled(trace.timeline.readings))
    told = wait if settled else None
    return Leg(_took(trace, tied, first, last), told, _where(told, trace.hops) if told else "")


def _took(trace: Trace, tied: bool, first: int, last: int) -> Span | None:
    """The true time on that part of the way; a single stamp measures nothing."""
    steps = [held for held in trace.timeline.steps if first <= held.hop <= last]
    if not steps or not trace.timeline.readings or trace.timeline.readings[0].total_s is None:
        return None
    total = sum([held.seconds for held in steps])
    if tied:
        totals = [_on_the_way(reading, trace, first, last) for reading in _two(trace.timeline.readings)]
        return Span(total, min(totals), max(totals))
    low = high = total
    for held in steps:
        bounds = next((delay for delay in trace.delays if delay.hop == held.hop and delay.low_s is not None), None)
        if bounds is not None and bounds.low_s is not None and bounds.high_s is not None and held.seconds >= _LONG_S:
            low, high = low + bounds.low_s - bounds.seconds, high + bounds.high_s - bounds.seconds
    if len(trace.timeline.readings) > 1:
        # A clock that is off makes one wait longer and the next one shorter: both at once no reading has.
        ways = [_within(reading, trace, first, last) for reading in trace.timeline.readings]
        low, high = max(low, min(way[0] for way in ways)), min(high, max(way[1] for way in ways))
    return Span(total, low, high)


def _on_the_way(reading: Reading, trace: Trace, first: int = 2, last: int = 1_000_000) -> float:
    """The waits of that reading, and what the other steps took by the best one where they did not wait."""
    waits = {held.hop: held.seconds for held in reading.waits if first <= held.hop <= last}
    return sum(waits.values()) + sum(
        [
            held.seconds
            for held in trace.timeline.steps
            if first <= held.hop <= last and held.hop not in waits and held.seconds < _LONG_S
        ]
    )


def _within(reading: Reading, trace: Trace, first: int, last: int) -> tuple[float, float]:
    """The least and the most seconds that the steps took by that reading."""
    total = _on_the_way(reading, trace, first, last)
    waits = [held for held in reading.waits if first <= held.hop <= last]
    more = [held.high_s - held.seconds for held in waits if held.high_s is not None]
    return total - sum([held.seconds - held.low_s for held in waits]), total + sum(more)


def _waits(trace: Trace) -> list[Delay]:
    return [item for item in trace.delays if item.cause not in CLOCK_CAUSES and item.hop > 1]


def _longest(trace: Trace, first: int, last: int) -> Delay | None:
    """The wait that took nearly all of that part of the way."""
    waits = [delay for delay in _waits(trace) if first <= delay.hop <= last]
    longest = max(waits, key=lambda delay: delay.seconds, default=None)
    if longest is None:
        return None
    total = sum([held.seconds for held in trace.timeline.steps if first <= held.hop <= last])
    return longest if longest.seconds >= total * _NEARLY_ALL else None


def _tied(trace: Trace) -> bool:
    """Whether the readings differ on what happened on the way, not on the Date alone, nor by a little of the whole."""
    readings = trace.timeline.readings
    if len(readings) < 2 or all(alike(readings[0], other) for other in readings[1:]):
        return False
    totals = [_on_the_way(reading, trace) for reading in readings]
    return not _settled(readings) or max(totals) - min(totals) >= NARROW * max(totals)


def _moves(trace: Trace, start: int) -> bool:
    """Whether nearly all of the time before the handover was spent at one host, or as long at another, by readings that
    are as plain.
    """
    wait = _longest(trace, 2, start)
    if wait is None or all(alike(trace.timeline.readings[0], other) for other in trace.timeline.readings[1:]):
        return False
    first, other = _two(trace.timeline.readings)
    if not alike(first, other, start + 1) or len(first.waits + first.offsets) != len(other.waits + other.offsets):
        return False
    here, there = ({held.hop: held.seconds for held in way.waits if 1 < held.hop <= start} for way in (first, other))
    moved = wait.hop in here and wait.hop not in there and _worst(other) <= max(_worst(first), _USUAL_ERROR_S)
    return moved and any(near(here[wait.hop], there[another]) for another in there.keys() - here.keys())


# From here on a clock that is off is a rare thing, where a wait of as long is none.
_USUAL_ERROR_S = 5_400.0


def _worst(reading: Reading) -> float:
    return max([abs(offset.offset_s or 0.0) for offset in reading.offsets], default=0.0)


def _settled(readings: tuple[Reading, ...]) -> set[int]:
    """The hops before which it waited in each of these readings, for about as long."""
    first, *others = readings
    return {held.hop for held in first.waits if all(any(same(held, item) for item in way.waits) for way in others)}


def _two(readings: tuple[Reading, ...]) -> tuple[Reading, Reading]:
    """The best reading, and the best of those by which something else happened on the way."""
    first = readings[0]
    return first, next(other for other in readings if not alike(first, other))


def _has_more(readings: tuple[Reading, ...], two: tuple[Reading, ...]) -> bool:
    """Whether by others still, as likely as those two, something else happened on the way."""
    return any(not any(alike(item, other) for other in two) for item in readings)


def _reading(reading: Reading, settled: set[int], trace: Trace) -> str:
    """What happened by one reading, but for the hops that are ``settled``: "it waited 22 min at smtp.example.net"."""
    told = [held for held in reading.waits if held.hop > 1 and held.hop not in settled]
    clocks = []
    known = {offset.host for offset in trace.timeline.known}
    for offset in reading.offsets:
        if offset.offset_s is None or abs(offset.offset_s) < _LONG_S or offset.host in known:
            continue
        far = duration(abs(offset.offset_s))
        if offset.host == WRITER:
            clocks.append(f"its Date is {far} {'late' if offset.offset_s > 0 else 'early'}")
        else:
            clocks.append(f"the clock of {offset.host} is {far} {'fast' if offset.offset_s > 0 else 'slow'}")
    return happened([f"{duration(round(held.seconds))} {_place(held, trace)}" for held in told], clocks)


def _place(held: Held, trace: Trace) -> str:
    delay = next((item for item in _waits(trace) if item.hop == held.hop), None)
    if delay is not None:
        return _where(delay, trace.hops)
    before = trace.hops[min(held.hop, len(trace.hops) + 1) - 2].received.by
    return f"at {before}" if before else f"before hop {held.hop}"


def _where(delay: Delay, hops: tuple[Hop, ...]) -> str:
    """The place of a wait: a host; an operator's network; two hosts where the causes lie on both sides."""
    if 1 < delay.hop <= len(hops):
        before, hop = hops[delay.hop - 2], hops[delay.hop - 1]
        known = organisation(before.received.by or before.received.by_ip)
        same = before.receiver_organisation == hop.receiver_organisation
        # A claimed line can name any operator.
        seen = before.trust in BELIEVED
        if seen and same and known and known.operator and not known.operator.customers:
            return f"inside {known.name}"
        sides = {cause in _RECEIVERS for cause in (delay.cause, *delay.rivals) if cause not in CLOCK_CAUSES}
        if len(sides) > 1 and before.received.by and hop.received.by and before.received.by != hop.received.by:
            return f"between {before.received.by} and {hop.received.by}"
    return f"at {delay.at}" if delay.at else "at an unknown host"


# Causes that are the receiving host's doing.
_RECEIVERS: frozenset[Cause] = frozenset({"greylisting", "throttling", "slow-transfer"})


def _dated(trace: Trace) -> tuple[float | None, bool]:
    """How much earlier the Date is than the oldest stamp, where that is worth telling (all that a single stamp leaves
    is the difference), and whether the clock of that stamp is wrong too, so that it is no measure.
    """
    written, submitted = trace.path.written, trace.path.submitted
    claimed = (submitted - written).total_seconds() if written and submitted else 0.0
    read = _dated_by_the_reading(trace, claimed)
    if read is None:
        return None, False
    if abs(claimed - read) <= max(_SECONDS_S, NARROW * abs(read)):
        return claimed, False
    if abs(read) >= _LONG_S and all(near(_dated_by(item), read) for item in trace.timeline.readings):
        known = next((item for item in trace.timeline.known if item.host == WRITER), None)
        sure = -known.low_s if known and known.low_s and read < 0 else read
        if abs(sure) >= _LONG_S:
            return sure, True
    return (claimed, False) if abs(claimed) >= _LONG_S else (None, False)


def _dated_by(reading: Reading) -> float:
    """How much earlier the Date is than the moment that the first server had the message, by one reading."""
    waited = next((held.seconds for held in reading.waits if held.hop == 1), None)
    error = next((item.offset_s for item in reading.offsets if item.host == WRITER), None)
    return waited if waited is not None else -(error or 0.0)


def _dated_by_the_reading(trace: Trace, claimed: float) -> float | None:
    first = next((held for held in trace.timeline.steps if held.hop == 1), None)
    if first is not None and first.seconds >= _LONG_S:
        return first.seconds
    best = trace.timeline.readings[0].offsets if trace.timeline.readings else ()
    error = next((item.offset_s for item in best if item.host == WRITER and item.offset_s is not None), None)
    if error is not None and abs(error) >= _LONG_S:
        return -error
    if first is not None and first.seconds >= 1 and len(trace.timeline.steps) == 1:
        return first.seconds
    # A Date that was no help with the clocks is the sender's word all the same, unless a server added it.
    is_told = first is None and abs(claimed) >= _LONG_S and not is_servers(trace.hops, trace.message)
    return claimed if is_told else None


def _dated_why(delays: tuple[Delay, ...]) -> str:
    first = next((item for item in delays if item.hop == 1 and item.cause not in CLOCK_CAUSES), None)
    return why(first) if first and first.cause != "unknown" else ""


def _forged(trace: Trace) -> int:
    """How many lines: the newest contradicted one and all below it, and those that a finding names."""
    gainsaid = set(range(1, _oldest(trace)))
    found = {item.hop for item in trace.findings if item.code in _FORGED and item.severity != "info" and item.hop}
    return len(gainsaid | found)


def _surely_forged(trace: Trace) -> int:
    """The lines up to the newest that gives itself away: what stands below it came with it."""
    return max((hop.n for hop in trace.hops if hop.trust == "contradicted" and mark(hop.received)), default=0)


def _proved(said: Authentication | None) -> tuple[tuple[str, tuple[str, ...]], ...] | None:
    """Each From domain with what proves it, by the reader's own servers; None where these checked no domain."""
    if said is None or not any(item.trusted and item.method in _OF_DOMAINS for item in (*said.results, *said.spf)):
        return None
    return tuple(_proof_of(record, said) for record in said.alignment)


def _proof_of(record: Alignment, said: Authentication) -> tuple[str, tuple[str, ...]]:
    from headertrace.authentication.alignment import passes_of_dmarc

    passed = {item.method for item in record.identifiers if item.trusted and item.alignment and item.result == "pass"}
    domain = record.domain
    for judged in passes_of_dmarc(said, record):
        passed.add("dmarc")
        # A From without a dot was changed by hand: the server saw another.
        domain = domain if "." in domain else judged
    return domain, tuple(method for method in ("spf", "dkim", "dmarc") if method in passed)


# Its words.


def _came(found: Facts) -> str:
    """Who handed the message over, and how long it took from there."""
    took = _spans(found.inside.took) if found.inside.took else ""
    verb = "Arrived" if found.kind == "notice" else "Passed" if found.kind == "fragment" else "Delivered"
    client = found.client
    if client is None:
        return f"{verb} in {took}." if took else ""
    if found.tenant:
        return f"From {_tenancy(found)}{f', in {took}' if took else ''}."
    whom = _host(client)
    if found.origin:
        whom += f", which had it from {_host(found.origin)}"
    sole = _sole(found)
    if sole is not None:
        return f"{verb} in {_spans(sole)}{_by_whose_stamps(found)}, handed over by {whom}."
    if not took:
        return f"Handed over by {whom}."
    if found.from_client and "or" not in took:
        return f"{took} from {whom} to the mailbox."
    return f"{verb} in {took}, handed over by {whom}."


def _sole(found: Facts) -> Span | None:
    """The time up to the border, where the reader's own side has but one stamp: then there is no other."""
    counts = found.client is not None and found.tenant is None and found.kind != "fragment"
    return found.before.took if counts and found.inside.took is None else None


def _by_whose_stamps(found: Facts) -> str:
    return "" if _is_vouched(found.before.wait) else " by the sender's stamps"


def _tenancy(found: Facts) -> str:
    """The two steps by which mail comes from one tenant to the other: into the service, and on from there."""
    client, origin = found.client, found.origin
    tenant = f"another {found.tenant} tenant" + (f" ({found.signer}, by DKIM)" if found.signer else "")
    if client is None or origin is None:
        return f"{tenant} at {client.ip if client else 'an unknown address'}"
    there, here = (_SPF.get(result or "") for result in found.spf)
    failed = f", where SPF {there}" if there else ""
    then = f", where it {here}" if there and here and there != here else ""
    return f"{_host(origin)} into {tenant}{failed}, and on from {client.ip} to you{then}"


# RFC 7208 section 2.6. A policy that asks for a soft failure is not met either.
_SPF = {"pass": "passed", "fail": "failed", "hardfail": "failed", "softfail": "failed"}


def _host(host: Client | None) -> str:
    """ "192.0.2.30 (Example Net, relay.example.net)"; a name that is not proved is marked."""
    if host is None:
        return "an unknown host"
    if not host.ip:
        return f'an unknown address (calls itself "{host.name}", unproven)'
    if host.local:
        return f"a program on {host.name or 'the same host'}"
    name = f'{host.claim} "{host.name}", unproven' if host.claim else host.name
    inside = ("; " if host.claim else ", ").join(part for part in (host.organisation, name) if part)
    return f"{host.ip} ({inside})" if inside and inside != host.ip else f"{host.ip}"


def _spans(span: Span) -> str:
    """ "4 h 10 min", "30 to 40 min", "22 min or at once"."""
    low, high = max(span.low_s, 0.0), span.high_s
    if high - low < max(_AT_ONCE_S, span.seconds * NARROW):
        return duration(round(span.seconds))
    if low < _LONG_S:
        return f"{duration(round(high))} or {'at once' if low < _AT_ONCE_S else duration(round(low))}"
    less, more = duration(round(low)), duration(round(high))
    same = less.rpartition(" ")[2] == more.rpartition(" ")[2] and less.count(" ") == more.count(" ") == 1
    return f"{less.partition(' ')[0] if same else less} to {more}"


def _held(found: Facts) -> list[str]:
    """Where the time went and why; where the clocks leave several readings, each."""
    ways = [] if found.undecided_before else _ways(found)
    if ways:
        return [*ways, *_spent(found.inside)]
    if found.inside.wait:
        return _spent(found.inside)
    took = found.inside.took or _sole(found)
    quick = took is not None and took.high_s < _LONG_S and not _slow(found.before)
    return ["Nothing held it up."] if quick and found.kind != "fragment" else []


def _slow(leg: Leg) -> bool:
    return leg.wait is not None or (leg.took is not None and leg.took.high_s >= _LONG_S)


def _earlier(found: Facts) -> list[str]:
    """The way before the handover, as the stamps that came with the message have it."""
    start = "Before that, by the sender's stamps" if found.client or found.inside.took else "By the sender's stamps"
    ways = _ways(found) if found.undecided_before else []
    if _sole(found) is not None:
        # Whose stamps these are was said with the time.
        return [*ways, *_spent(found.before)]
    if ways or found.before.wait:
        told = [_after(start, text) for text in ways]
        start = "By the same stamps" if ways else start
        spent = _spent(found.before)
        return told + (spent if _is_vouched(found.before.wait) else [_after(start, text) for text in spent])
    took = found.before.took
    if took is None or _ways(found) or (found.inside.took is not None and not _slow(found.before)):
        return []
    return [_after(start, f"It was {_spans(took)} on the way.")]


def _is_vouched(wait: Delay | None) -> bool:
    """The reader's own server says itself that it made the sender wait."""
    return wait is not None and wait.cause in _RECEIVERS and wait.certainty == "measured"


def _after(start: str, sentence: str) -> str:
    return f"{start}, {sentence[0].lower()}{sentence[1:]}"


def _ways(found: Facts) -> list[str]:
    told = [text or "nothing waited" for text in dict.fromkeys(found.readings)]
    other = ", or there is another explanation" if found.otherwise else ""
    return [f"Either {', or '.join(told)}{other}: the header alone can't decide."] if len(told) > 1 else []


def _spent(leg: Leg) -> list[str]:
    wait = leg.wait
    if wait is None:
        return []
    low, high = (wait.seconds if bound is None else bound for bound in (wait.low_s, wait.high_s))
    # By some reading it went on at once: then the wait is none for certain, however short.
    took = f"up to {duration(round(high))}" if low < _LONG_S <= high else _spans(Span(wait.seconds, low, high))
    return [f"It spent {took} {leg.where}{':' if wait.cause == 'unknown' else ','} {why(wait)}."]


def _claimed(found: Facts) -> str:
    """The Date, where it is far from the oldest stamp: the sender's word."""
    if found.dated_s is None:
        return ""
    far = duration(abs(round(found.dated_s)))
    because = f", {found.dated_why}" if found.dated_why and found.dated_s > 0 else ""
    if found.dated_truly and found.dated_s > 0:
        return f"By the later stamps, the first server had it {far} after its Date{because}."
    if found.dated_truly:
        return f"By the later stamps, its Date is at least {far} late."
    return f"Its Date says {far} {'earlier' if found.dated_s > 0 else 'later'} than the first stamp{because}."


def _lies(found: Facts) -> str:
    if not found.forged:
        return ""
    some, more = _lines(found.surely or found.forged), found.forged - found.surely
    one = (found.surely or found.forged) == 1
    if not found.surely:
        return f"{some[0].upper()}{some[1:]} {'looks' if one else 'look'} forged."
    others = f", and {'one more looks' if more == 1 else f'{more} more look'} so" if more else ""
    return f"{some[0].upper()}{some[1:]} {'is' if one else 'are'} forged{others}."


def _proof(found: Facts) -> str:
    if found.proved is None:
        return ""
    if not found.proved:
        return "Nothing proves who it is from."
    sure = [row for row in found.proved if row[1]]
    if not sure:
        return "Nothing proves the From domain."
    domain, methods = sure[0]
    names = [method.upper() for method in methods]
    others = [name for name, by in found.proved if not by]
    but = f", but nothing proves {others[0]}, which From names too" if others else ""
    return f"{listed(names)} {'proves' if len(names) == 1 else 'prove'} {domain}{but}."
