"""The hops as shown: a row each, oldest first, with the waits before it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from headertrace.named import NamedTuple
from headertrace.path import forged_up_to
from headertrace.records.vocabulary import CLOCK_CAUSES
from headertrace.text.durations import duration
from headertrace.text.safe import safe
from headertrace.view.hosts import ends, host
from headertrace.view.moments import clock
from headertrace.view.places import Place, places
from headertrace.view.roles import role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headertrace.records.judgements import Delay
    from headertrace.records.path import Hop
    from headertrace.records.trace import Trace
    from headertrace.view.wishes import Wishes

# Seconds from which on a delay stands out, and the least that a whole bar stands for.
LONG_S = 60.0
# What clocks that are right may differ by is no correction (``tracing``).
_CORRECTED_S = 4.0
_MARK = {"claimed": "?", "operator": "~", "contradicted": "!"}
# Legs within a house: a hop on one of them, whose own organisation is unknown, belongs to the one before.
_INNER = ("internal", "filtering", "delivery")


class Wait(NamedTuple):
    """What a wait was, at which host, and why that is thought."""

    hop: int
    took: str
    at: str
    cause: str
    certainty: str
    text: str
    places: tuple[Place, ...]


class Step(NamedTuple):
    """One hop. ``mark`` is ``?`` for another's word, ``~`` for a big operator's, ``!`` where others gainsay it.
    ``delay`` is the true one by the joint reading, and ``by_stamps`` what the stamps differ by where that is
    something else; ``share`` is the delay's part of the longest one, or of a minute, from 0 to 1; ``long`` says that
    it is the longest, and a minute at least. ``why`` is the cause with how sure it is. ``notes`` are the lesser facts
    in a row; ``place`` is the Received line; ``organisation`` runs the receiving host; ``waits`` are all that the time
    before the hop was, the likeliest first.
    """

    n: int
    mark: str
    trust: str
    sender: str
    address: str
    by: str
    role: str
    leg: str
    protocol: str
    encryption: str
    encrypted: bool | None
    id: str
    recipient: str
    time: str
    moment: datetime | None
    delay: str
    delay_s: float | None
    by_stamps: str
    share: float
    cause: str
    why: str
    cause_at: str
    long: bool
    notes: tuple[str, ...]
    place: Place
    organisation: str
    waits: tuple[Wait, ...]


class Origin(NamedTuple):
    """Where the path begins: the first host, when the message was written ("" where unknown), and with what."""

    host: str
    written: str
    program: str


def waits(trace: Trace) -> tuple[Wait, ...]:
    """Every wait that was found, in the order of the hops."""
    return tuple(_wait(delay, trace.hops) for delay in trace.delays if delay.cause not in CLOCK_CAUSES)


def steps(trace: Trace, wishes: Wishes) -> tuple[Step, ...]:
    """Every hop, oldest first. The oldest one with a time has that from the Date, where it counts, as its delay."""
    took = parts(trace)
    longest = max((seconds for seconds in took.values() if seconds), default=0.0)
    held: dict[int, list[Delay]] = {}
    for delay in trace.delays:
        if delay.cause in CLOCK_CAUSES:  # a clock is not a wait
            continue
        held.setdefault(delay.hop, []).append(delay)
    shown = [_step(hop, held.get(hop.n, []), trace.hops, took.get(hop.n), longest, wishes) for hop in trace.hops]
    oldest = oldest_timed(trace)
    if oldest:
        shown[oldest - 1] = _since_the_date(shown[oldest - 1], trace.path.written)
    return tuple(shown)


def _since_the_date(step: Step, written: datetime | None) -> Step:
    """What the Date and the oldest stamp differ by, where that is something else than the time that passed."""
    if step.delay_s is None or step.moment is None or written is None:
        return step
    raw = (step.moment - written).total_seconds()
    return step._replace(by_stamps=duration(raw)) if abs(raw - step.delay_s) > _CORRECTED_S else step


def parts(trace: Trace) -> dict[int, float]:
    """The true seconds of each step, by the hop it leads to: what the whole time is made up of.

    That to the oldest hop is counted from the Date; the one after the newest hop is the way into the mailbox. They are
    those of the joint reading, as the answer counts them.
    """
    took = {hop.n: seconds for hop in trace.hops if (seconds := hop.took_s) is not None}
    return {**took, **{held.hop: held.seconds for held in trace.timeline.steps}}


def oldest_timed(trace: Trace) -> int | None:
    """The oldest hop with a time of all above the newest that is contradicted: below that nothing is derived."""
    return next((hop.n for hop in trace.hops[unheard(trace) :] if hop.received.time), None)


def unheard(trace: Trace) -> int:
    """How many of the oldest hops nothing is derived from: the newest that is contradicted, and all below it."""
    return forged_up_to([hop.trust or "claimed" for hop in trace.hops])


def groups(trace: Trace, shown: Sequence[Step]) -> list[tuple[str, list[Step]]]:
    """Neighbouring steps of one organisation together; a step that names no host stays with the last."""
    owners: list[str | None] = []
    found: list[tuple[str, list[Step]]] = []
    for hop, step in zip(trace.hops, shown, strict=True):
        owner = hop.receiver_organisation or hop.received.by
        inner = hop.leg in _INNER and hop.receiver_organisation is None
        if found and (owner is None or owner == owners[-1] or inner):
            found[-1][1].append(step)
            continue
        owners.append(owner or "(not named)")
        found.append((host(owner or "(not named)"), [step]))
    return found


def origin(trace: Trace, wishes: Wishes) -> Origin:
    """Where the first hop had the message from; a path without hops has no origin."""
    first = trace.hops[0]
    written = trace.path.written
    when = f"written {clock(written, wishes)} {wishes.zone_name}" if written else ""
    name = host(first.received.from_name) if first.received.from_name else ends(first)[1]
    return Origin(name, when, safe(trace.message.mua or ""))


def _wait(delay: Delay, hops: Sequence[Hop]) -> Wait:
    return Wait(
        delay.hop, duration(delay.seconds), _at(delay, hops) or "an unknown host", delay.cause, delay.certainty,
        safe(delay.text), places(delay.evidence),
    )  # fmt: skip


def _at(delay: Delay, hops: Sequence[Hop]) -> str:
    """The host of a wait, as the path names it; "" where it is unknown."""
    named = next((ends(hop)[1] for hop in hops if delay.at and hop.received.by == delay.at), None)
    return named or safe(delay.at or "")


def _step(
    hop: Hop, held: Sequence[Delay], hops: Sequence[Hop], took: float | None, longest: float, wishes: Wishes
) -> Step:
    got = hop.received
    sender, by = ends(hop)
    address = safe(got.ip or "")
    first = held[0] if held else None
    encryption = _encryption(hop)
    return Step(
        n=hop.n,
        mark=_MARK.get(hop.trust or "", ""),
        trust=hop.trust or "claimed",
        sender=sender,
        address="" if address and address in sender else address,
        by=by,
        role="+".join(map(role, hop.role)),
        leg=hop.leg or "",
        protocol=safe(got.protocol or ""),
        encryption=encryption,
        encrypted=got.encrypted,
        id=safe(got.id or ""),
        recipient=safe(got.recipient or ""),
        time=clock(got.time, wishes).strip() if got.time else "unknown",
        moment=got.time,
        delay="" if took is None else duration(took),
        delay_s=took,
        by_stamps=_by_stamps(hop, took),
        share=max(0.0, took / max(longest, LONG_S)) if took is not None else 0.0,
        cause=first.cause if first else "",
        why=_why(first) if first else "",
        cause_at=_at(first, hops) if first else "",
        long=took is not None and took == longest and took >= LONG_S,
        notes=tuple(note for note in _notes(hop, sender, by, encryption) if note),
        place=Place(*hop.field.lines, safe(hop.field.value[:200])),
        organisation=safe(hop.receiver_organisation or ""),
        waits=tuple(_wait(delay, hops) for delay in held),
    )


def _by_stamps(hop: Hop, took: float | None) -> str:
    """What the stamps differ by, where that is not the time that passed: no time runs back."""
    if hop.delay_s is None or took is None:
        return ""
    return duration(hop.delay_s) if hop.corrected_delay_s is not None or hop.delay_s < 0 <= took else ""


def _why(delay: Delay) -> str:
    """ "queue-retry (possible)"; what was measured needs no more."""
    return delay.cause if delay.certainty == "measured" else f"{delay.cause} ({delay.certainty})"


def _notes(hop: Hop, sender: str, by: str, encryption: str) -> list[str]:
    """The leg, how the mail came in, and who runs the two hosts."""
    here = _who(hop.receiver_organisation, by, hop.receiver_place)
    sides = _who(hop.sender_organisation, sender, hop.sender_place), here
    runs = " → ".join(side or "…" for side in sides) if any(sides) else ""
    how = ", ".join(word for word in (safe(hop.received.protocol or ""), encryption) if word)
    return [hop.leg or "", how, runs]


def _who(organisation: str | None, host: str, place: str | None) -> str:
    """The organisation, where the host's name does not say it, and the place."""
    name = safe(organisation or "")
    if name and name.lower() in host.lower():
        name = ""
    return ", ".join(part for part in (name, safe(place or "")) if part)


def _encryption(hop: Hop) -> str:
    """ "TLSv1.3, TLS_AES_256_GCM_SHA384", or what else is known of it."""
    tls = hop.received.tls
    named = [safe(word) for word in (tls.version, tls.cipher) if word] if tls else []
    if named:
        return ", ".join(named)
    if hop.received.encrypted:
        return "encrypted"
    # That a line names none does not prove that there was none.
    return "no encryption named" if _is_networked(hop) else ""


def _is_networked(hop: Hop) -> bool:
    """Whether the message came from another machine, as far as the line tells."""
    return bool(hop.received.ip) and hop.scope != "loopback" and not hop.same_host
