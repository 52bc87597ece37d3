"""``trace``: the one place where the steps are put in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from headertrace.answer import answer
from headertrace.clocks import read as read_clocks
from headertrace.clocks.zones import zone_errors
from headertrace.delays import explain
from headertrace.dictionary.families import CHECKS, NO_VERDICTS
from headertrace.findings import find
from headertrace.limits import Limits
from headertrace.path import BARE, forged_up_to, is_bare, order, steps, summarise, turned
from headertrace.patterns import lazy
from headertrace.provenance import boundary, handed_over_by, judge, origin
from headertrace.records.datasets import Knowledge
from headertrace.records.evidence import Defect, Field, Unparsed
from headertrace.records.judgements import Offset
from headertrace.records.logs import Logged
from headertrace.records.making import maker
from headertrace.records.message import REDACTED, Message, Summary
from headertrace.records.path import Hop, Part, Step
from headertrace.records.timeline import Timeline
from headertrace.records.trace import Trace
from headertrace.records.vocabulary import Trust
from headertrace.reports.gate import notice as notice_of
from headertrace.roles import assign
from headertrace.roles.writers import writer
from headertrace.syntax.dates import parse_date
from headertrace.syntax.encoded_words import decoded
from headertrace.syntax.fields import HOPS
from headertrace.timeline import gather, submitted
from headertrace.timeline import read as read_time
from headertrace.timeline.logged import counted, counts, with_logs
from headertrace.timeline.observations import WRITER
from headertrace.timeline.pooled import pooled

_USUAL = Limits()


def trace(
    message: Message | bytes,
    trusted: Iterable[str] = (),
    knowledge: Knowledge | None = None,
    logged: Logged | None = None,
    limits: Limits = _USUAL,
) -> Trace:
    """Trace one message.

    ``message`` is a Message from ``headertrace.read``, or the bytes of one; ``trusted`` are the
    names of one's own servers, domains or organisations; ``knowledge`` is what a dataset knows of
    their clocks, and of what is usual (``headertrace.mailbox.knowing``); ``logged`` is what the servers'
    logs say of it (``headertrace.logs``); ``limits`` says how many Received lines are read. Never raises on
    content; a message without any Received line gives a Trace without hops.
    """
    if not isinstance(message, Message):
        from headertrace.sources import read

        message = next(iter(read(message)), Message(()))
    way = steps(message.fields, limits.received_lines)
    listed = order(way, message.fields)
    if listed.turned:
        message = message._replace(fields=turned(message.fields), defects=(*message.defects, _TURNED))
        way = steps(message.fields, limits.received_lines)
    if not listed.sure:
        message = message._replace(defects=(*message.defects, _OPEN_ORDER))
    parts = assign(way, message.fields)
    trusts = judge(way, parts, trusted)
    forged = forged_up_to(trusts)
    if forged:
        way, parts = _silenced(way, parts, forged)
    heard, played = way[forged:], parts[forged:]
    clocks = read_clocks(message.fields, heard, trusts[forged:])
    summary = _summary(message)
    zones = zone_errors(clocks)
    known = pooled(heard, trusts[forged:], knowledge) if knowledge is not None else {}
    moments = gather(message.fields, heard, played, summary, zones, known)
    if knowledge is not None:
        moments = moments._replace(dataset=knowledge.name)
    if logged is not None:
        moments = with_logs(moments, heard, logged)
    timeline = read_time(heard, trusts[forged:], moments)
    if logged is not None:
        timeline = counted(timeline, counts(heard, logged))
    made = tuple(map(_hop, way, parts, trusts, _corrected(way, timeline)))
    if logged is not None:
        made = tuple(hop._replace(log=logged.at(hop.n)) for hop in made)
    submission = bool(played) and submitted(played[0])
    delays = explain(
        made,
        message.fields,
        summary.date,
        clocks,
        timeline,
        moments.statements,
        message.source.size,
        submission,
        logged,
    )
    newest = next((hop.received.by for hop in reversed(made) if hop.leg != "retrieval"), None)
    border = boundary(made)
    path = summarise(made, message.fields, summary, border, handed_over_by(border), origin(made), timeline, delays)
    if logged is not None:
        path = path._replace(
            logged=tuple(stay for stay in logged.stays if stay.hop is None),
            searched=logged.covers,
            crowded=logged.crowded,
        )
    found = Trace(
        answer="",
        source=message.source,
        message=summary,
        path=path,
        hops=made,
        unparsed=tuple(_unparsed(message, made, limits.received_lines)),
        fields=message.fields,
        defects=message.defects,
        clocks=clocks,
        offsets=_servers(timeline, newest),
        timeline=timeline,
        delays=delays,
        redacted=_redacted(message.fields),
    )
    found = _with_notice(found, message, trusted, knowledge, logged.returned if logged else None, limits)
    found = _with_opinions(found, message)
    if knowledge is not None:
        found = found._replace(history=knowledge.history(found))
    found = found._replace(findings=find(found))
    return found._replace(answer=answer(found))


def _with_notice(
    found: Trace,
    message: Message,
    trusted: Iterable[str],
    knowledge: Knowledge | None,
    logged: Logged | None,
    limits: Limits,
) -> Trace:
    """The trace with what the message says of another one, and that one's trace where its header came back."""
    notice = notice_of(message)
    if notice is None:
        return found
    # What was returned is no more than a header: nothing in it is returned in turn.
    other = (
        trace(
            Message(notice.fields, message.source._replace(size=None, sha256=None)), trusted, knowledge, logged, limits
        )
        if notice.fields
        else None
    )
    if other is not None:
        from headertrace.reports.whose import whose

        by = whose(found, other)
        notice = notice._replace(ours=by.ours, own_host=by.host, login=by.login, claimed=by.domain)
    return found._replace(notice=notice, returned=other)


_TURNED = Defect("turned", "the Received lines stood oldest first, and were turned round")
_OPEN_ORDER = Defect("two-readings", "names and times do not agree on which of the Received lines is the newest")


def _silenced(way: tuple[Step, ...], parts: tuple[Part, ...], forged: int) -> tuple[tuple[Step, ...], tuple[Part, ...]]:
    """Steps and parts without what would be derived of a forged line and of those below it."""
    quiet = tuple(step._replace(delay_s=None, uncertainty_s=None) if step.n <= forged + 1 else step for step in way)
    return quiet, (*(part._replace(roles=(), leg=None, grounds=()) for part in parts[:forged]), *parts[forged:])


def _with_opinions(found: Trace, message: Message) -> Trace:
    """The trace with what filters and checks of the sender wrote."""
    names = {field.key for field in message.fields}
    said, verdicts, unparsed = found.authentication, found.filters, found.unparsed
    if any(map(_is_check, names)):
        from headertrace.authentication import read
        from headertrace.authentication.alignment import aligned

        said = aligned(read(message.fields, found.hops), message.fields)
        unparsed += said.unparsed
    if any(map(_may_be_verdict, names)):
        from headertrace.filters import survey

        verdicts, unread = survey(message.fields, found.hops)
        unparsed += unread
    return found._replace(authentication=said, filters=verdicts, unparsed=unparsed)


@lru_cache(maxsize=4096)
def _is_check(name: str) -> bool:
    return name.startswith(CHECKS)


@lru_cache(maxsize=4096)
def _may_be_verdict(name: str) -> bool:
    return name.startswith("x-") and not name.startswith(NO_VERDICTS)


def _servers(timeline: Timeline, newest: str | None) -> tuple[Offset, ...]:
    """The servers' clocks that are wrong against the newest one's; an error of that one itself is among the delays."""
    return tuple(item for item in timeline.known if item.host not in (WRITER, newest) and _told(item))


def _told(offset: Offset) -> bool:
    """Errors of seconds are everyday, and nobody is helped by knowing."""
    return max(abs(offset.offset_s or 0.0), offset.low_s or 0.0, -(offset.high_s or 0.0)) >= _TOLD_S


_TOLD_S = 12.0


def _corrected(way: tuple[Step, ...], timeline: Timeline) -> list[float | None]:
    """The true delay of each step by the best reading, where the stamps say something else; else None."""
    corrected: list[float | None] = [None] * len(way)
    for held in timeline.steps:
        if 1 < held.hop <= len(way):
            raw = way[held.hop - 1].delay_s
            if raw is not None and abs(raw - held.seconds) > _CORRECTED_S:
                corrected[held.hop - 1] = round(held.seconds, 3)
    return corrected


# What clocks that are right may differ by is no correction.
_CORRECTED_S = 4.0
_made = maker(Hop)


def _hop(step: Step, part: Part, trust: Trust, corrected_delay_s: float | None) -> Hop:
    """All that was found out about one step, put together."""
    # By position, in the record's order: by name it takes twice as long, for every line.
    return _made(
        step.n, step.field, step.received, step.link, step.delay_s, step.uncertainty_s, step.same_host, part.roles,
        part.leg, trust, corrected_delay_s, step.sender_organisation, step.receiver_organisation, step.scope,
        part.grounds, step.sender_place, step.receiver_place,
    )  # fmt: skip


def _redacted(fields: tuple[Field, ...]) -> tuple[tuple[str, int], ...]:
    """What the message says of its own redaction, in its last field."""
    if not fields or fields[-1].name != REDACTED:
        return ()
    pairs = (part.strip().partition("=") for part in fields[-1].value.split(","))
    return tuple((kind[:40], int(count)) for kind, _, count in pairs if _COUNT.fullmatch(count))


_COUNT = lazy("[0-9]{1,9}")


def _summary(message: Message) -> Summary:
    first = {field.key: field for field in reversed(message.fields)}

    def value(name: str) -> str | None:
        field = first.get(name)
        return decoded(field.value) if field else None

    date = first.get("date")
    wrote = writer(first)
    return Summary(
        message_id=value("message-id"),
        date=parse_date(date.value) if date else None,
        from_=value("from"),
        to=value("to"),
        subject=value("subject"),
        return_path=value("return-path"),
        mua=decoded(wrote[0]) if wrote else None,
        mua_ground=wrote[1] if wrote else None,
    )


def _unparsed(message: Message, made: tuple[Hop, ...], most: int) -> list[Unparsed]:
    out = [Unparsed(None, "", defect.text) for defect in message.defects if defect.code in _LOST]
    for field in message.fields:
        if not field.name:
            out.append(Unparsed(field.number, field.value or field.source.strip(), "not a header line"))
        elif field.key in HOPS and is_bare(field):
            out.append(Unparsed(field.number, " ".join(field.value.split()), BARE))
    if len(made) == most:
        out += _beyond(message.fields, made[0].field.number, most)
    for hop in made:
        for defect in hop.received.defects:
            if defect.code in ("unread", "swallowed-field", "too-long", "long-id", "long-name"):
                start, end = defect.span or (0, len(hop.received.raw))
                out.append(Unparsed(hop.field.number, hop.received.raw[start:end], defect.text))
    return out


def _beyond(fields: tuple[Field, ...], oldest: int, most: int) -> Iterator[Unparsed]:
    """The Received lines below the oldest that was read; ``oldest`` is its number."""
    for field in fields[oldest:]:
        if field.key in HOPS and not is_bare(field):
            yield Unparsed(field.number, " ".join(field.value.split()), f"beyond the first {most} Received lines")


_LOST = frozenset({"too-many-fields", "block-too-long", "no-header", "failed"})
