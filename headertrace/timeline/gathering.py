"""One message → the moments that the joint reading goes by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from headertrace.dictionary import lists
from headertrace.organisations import operator, owner
from headertrace.records.evidence import Field
from headertrace.records.judgements import Clock
from headertrace.records.message import Summary
from headertrace.records.path import Hop, Part, Step
from headertrace.records.vocabulary import Leg
from headertrace.syntax.dates import parse_date
from headertrace.timeline.anomalies import COLLECTED_WAIT, EXPECTED_WAIT
from headertrace.timeline.observations import PROMPT_S, Moments, Observation
from headertrace.timeline.pooled import ONE_CLOCK, Pooled
from headertrace.timeline.statements import NAMES, RESULTS, Statement, came_again, greylists, shown

_RESENT = "resent-date"
_DELIVERY = "delivery-date"
# Fields of a client that was told to send later (RFC 4021 section 2.1.12; Thunderbird's Send Later).
_LATER = frozenset({"deferred-delivery", "x-send-later-at"})
# From the writing of a Resent-Date to the first stamp.
_RESENT_SLACK_S = 300.0
# Nobody sets a sending for a time nearer than that.
_SCHEDULED_S = 1_800.0
_NOTHING: Mapping[int, Pooled] = {}


def gather(
    fields: tuple[Field, ...],
    steps: tuple[Step, ...],
    parts: tuple[Part, ...],
    summary: Summary,
    zones: Mapping[int, tuple[float, Clock]],
    pooled: Mapping[int, Pooled] = _NOTHING,
) -> Moments:
    """``zones`` are hops whose own id proves that the zone of their stamp is mislabelled, by seconds; ``pooled`` is
    what a dataset knows of their clocks.
    """
    names = {field.key for field in fields}
    stated: tuple[Statement, ...] = ()
    told = came_again(fields, steps) if not names.isdisjoint(RESULTS) else set()
    if not names.isdisjoint(NAMES):
        stated = greylists(fields, steps, parts)
        told |= shown(fields, steps)
    by_hand = False
    if _RESENT in names:
        told |= _resent(fields, steps)
        by_hand = bool(steps) and any(resent_at(field, steps[0].received.time) for field in fields)
    if not names.isdisjoint(_LATER):
        told.add(1)
    return Moments(
        _written(steps, parts, summary, by_hand),
        {item.hop: item.seconds for item in stated},
        {n: error for n, (error, _) in zones.items()},
        dict.fromkeys(told, EXPECTED_WAIT) | _expected(steps, parts, not names.isdisjoint(lists.ADDRESSING)),
        _delivered(fields, steps) if _DELIVERY in names else (),
        stated,
        bool(steps) and (_is_local(steps[0], parts[0]) or _dated_by(steps[0], fields, summary)),
        {n: item for n, item in pooled.items() if n not in zones},
    )


def _expected(steps: tuple[Step, ...], parts: tuple[Part, ...], listed: bool) -> dict[int, float]:
    """The weight of a wait for collection, for a list's moderators, and in its queue to the members.

    ``listed`` says that the message came by a list: then a host that is called so is the list's.
    """
    found: dict[int, float] = {}
    before: Leg | None = None
    host: str | None = None
    for step, part in zip(steps, parts, strict=True):
        if part.leg == "retrieval":
            found[step.n] = COLLECTED_WAIT
        elif "list" in (part.leg, before) or (listed and lists.named(host)):
            found[step.n] = EXPECTED_WAIT
        before, host = part.leg, step.received.by
    return found


def _written(steps: tuple[Step, ...], parts: tuple[Part, ...], summary: Summary, by_hand: bool) -> float | None:
    """The Date, where it is the writer's own word and worth holding against the first stamp.

    A server adds a Date, and a Message-ID with its own name, to a message without (RFC 6409 section 8): then
    the Date is that server's stamp. A Date long before the first stamp is a mere claim unless the first line is
    that of a server that took the message from its writer, or from whoever resent it.
    """
    date = summary.date
    if date is None or date.utc is None or not steps:
        return None
    written = date.utc.timestamp()
    if is_servers(steps, summary):
        return None
    first = steps[0].received.time
    if first is None:
        return written
    early = first.timestamp() - written
    if early < 0 and _renders_late(steps[0]):
        return None
    if early > PROMPT_S and not (by_hand or submitted(parts[0])) and not (early > _SCHEDULED_S and _is_round(first)):
        return None
    return written


def _is_local(step: Step, part: Part) -> bool:
    got = step.received
    if step.receiver_organisation in ONE_CLOCK:
        # Such lines name no client either way: its queues and its calendar are no host that somebody writes on.
        return False
    elsewhere = (got.protocol or "").lower().startswith(("http", "mapi"))
    return part.leg == "submission" and not (got.ip or got.rdns or got.helo or elsewhere)


def _dated_by(step: Step, fields: tuple[Field, ...], summary: Summary) -> bool:
    """Whether the first server put the Date to a message without: sendmail writes it right under its own line, by the
    same clock and in its own zone (the order of the H lines in sendmail.cf). Then that is no second clock. UTC is
    anybody's.
    """
    under = step.field.number
    stamp, date = step.received.stamp, summary.date
    if step.received.dialect != "sendmail" or under >= len(fields) or fields[under].key != "date":
        return False
    if stamp is None or date is None or not stamp.offset:
        return False
    return (stamp.utc, stamp.offset) == (date.utc, date.offset)


def _renders_late(step: Step) -> bool:
    """A bulk sender writes the Date when it makes up the message, after it took the order in."""
    found = operator(step.received.by or "")
    return step.received.dialect in _BULK or (found is not None and found.kind == "bulk sender")


_BULK = frozenset({"sendgrid", "mailgun", "amazonses", "mandrill"})


def _is_round(moment: datetime) -> bool:
    """On a quarter of an hour to seconds, as what was set for a time is sent."""
    return moment.minute % 15 == 0 and moment.second < 8


def submitted(part: Part) -> bool:
    """The first line's server took the message from its writer: by login, on the host itself, from its own network."""
    return part.leg == "submission" and not any("(possible)" in ground.text for ground in part.grounds)


def is_servers(steps: Sequence[Step] | Sequence[Hop], summary: Summary) -> bool:
    """Whether a server on the way added the Date (RFC 6409 section 8), to the second of its own line."""
    if summary.date is None or summary.date.utc is None:
        return False
    written = summary.date.utc.timestamp()
    ident = (summary.message_id or "").rstrip(">")
    _, _, domain = ident.rpartition("@")
    first = steps[0].received.stamp
    # UTC is anybody's.
    foreign = first is not None and summary.date.offset not in (0, first.offset)
    for step in steps[1:]:
        time, host = step.received.time, step.received.by
        if time is None or host is None or abs(time.timestamp() - written) > 1:
            continue
        if foreign and step.received.stamp is not None and step.received.stamp.offset == summary.date.offset:
            # In that server's zone, and not in the one of the server that took the message in.
            return True
        if domain.lower() == host or (step.received.id and step.received.id in ident):
            return True
        if step.receiver_organisation in ONE_CLOCK and owner(domain.lower()) == step.receiver_organisation:
            return True
    return False


def resent_at(field: Field, taken: datetime | None) -> datetime | None:
    """When somebody sent the message on by hand, by a field that says so of about when it was ``taken`` in."""
    sent = parse_date(field.value).utc if field.key == _RESENT and taken else None
    return sent if sent and taken and abs((taken - sent).total_seconds()) <= _RESENT_SLACK_S else None


def _resent(fields: tuple[Field, ...], steps: tuple[Step, ...]) -> set[int]:
    """The hop that first took in a message that somebody sent on by hand (RFC 5322 section 3.6.6)."""
    found = set()
    for field in fields:
        if field.key == _RESENT:
            above = [step.n for step in steps if step.field.number < field.number]
            if above:
                found.add(min(above))
    return found


def _delivered(fields: tuple[Field, ...], steps: tuple[Step, ...]) -> tuple[Observation, ...]:
    """Exim's Delivery-date, above its newest line: into the mailbox, by the same clock (src/transport.c)."""
    last = steps[-1] if steps else None
    if last is None or last.received.by is None:
        return ()
    for field in fields:
        if field.number >= last.field.number:
            return ()
        if field.key == _DELIVERY:
            stamp = parse_date(field.value)
            if stamp.utc is not None:
                return (Observation(last.received.by, stamp.utc.timestamp(), last.n + 1),)
    return ()
