"""The answer: the one to three sentences that a reader came for.

Only what was seen is told as fact: the address that handed the message over, the times of the joint reading, what
the reader's own server proved. What a client announced, and the Date, are told as claims.
"""

from __future__ import annotations

from collections.abc import Iterator

from headertrace.organisations import owner
from headertrace.organisations.addresses import INNER
from headertrace.records.judgements import Delay, Offset
from headertrace.records.path import Hop, Host
from headertrace.records.timeline import Held, Reading
from headertrace.records.trace import Trace
from headertrace.records.vocabulary import CLOCK_CAUSES, Cause, Certainty
from headertrace.text.durations import duration
from headertrace.timeline.observations import WRITER

# A wait is told where it is worth a word and makes up this share of the whole.
_WORTH_S = 60.0
_SHARE = 0.4
# From here on a Date that differs from the first stamp is worth a word.
_CLAIM_S = 300.0
_MINUTE_S = 60.0
_MOST_WAYS = 2
# What differs by less than this share is the same to a reader.
_SMALL = 0.1
_ADVERB: dict[Certainty, str] = {"measured": "", "likely": "most likely ", "possible": "possibly "}
# Where it waited, and what it did there; ``{at}`` is the host.
# Why is plain there; what may be unsure are the seconds.
_COLLECTED = "until it was collected"
_WORDS: dict[Cause, tuple[str, str]] = {
    "greylisting": ("before {at}", "put off by its greylist"),
    "queue-retry": ("at {at}", "queued for a retry"),
    "filter": ("at {at}", "held by the content filter"),
    "moderation": ("at {at}", "waiting for a moderator"),
    "list-queue": ("at {at}", "in the list's queue"),
    "scheduled": ("at {at}", "set to be sent at that time"),
    "throttling": ("at {at}", "held back to keep to the receiver's limits"),
    "client-offline": ("with its writer", "whose program was offline"),
    "program-queue": ("at {at}", "in a program's own queue"),
    "late-collection": ("in the mailbox at {at}", _COLLECTED),
    "local-delivery": ("at {at}", "on its way into the mailbox"),
    "slow-transfer": ("on the way from {at}", "over a slow line"),
    "quarantine": ("at {at}", "in quarantine"),
    "forwarding": ("at {at}", "which forwards it"),
    "resent": ("at {at}", "until somebody sent it on by hand"),
}
# What their own servers do, nobody else's log tells.
_OPAQUE = frozenset({"Google", "Microsoft", "Yahoo", "Apple"})


def answer(trace: Trace) -> str:
    """The sentences, for a trace that is complete but for them."""
    if not trace.hops:
        return "No Received line: the path is unknown."
    return " ".join([*_journey(trace), *_claims(trace), *_proof(trace)])


def _journey(trace: Trace) -> Iterator[str]:
    """Who handed it over, how long it took, and where the time went."""
    fragment = _is_fragment(trace)
    if fragment:
        count = len(trace.hops)
        yield f"A fragment of a header, with {count} Received line{'s' if count > 1 else ''}."
    client = _client(trace)
    time = _time(trace, fragment or _is_notice(trace))
    if client and time:
        yield f"{_upper(client)}; {time}."
    elif client or time:
        yield f"{_upper(client or time)}."
    ways = _ways(trace)
    if ways:
        yield f"Either {', or '.join(ways)}. The header alone cannot decide."
    if not ways or _settled(trace):
        yield from _waits(trace)
    yield from _clocks(trace)


def _client(trace: Trace) -> str:
    """Who handed the message over; nothing for mail that stayed on one's own servers."""
    path = trace.path
    border = path.handed_over_by
    if border is None or border.ip is None or path.trust_boundary is None:
        return ""
    hop = trace.hops[path.trust_boundary - 1]
    if hop.scope in INNER:
        return ""
    start = path.origin
    if start is not None and start.ip != border.ip and hop.n > 1 and trace.hops[hop.n - 2].trust == "operator":
        house = trace.hops[hop.n - 2].receiver_organisation
        tenant = "another Microsoft 365 tenant" if house == "Microsoft" == hop.receiver_organisation else house
        if tenant:
            return f"from {_host(start)} by way of {tenant}, and on from {border.ip} to your servers"
    return f"handed over by {_host(border)}"


def _host(host: Host) -> str:
    """The address, whose it is, and the names: a looked-up one, or the announced one as unproven."""
    # What an operator's own server calls itself is its operator's word.
    own = host.organisation is not None and owner(host.helo) == host.organisation
    name = host.rdns or (host.helo if own else None)
    said = [name] if name else []
    if host.organisation and not (name and host.organisation in name):
        said.append(host.organisation)
    if host.helo and name is None:
        said.append(f'calls itself "{host.helo}", unproven')
    return f"{host.ip} ({', '.join(said)})" if said else str(host.ip)


def _time(trace: Trace, not_delivered: bool) -> str:
    """How long it took, as far as anything was measured."""
    path = trace.path
    if path.total_s is None:
        return "" if _stamps(trace) > 1 else "a single time stamp measures nothing"
    verb = "it took" if not_delivered else "delivered in"
    low, high = path.total_low_s, path.total_high_s
    if low is not None and high is not None and high - low >= _MINUTE_S:
        return f"{verb} {duration(round(low))} to {duration(round(high))}"
    return f"{verb} {duration(round(path.total_s))}"


def _stamps(trace: Trace) -> int:
    return sum(1 for hop in trace.hops if hop.received.time)


def _waits(trace: Trace) -> Iterator[str]:
    """Where nearly all of the time went."""
    waits = [delay for delay in trace.delays if delay.cause not in CLOCK_CAUSES and delay.seconds >= _WORTH_S]
    if not waits:
        if trace.path.total_s is not None and trace.path.total_s < _WORTH_S and _stamps(trace) > 1:
            yield "Nothing held it up."
        return
    longest = max(waits, key=lambda delay: delay.seconds)
    if longest.seconds < _SHARE * (trace.path.total_s or 0.0):
        yield f"The longest wait was {_wait(trace, longest)}."
        return
    yield f"It spent {_wait(trace, longest)}."


def _wait(trace: Trace, delay: Delay) -> str:
    hop = trace.hops[min(delay.hop, len(trace.hops)) - 1]
    before = trace.hops[delay.hop - 2] if 1 < delay.hop <= len(trace.hops) else None
    seconds = duration(round(delay.seconds))
    house = before.receiver_organisation if before else None
    if house in _OPAQUE and house == hop.receiver_organisation and delay.cause == "unknown":
        return f"{seconds} inside {house}"
    if delay.cause == "unknown" or delay.cause not in _WORDS:
        return f"{seconds} at {delay.at or 'an unknown host'}, for a reason that the header does not tell"
    place, state = _WORDS[delay.cause]
    adverb = "" if state == _COLLECTED else _ADVERB[delay.certainty]
    rivals = [cause for cause in delay.rivals if cause in _WORDS]
    if delay.cause == "queue-retry" and "greylisting" in rivals and hop.received.by:
        return (
            f"{seconds} between {delay.at or 'the host before'} and {hop.received.by}, "
            f"{adverb}queued for a retry at the one or put off by the other's greylist"
        )
    states = " or ".join([state, *(_WORDS[cause][1] for cause in rivals)])
    return f"{seconds} {place.format(at=delay.at or 'an unknown host')}, {adverb}{states}"


def _ways(trace: Trace) -> list[str]:
    """What may have happened, where the stamps fit more than one reading that differ by minutes."""
    readings = trace.timeline.readings
    if len(readings) < 2:
        return []
    settled = _settled(trace)
    low, high = trace.path.total_low_s or 0.0, trace.path.total_high_s or 0.0
    if settled and high - low < _SMALL * high:
        return []
    ways = list(dict.fromkeys(_reading(trace, item, settled) for item in readings))
    return ways[:_MOST_WAYS] if len(ways) > 1 else []


def _settled(trace: Trace) -> set[int]:
    """The hops before which it waited in every reading, for about as long."""
    first, *others = trace.timeline.readings
    return {
        held.hop
        for held in first.waits
        if all(any(_same(held, other) for other in reading.waits) for reading in others)
    }


def _same(one: Held, other: Held) -> bool:
    return one.hop == other.hop and abs(one.seconds - other.seconds) <= _SMALL * max(one.seconds, other.seconds)


def _reading(trace: Trace, reading: Reading, settled: set[int]) -> str:
    """What is peculiar to one reading: not the waits that all have, nor the clocks."""
    known = {offset.host for offset in trace.timeline.known}
    told = {delay.hop: delay for delay in trace.delays}
    parts = [
        f"it waited {duration(round(held.seconds))} {_where(trace, held.hop, told)}"
        for held in reading.waits
        if held.hop not in settled
    ]
    parts += [
        f"the {_clock(offset)} is {duration(abs(round(offset.offset_s or 0.0)))} {_way(offset)}"
        for offset in reading.offsets
        if offset.host not in known and abs(offset.offset_s or 0.0) >= _MINUTE_S
    ]
    return " and ".join(parts) or "nothing waited"


def _where(trace: Trace, n: int, told: dict[int, Delay]) -> str:
    if n in told and told[n].at:
        return f"at {told[n].at}"
    before = trace.hops[n - 2].received.by if 1 < n <= len(trace.hops) else None
    return f"at {before}" if before else "before the first server had it" if n == 1 else f"before hop {n}"


def _clock(offset: Offset) -> str:
    return "Date" if offset.host == WRITER else f"clock of {offset.host}"


def _way(offset: Offset) -> str:
    return "fast" if (offset.offset_s or 0.0) > 0 else "slow"


def _clocks(trace: Trace) -> Iterator[str]:
    """Clocks that are wrong by minutes in any reading: the times above are free of their errors."""
    wrong = [
        item
        for item in trace.timeline.known
        if item.host != WRITER and max(abs(item.offset_s or 0.0), item.low_s or 0.0, -(item.high_s or 0.0)) >= _MINUTE_S
    ]
    if len(wrong) == 1:
        yield f"The clock of {wrong[0].host} is {_error(wrong[0])}."
    elif wrong:
        yield f"{len(wrong)} clocks on the way are wrong."


def _error(offset: Offset) -> str:
    if offset.offset_s is not None:
        return f"{duration(abs(round(offset.offset_s)))} {_way(offset)}"
    low, high = offset.low_s or 0.0, offset.high_s or 0.0
    return f"at least {duration(round(low))} fast" if low > 0 else f"at least {duration(round(-high))} slow"


def _claims(trace: Trace) -> Iterator[str]:
    """What is only the sender's word, and what is forged."""
    forged = [hop for hop in trace.hops if hop.trust == "contradicted"]
    if forged:
        below = forged[-1].n
        count = "Hop 1 is" if below == 1 else f"Hops 1 to {below} are"
        yield f"{count} forged, or of no use: the lines contradict what your servers saw."
    elif (claimed := _claimed(trace.hops)) and not _is_fragment(trace):
        count = "Hop 1 is" if claimed == 1 else f"Hops 1 {'and' if claimed == 2 else 'to'} {claimed} are"
        yield f"{count} the sender's word."
    date = trace.message.date
    first = next((hop.received.time for hop in trace.hops if hop.received.time), None)
    if date is None or date.utc is None or first is None or any(delay.hop == 1 for delay in trace.delays):
        return
    early = (first - date.utc).total_seconds()
    counted = any(held.hop == 1 for held in trace.timeline.steps)
    if not counted and abs(early) >= _CLAIM_S:
        way = "earlier" if early > 0 else "later"
        yield f"Its Date, the sender's claim, says {duration(abs(round(early)))} {way}."


def _claimed(hops: tuple[Hop, ...]) -> int:
    """The number of the newest hop that is a mere claim."""
    return max((hop.n for hop in hops if hop.trust == "claimed"), default=0)


def _proof(trace: Trace) -> Iterator[str]:
    """What the reader's own server proved of From."""
    said = trace.authentication
    if said is None or not any(item.trusted for item in said.results):
        return
    if said.proved:
        yield f"{_methods(trace)} {' and '.join(sorted(set(said.proved)))}."
    else:
        yield "Nothing proves the From domain."


def _methods(trace: Trace) -> str:
    said = trace.authentication
    passed = dict.fromkeys(
        item.method.upper()
        for item in (said.results if said else ())
        if item.trusted and item.result == "pass" and item.method in ("spf", "dkim", "dmarc")
    )
    *most, last = passed or ["The server's check"]
    return f"{', '.join(most)} and {last} prove" if most else f"{last} proves"


def _is_fragment(trace: Trace) -> bool:
    """A few lines out of a header: no From, no Date, no Message-ID."""
    said = trace.message
    return said.from_ is None and said.date is None and said.message_id is None


def _is_notice(trace: Trace) -> bool:
    """A bounce, or another report: its own trip is no delivery of the mail that it is about."""
    said = trace.message
    if said.return_path is not None and said.return_path.strip() in ("<>", ""):
        return True
    return any(field.key == "content-type" and "report" in field.value.lower() for field in trace.fields)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
