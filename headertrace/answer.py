"""The answer: what an experienced postmaster would say of a message in one to three sentences.

``facts`` takes it out of what was found out, ``words`` writes it. All times are those of the joint reading.
"""

from __future__ import annotations

from typing import NamedTuple

from headertrace.organisations import organisation, owner
from headertrace.organisations.addresses import INNER, scope
from headertrace.provenance import OPERATOR, VOUCHED
from headertrace.records.authentication import Alignment, Authentication
from headertrace.records.judgements import Delay
from headertrace.records.path import Hop, Host
from headertrace.records.timeline import Held, Reading
from headertrace.records.trace import Trace
from headertrace.records.vocabulary import CLOCK_CAUSES, Cause
from headertrace.text.durations import duration
from headertrace.text.safe import safe
from headertrace.timeline.observations import WRITER

# A wait of at least this share of the whole is where nearly all of the time went.
_NEARLY_ALL = 0.5
_LONG_S = 60.0
_AT_ONCE_S = 5.0
_SLOW_S = 900.0
# Bounds that lie no further apart than this share of the time are one number.
_NARROW = 0.1
# Findings that say of a line that it was forged.
_FORGED = frozenset({"HT402", "HT411"})


class Span(NamedTuple):
    """Seconds, between ``low_s`` and ``high_s``."""

    seconds: float
    low_s: float
    high_s: float


class Facts(NamedTuple):
    """What the answer says.

    ``kind`` is message, notice (a bounce or delay notice), fragment or nothing (no Received line). ``client`` handed
    the message over, ``origin`` is the deepest host seen by a trustworthy server where that is another one; ``tenant``
    says that the client is another tenant of the reader's own operator. ``took`` is the time from the oldest
    trustworthy or uncontradicted stamp, ``from_client`` whether that is the one of the border. ``wait`` took nearly
    all of it, ``where`` it was. ``readings`` are the ways to read the clocks where these differ on the way.
    ``dated_s`` is how much earlier than the oldest stamp the sender's Date is (negative: later).
    ``proved`` are pairs of a From domain and the methods that prove it, if any; None where nothing was checked.
    ``notice`` is what a notice says, in words.
    """

    kind: str
    hops: int
    client: Host | None = None
    origin: Host | None = None
    tenant: str | None = None
    took: Span | None = None
    from_client: bool = False
    wait: Delay | None = None
    where: str = ""
    readings: tuple[str, ...] = ()
    dated_s: float | None = None
    dated_why: str = ""
    forged: int = 0
    proved: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    notice: str = ""


def answer(trace: Trace) -> str:
    """The sentences, as one line of text that may be printed as it is."""
    return safe(words(facts(trace)))


def facts(trace: Trace) -> Facts:
    """What a reader came for, without words."""
    if not trace.hops:
        return Facts("nothing", 0, notice=_notice(trace))
    path = trace.path
    border = path.trust_boundary or 1
    client = path.handed_over_by
    deepest = path.origin
    counted = [held.hop for held in trace.timeline.steps if held.hop > 1]
    wait = _longest(trace)
    tied = _tied(trace)
    return Facts(
        kind=_kind(trace),
        hops=len(trace.hops),
        client=client,
        origin=deepest if deepest and client and deepest.ip != client.ip else None,
        tenant=_tenant(trace.hops[border - 1], client),
        took=_took(trace, tied),
        from_client=bool(client and client.ip) and min(counted, default=border + 1) > border,
        wait=wait if not tied or (wait is not None and wait.hop in _settled(trace)) else None,
        where=_where(wait, trace.hops) if wait else "",
        readings=tuple(_reading(item, trace) for item in _two(trace.timeline.readings)) if tied else (),
        dated_s=_dated(trace),
        dated_why=_dated_why(trace.delays),
        forged=_forged(trace),
        proved=_proved(trace.authentication),
        notice=_notice(trace),
    )


def words(found: Facts) -> str:
    """The facts as text for people."""
    if found.notice:
        return " ".join(filter(None, (found.notice, _own_trip(found), _lies(found))))
    if found.kind == "nothing":
        return "No Received line: the path is unknown."
    sentences = [_KINDS.get(found.kind, "").format(lines=_lines(found.hops)), _came(found), *_held(found)]
    sentences += [_claimed(found), _lies(found), _proof(found)]
    some = _lines(found.hops)
    return " ".join(filter(None, sentences)) or f"{some[0].upper()}{some[1:]}: how long it took is unknown."


_KINDS = {
    "fragment": "A fragment: {lines}, and no From, Date or Message-ID.",
    "notice": "A bounce or another automatic notice.",
}


def _own_trip(found: Facts) -> str:
    """How long the notice itself took, where that is worth a word."""
    took = found.took
    return f"The notice itself took {_spans(took)}." if took and took.low_s >= _SLOW_S else ""


def _lines(count: int) -> str:
    return "one Received line" if count == 1 else f"{count} Received lines"


# What was found out.


def _kind(trace: Trace) -> str:
    said = trace.message
    if trace.notice is not None:
        return "notice"
    names = {field.key for field in trace.fields}
    if not names & {"from", "date", "message-id"}:
        return "fragment"
    report = any(
        field.key == "content-type" and field.value.lower().startswith("multipart/report") for field in trace.fields
    )
    return "notice" if report or (said.return_path or "").strip() == "<>" else "message"


def _notice(trace: Trace) -> str:
    """What a notice says of the message that it is about; "" where the message is no notice."""
    if trace.notice is None:
        return ""
    from headertrace.reports.words import words as said

    return said(trace.notice, trace.returned, trace.message.date.utc if trace.message.date else None)


def _tenant(border: Hop, client: Host | None) -> str | None:
    """The operator whose tenants both sides of the border are."""
    house = client.organisation if client else None
    return house if house in _TENANTS and house == border.receiver_organisation else None


# Operators whose customers are houses of their own, and the name of that service.
_TENANTS = {"Microsoft": "Microsoft 365"}


def _took(trace: Trace, tied: bool) -> Span | None:
    """The true time on the way. Where the Date lies more than a minute before, that is the sender's word alone."""
    steps = [held for held in trace.timeline.steps if held.hop > 1 or held.seconds < _LONG_S]
    if not steps or not trace.timeline.readings or trace.timeline.readings[0].total_s is None:
        return None
    if all(held.hop == 1 for held in steps) and _dated(trace) is not None:
        # Nothing but the Date was there to count from, and that is wrong.
        return None
    total = sum(held.seconds for held in steps)
    if tied:
        totals = [_on_the_way(reading, trace) for reading in trace.timeline.readings]
        return Span(total, min(totals), max(totals))
    low = high = total
    for held in steps:
        bounds = next((delay for delay in trace.delays if delay.hop == held.hop and delay.low_s is not None), None)
        if bounds is not None and bounds.low_s is not None and bounds.high_s is not None and held.seconds >= _LONG_S:
            low, high = low + bounds.low_s - bounds.seconds, high + bounds.high_s - bounds.seconds
    return Span(total, low, high)


def _on_the_way(reading: Reading, trace: Trace) -> float:
    return sum(held.seconds for held in reading.waits if held.hop > 1) + sum(
        held.seconds for held in trace.timeline.steps if held.seconds < _LONG_S
    )


def _waits(trace: Trace) -> list[Delay]:
    return [item for item in trace.delays if item.cause not in CLOCK_CAUSES and item.hop > 1]


def _longest(trace: Trace) -> Delay | None:
    longest = max(_waits(trace), key=lambda delay: delay.seconds, default=None)
    total = sum(held.seconds for held in trace.timeline.steps if held.hop > 1)
    return longest if longest and longest.seconds >= total * _NEARLY_ALL else None


def _tied(trace: Trace) -> bool:
    """Whether the readings differ on what happened on the way, not on the Date alone, nor by a little of the whole."""
    readings = trace.timeline.readings
    if len(readings) < 2 or len({_way(reading) for reading in readings}) < 2:
        return False
    totals = [_on_the_way(reading, trace) for reading in readings]
    return not _settled(trace) or max(totals) - min(totals) >= _NARROW * max(totals)


def _settled(trace: Trace) -> set[int]:
    """The hops before which it waited in every reading, for about as long."""
    first, *others = trace.timeline.readings
    return {held.hop for held in first.waits if all(any(_same(held, item) for item in way.waits) for way in others)}


def _same(one: Held, other: Held) -> bool:
    return one.hop == other.hop and abs(one.seconds - other.seconds) <= _NARROW * max(one.seconds, other.seconds)


def _two(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """The best reading, and the best of those by which something else happened on the way."""
    first = readings[0]
    return first, next((other for other in readings if not _alike(first, other)), readings[1])


def _alike(one: Reading, other: Reading) -> bool:
    here, there = ([held for held in reading.waits if held.hop > 1] for reading in (one, other))
    return len(here) == len(there) and all(map(_same, here, there))


def _way(reading: Reading) -> tuple[tuple[int, int], ...]:
    return tuple((held.hop, round(held.seconds / _LONG_S)) for held in reading.waits if held.hop > 1)


def _reading(reading: Reading, trace: Trace) -> str:
    """What happened by one reading: "it waited 22 min at smtp.example.net"."""
    settled = _settled(trace)
    told = [held for held in reading.waits if held.hop > 1 and held.hop not in settled]
    parts = [f"it waited {duration(round(held.seconds))} {_place(held, trace)}" for held in told]
    known = {offset.host for offset in trace.timeline.known}
    for offset in reading.offsets:
        if offset.offset_s is None or abs(offset.offset_s) < _LONG_S or offset.host in known:
            continue
        far = duration(abs(offset.offset_s))
        if offset.host == WRITER:
            parts.append(f"its Date is {far} {'late' if offset.offset_s > 0 else 'early'}")
        else:
            parts.append(f"the clock of {offset.host} is {far} {'fast' if offset.offset_s > 0 else 'slow'}")
    return " and ".join(parts)


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
        seen = before.trust in (VOUCHED, OPERATOR)
        if seen and same and known and known.operator and not known.operator.customers:
            return f"inside {known.name}"
        sides = {cause in _RECEIVERS for cause in (delay.cause, *delay.rivals) if cause not in CLOCK_CAUSES}
        if len(sides) > 1 and before.received.by and hop.received.by and before.received.by != hop.received.by:
            return f"between {before.received.by} and {hop.received.by}"
    return f"at {delay.at}" if delay.at else "at an unknown host"


# Causes that are the receiving host's doing.
_RECEIVERS: frozenset[Cause] = frozenset({"greylisting", "throttling", "slow-transfer"})


def _dated(trace: Trace) -> float | None:
    first = next((held for held in trace.timeline.steps if held.hop == 1), None)
    if first is not None and first.seconds >= _LONG_S:
        return first.seconds
    best = trace.timeline.readings[0].offsets if trace.timeline.readings else ()
    error = next((item.offset_s for item in best if item.host == WRITER and item.offset_s is not None), None)
    return -error if error is not None and abs(error) >= _LONG_S else None


def _dated_why(delays: tuple[Delay, ...]) -> str:
    first = next((item for item in delays if item.hop == 1 and item.cause not in CLOCK_CAUSES), None)
    return _why(first) if first and first.cause != "unknown" else ""


def _forged(trace: Trace) -> int:
    gainsaid = {hop.n for hop in trace.hops if hop.trust == "contradicted"}
    found = {item.hop for item in trace.findings if item.code in _FORGED and item.severity != "info" and item.hop}
    return len(gainsaid | found)


def _proved(said: Authentication | None) -> tuple[tuple[str, tuple[str, ...]], ...] | None:
    """Each From domain with what proves it, by the reader's own servers; None where these checked nothing."""
    if said is None or not any(item.trusted for item in (*said.results, *said.spf)):
        return None
    return tuple(_proof_of(record, said) for record in said.alignment)


def _proof_of(record: Alignment, said: Authentication) -> tuple[str, tuple[str, ...]]:
    passed = {item.method for item in record.identifiers if item.trusted and item.alignment and item.result == "pass"}
    domain = record.domain
    for judged in said.passes_of_dmarc(record):
        passed.add("dmarc")
        # A From without a dot was changed by hand: the server saw another.
        domain = domain if "." in domain else judged
    return domain, tuple(method for method in ("spf", "dkim", "dmarc") if method in passed)


# Its words.


def _came(found: Facts) -> str:
    """Who handed the message over, and how long it took."""
    took = _spans(found.took) if found.took else ""
    verb = "Arrived" if found.kind == "notice" else "Passed" if found.kind == "fragment" else "Delivered"
    client = found.client
    if client is None or not client.ip:
        return f"{verb} in {took}." if took else ""
    if found.tenant:
        service = _TENANTS[found.tenant]
        into = f"From {_host(found.origin)} into another" if found.origin else "From another"
        on = f", and on from {client.ip} to you" if found.origin else f" at {client.ip}"
        return f"{into} {service} tenant{on}{f', in {took}' if took else ''}."
    whom = _host(client)
    if found.origin:
        whom += f", which had it from {_host(found.origin)}"
    if not took:
        return f"Handed over by {whom}."
    if found.from_client and "or" not in took:
        return f"{took} from {whom} to the mailbox."
    return f"{verb} in {took}, handed over by {whom}."


def _host(host: Host | None) -> str:
    """ "192.0.2.30 (Example Net, relay.example.net)"; a name that was only announced is marked."""
    if host is None:
        return "an unknown host"
    # What an operator's own server calls itself is its operator's word.
    own = host.helo if host.organisation is not None and owner(host.helo) == host.organisation else None
    said = host.rdns or own
    name = said or (f'calls itself "{host.helo}", unproven' if host.helo and host.helo != host.ip else "")
    known = host.organisation if host.organisation and host.organisation.lower() not in (said or "").lower() else ""
    if scope(host.ip) in INNER:
        known, name = "", host.rdns or host.helo or ""
    inside = (", " if said else "; ").join(part for part in (known, name) if part)
    return f"{host.ip} ({inside})" if inside and inside != host.ip else f"{host.ip}"


def _spans(span: Span) -> str:
    """ "4 h 10 min", "30 to 40 min", "22 min or at once"."""
    low, high = max(span.low_s, 0.0), span.high_s
    if high - low < max(_AT_ONCE_S, span.seconds * _NARROW):
        return duration(round(span.seconds))
    if low < _LONG_S:
        return f"{duration(round(high))} or {'at once' if low < _AT_ONCE_S else duration(round(low))}"
    less, more = duration(round(low)), duration(round(high))
    same = less.rpartition(" ")[2] == more.rpartition(" ")[2] and less.count(" ") == more.count(" ") == 1
    return f"{less.partition(' ')[0] if same else less} to {more}"


def _held(found: Facts) -> list[str]:
    """Where the time went and why; where the clocks leave several readings, each."""
    told = [text or "nothing waited" for text in dict.fromkeys(found.readings)]
    if len(told) > 1:
        ways = f"Either {', or '.join(told)}: the header alone can't decide."
        return [ways, *_spent(found)] if found.wait else [ways]
    return _spent(found)


def _spent(found: Facts) -> list[str]:
    wait = found.wait
    if wait is not None:
        took = _spans(Span(wait.seconds, wait.low_s or wait.seconds, wait.high_s or wait.seconds))
        why = "why is unknown" if wait.cause == "unknown" else _why(wait)
        return [f"It spent {took} {found.where}{':' if wait.cause == 'unknown' else ','} {why}."]
    return ["Nothing held it up."] if found.took and found.took.high_s < _LONG_S and found.kind != "fragment" else []


def _why(delay: Delay) -> str:
    causes = [item for item in (delay.cause, *delay.rivals) if item not in CLOCK_CAUSES]
    sure = {"measured": "", "likely": "most likely ", "possible": "possibly "}[delay.certainty]
    return sure + " or ".join(_CAUSES.get(item, item) for item in causes)


_CAUSES: dict[Cause, str] = {
    "greylisting": "greylisted",
    "queue-retry": "queued for a retry",
    "filter": "held by a content filter",
    "moderation": "held for a moderator",
    "list-queue": "in the queue of the list",
    "scheduled": "scheduled to be sent later",
    "throttling": "throttled",
    "client-offline": "unsent while the writer was offline",
    "program-queue": "queued by the program that sent it",
    "late-collection": "waiting to be collected",
    "local-delivery": "waiting for local delivery",
    "slow-transfer": "in a slow transfer",
    "quarantine": "in quarantine",
    "forwarding": "waiting to be forwarded",
    "resent": "until somebody sent it on",
    "unknown": "for another reason",
}


def _claimed(found: Facts) -> str:
    """The Date, where it is far from the oldest stamp: the sender's word."""
    if found.dated_s is None:
        return ""
    far = duration(abs(round(found.dated_s)))
    why = f", {found.dated_why}" if found.dated_why and found.dated_s > 0 else ""
    return f"Its Date says {far} {'earlier' if found.dated_s > 0 else 'later'}{why}."


def _lies(found: Facts) -> str:
    if not found.forged:
        return ""
    some = _lines(found.forged)
    return f"{some[0].upper()}{some[1:]} {'is' if found.forged == 1 else 'are'} forged."


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
    listed = " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
    others = [name for name, by in found.proved if not by]
    but = f", but nothing proves {others[0]}, which From names too" if others else ""
    return f"{listed} {'proves' if len(names) == 1 else 'prove'} {domain}{but}."
