"""Facts of a trace that a column needs, and that stand nowhere in it as one value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.answer import inside
from headertrace.named import NamedTuple
from headertrace.records.vocabulary import BELIEVED, CLOCK_CAUSES
from headertrace.syntax.addresses import mailboxes

if TYPE_CHECKING:
    from datetime import datetime

    from headertrace.records.authentication import AuthResult
    from headertrace.records.logs import LogEvent, Stay
    from headertrace.records.path import Hop
    from headertrace.records.trace import Trace


def day_time(trace: Trace) -> datetime | None:
    """The message's own time: the newest stamp that can be read, else the Date; None where neither can."""
    newest = next((hop.received.time for hop in reversed(trace.hops) if hop.received.time), None)
    return newest or trace.path.written


def lower(name: str | None) -> str | None:
    """A host's name as it is grouped by."""
    return name.lower() if name else None


def first_domain(value: str | None) -> str | None:
    """The domain of the first address in a field's value."""
    box = next(iter(mailboxes(value)), None) if value else None
    return box.domain.lower() if box and box.domain else None


def worst_wait(trace: Trace, name: str) -> object:
    """That part of the longest wait."""
    waits = [delay for delay in trace.delays if delay.cause not in CLOCK_CAUSES]
    worst = max(waits, key=lambda delay: delay.seconds, default=None)
    return getattr(worst, name, None)


def of_sender(trace: Trace, name: str) -> str | None:
    """That part of the host that handed the message to the reader's servers."""
    return getattr(trace.path.handed_over_by, name, None)


def of_origin(trace: Trace, name: str) -> str | None:
    """That part of the deepest host that a trusted line saw."""
    return getattr(trace.path.origin, name, None)


def result_of(trace: Trace, method: str) -> str | None:
    """The result of a check by the reader's own servers: a pass where there is one, else the first."""
    said = trace.authentication
    if said is None:
        return None
    found = [item.result for item in (*said.results, *said.spf) if item.method == method and item.trusted]
    return "pass" if "pass" in found else next(iter(found), None)


def domain_of(result: AuthResult) -> str | None:
    """The domain that a result is about."""
    names = ("header.d", "header.from", "smtp.mailfrom", "smtp.helo", "header.i")
    value = next(filter(None, map(result.get, names)), None)
    return value.rpartition("@")[2].lower() if value else None


def cause_at(trace: Trace, hop: Hop, name: str) -> object:
    """That part of what is known of the wait before a hop."""
    found = next((delay for delay in trace.delays if delay.hop == hop.n), None)
    value = getattr(found, name, None)
    return value.lower() if name == "at" and isinstance(value, str) else value


def basis(trace: Trace, number: int) -> str | None:
    """Whose stamps the time before a hop rests on: "trusted" where neither is a claim, else "sender".

    The time behind the last hop rests on what that hop's own server wrote. Before the first there is the Date alone.
    """
    if number < 2:
        return "sender"
    ends = trace.hops[number - 2 : number]
    return "trusted" if all(hop.trust in BELIEVED for hop in ends) else "sender"


def host_of(trace: Trace, number: int | None) -> str | None:
    """The host that wrote that hop; None where there is no such hop."""
    return lower(trace.hops[number - 1].received.by) if number and number <= len(trace.hops) else None


def at_host(trace: Trace, hop: Hop) -> str | None:
    """The host that the time before a hop belongs to; a name that a client announced is never it."""
    at = cause_at(trace, hop, "at")
    if isinstance(at, str):
        return at
    before = _trusted_before(trace, hop)
    return lower((before.received.by if before else None) or hop.received.rdns or hop.received.ip)


def at_organisation(trace: Trace, hop: Hop) -> str | None:
    """Whose host that is."""
    if cause_at(trace, hop, "at") == lower(hop.received.by):
        return hop.receiver_organisation
    before = _trusted_before(trace, hop)
    return before.receiver_organisation if before else hop.sender_organisation


def inside_of(trace: Trace, name: str) -> float | None:
    """That part of the time from the oldest stamp that is no claim into the mailbox."""
    found = inside(trace)
    return getattr(found, name, None)


def _trusted_before(trace: Trace, hop: Hop) -> Hop | None:
    """The hop before, where its line is no claim."""
    before = trace.hops[hop.n - 2] if hop.n > 1 else None
    return before if before and before.trust in BELIEVED else None


def after(trace: Trace, number: int, name: str) -> object:
    """That part of a hop, None where the wait is behind the last one."""
    return getattr(trace.hops[number - 1], name, None) if 0 < number <= len(trace.hops) else None


class Attempt(NamedTuple):
    """One thing that a log says was done with a message, in its stay at that host."""

    stay: Stay
    event: LogEvent


def attempts(trace: Trace) -> tuple[Attempt, ...]:
    """What the mail servers' logs say was done with the message, in the order of the way."""
    stays = (*(hop.log for hop in trace.hops if hop.log is not None), *trace.path.logged)
    return tuple(Attempt(stay, event) for stay in stays for event in stay.events if event.kind in _DONE)


_DONE = frozenset(
    {
        "deferred",
        "sent",
        "delivered",
        "bounced",
        "expired",
        "refused",
        "greylisted",
        "held",
        "released",
        "requeued",
        "discarded",
        "filtered",
    }
)
