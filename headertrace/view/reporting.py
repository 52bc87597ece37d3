"""A trace → what a report says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.provenance.lines import annotate
from headertrace.records.vocabulary import CLOCK_CAUSES
from headertrace.text.counts import how_many, listed
from headertrace.text.durations import offset_words
from headertrace.text.layout import shorten
from headertrace.text.safe import safe
from headertrace.text.sentences import sentence
from headertrace.view import lookups, opinions
from headertrace.view.arithmetic import against
from headertrace.view.findings import told
from headertrace.view.first import beyond, first
from headertrace.view.legend import legend
from headertrace.view.logged import logged
from headertrace.view.message import own_name, title
from headertrace.view.moments import clock, full
from headertrace.view.notices import notice
from headertrace.view.places import Place, places
from headertrace.view.report import LookedUp, Lookups, Raw, Report, Said, Second, Wrong
from headertrace.view.roles import role
from headertrace.view.steps import waits
from headertrace.view.way import way

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from headertrace.provenance.lines import Line
    from headertrace.records.received import Stamp
    from headertrace.records.trace import Trace
    from headertrace.view.opinions import Row
    from headertrace.view.wishes import Wishes

_TITLE_CELLS = 120
_VALUE_CELLS = 400
_MAX_SOURCE = 20_000


def reports(traces: Sequence[Trace], wishes: Wishes) -> list[Report]:
    """The records for each trace, in order."""
    return [_report(trace, number, len(traces), wishes) for number, trace in enumerate(traces, 1)]


def _report(trace: Trace, number: int, total: int, wishes: Wishes) -> Report:
    fields = _Fields(trace)
    whole = way(trace, wishes)
    quiet = wishes.verbosity < 0
    return Report(
        number=number,
        total=total,
        title=_title(trace),
        answer=safe(trace.answer),
        first=first(trace),
        facts=tuple(_facts(trace, wishes)),
        way=whole,
        waits=waits(trace),
        findings=() if quiet else tuple(told(trace.findings)),
        wrong_clocks=tuple(_wrong(trace)),
        seconds=tuple(_seconds(trace, fields, wishes)),
        checks=tuple(_said(row) for row in opinions.authentication(trace, full=True)),
        signatures=tuple(_signatures(trace, fields, wishes)),
        filters=tuple(_said(row) for row in opinions.filters(trace, full=True)),
        unread=tuple((safe(item.text), safe(item.reason), fields.place(item.field)) for item in trace.unparsed),
        defects=tuple(dict.fromkeys(safe(defect.text) for defect in trace.defects)),
        redacted=tuple((safe(kind), count) for kind, count in trace.redacted or ()),
        block=tuple(_raw(line) for line in annotate(trace.fields, trace.hops)),
        file=tuple(_file(trace)),
        zone=safe(wishes.zone_name),
        lookups=_lookups(trace, wishes),
        notice=notice(trace, wishes),
        legend=legend(whole),
        results=tuple(_short(row) for part in beyond(trace) for row in part),
        input=own_name(trace.source.name),
        left_out=_left_out(trace),
        logs=tuple(logged(trace, wishes)),
    )


def _wrong(trace: Trace) -> Iterator[Wrong]:
    """The clocks that are off; the newest server's own, by which all others are read, stands among the delays."""
    for offset in trace.offsets:
        yield Wrong(safe(offset.host), sentence(safe(offset_words(offset))), places(offset.evidence))
    for delay in trace.delays:
        if delay.cause in CLOCK_CAUSES:
            yield Wrong(safe(delay.at or "an unknown host"), sentence(safe(delay.text)), places(delay.evidence))


def _lookups(trace: Trace, wishes: Wishes) -> Lookups | None:
    made = trace.lookups
    if made is None:
        return None
    notes = tuple(map(safe, made.notes))
    if made.dry_run:
        about, asked, never = lookups.questions(made)
        return Lookups(about, (), (*asked, *(f"never asked: {text}" for text in never)), notes if asked else ())

    def when(moment: datetime) -> str:
        return full(moment, wishes) or ""

    shown = lookups.rows(made, only_differing=wishes.verbosity < 0)
    rows = [
        LookedUp(
            safe(lookups.title(row)),
            lookups.WORDS[lookups.mark(row)],
            lookups.text(row),
            places(row.evidence),
            tuple(lookups.answer(answer, when) for answer in row.answers),
        )
        for row in shown
    ]
    head = f"{lookups.head(made, when)} {lookups.count(shown)}".strip()
    return Lookups(head, tuple(rows), (), notes)


class _Fields:
    """Field numbers → places."""

    def __init__(self, trace: Trace) -> None:
        self._fields = {field.number: field for field in trace.fields}

    def place(self, number: int | None) -> Place | None:
        field = self._fields.get(number or 0)
        return Place(*field.lines, safe(field.value[:200])) if field else None


def _title(trace: Trace) -> str:
    return shorten(title(trace), _TITLE_CELLS)


def _facts(trace: Trace, wishes: Wishes) -> list[tuple[str, str]]:
    said, path = trace.message, trace.path
    subject = said.subject if safe(said.subject or "") != _title(trace) else None
    rows = [
        ("Subject", subject),
        ("From", said.from_),
        ("To", said.to),
        ("Date", _stamp(said.date, wishes)),
        ("Message-ID", said.message_id),
        ("Return-Path", said.return_path),
        ("Written with", said.mua),
        ("Arrived" if trace.notice else "Delivered", full(path.delivered, wishes)),
    ]
    return [(name, _cut(safe(value))) for name, value in rows if value]


def _cut(text: str) -> str:
    """What is too long for a table is whole in the header block."""
    return text if len(text) <= _VALUE_CELLS else f"{shorten(text, _VALUE_CELLS)} ({len(text)} characters)"


def _stamp(stamp: Stamp | None, wishes: Wishes) -> str | None:
    if stamp is None:
        return None
    return full(stamp.utc, wishes) or f"{stamp.raw} (it names no moment)"


def _seconds(trace: Trace, fields: _Fields, wishes: Wishes) -> list[Second]:
    return [
        Second(
            item.hop,
            item.scheme,
            safe(shorten(item.text, 60)),
            clock(item.time, wishes).strip(),
            against(item.against_stamp_s),
            item.certainty,
            fields.place(item.field),
        )
        for item in trace.clocks
    ]


def _said(row: Row) -> Said:
    more = [part for part in row.more.split("; ") if part not in row.detail]
    detail = "; ".join(part for part in (row.detail, *more) if part)
    place = Place(*row.lines, "") if row.lines else None
    return Said(safe(row.what), safe(row.result), safe(detail), safe(row.who), place)


def _short(row: Row) -> Said:
    return _said(row._replace(more="", who=row.who.partition(",")[0]))


_SIGNATURES = {
    "dkim-signature": "DKIM",
    "domainkey-signature": "DomainKeys",
    "x-google-dkim-signature": "Google's DKIM",
}


def _signatures(trace: Trace, fields: _Fields, wishes: Wishes) -> list[Said]:
    rows = []
    for item in trace.authentication.dkim if trace.authentication else ():
        facts = [item.algorithm, f"selector {item.selector}" if item.selector else None]
        facts += [f"{item.key_bits}-bit key" if item.key_bits else None]
        facts += [f"signed {full(item.signed, wishes)}" if item.signed else None]
        facts += [f"expires {full(item.expires, wishes)}" if item.expires else None]
        kind = _SIGNATURES.get(item.header, safe(item.header))
        detail = safe(", ".join(fact for fact in facts if fact))
        rows.append(Said(kind, "", detail, safe(item.domain or "?"), fields.place(item.field)))
    return rows


def _raw(line: Line) -> Raw:
    field = line.field
    source = field.source[:_MAX_SOURCE]
    texts = [safe(text.rstrip("\r").expandtabs(4)) for text in source.rstrip("\r\n").split("\n")]
    return Raw(
        lines=tuple(enumerate(texts, field.first_line)),
        cut=len(field.source) > _MAX_SOURCE,
        name=safe(field.name),
        agent=role(line.agent or "unknown writer"),
        host=safe(line.host or ""),
        hop=line.hop,
        trust=line.trust or "claimed",
        certainty=line.certainty,
        meaning=line.meaning,
        source=line.source,
    )


def _left_out(trace: Trace) -> str:
    """ "the header (98 fields), 1 wait, 5 second clocks and 3 signatures"."""
    signed = len(trace.authentication.dkim) if trace.authentication else 0
    counts = ((len(waits(trace)), "wait"), (len(trace.clocks), "second clock"), (signed, "signature"))
    parts = [f"the header ({how_many(len(trace.fields), 'field')})"] if trace.fields else []
    parts += [how_many(count, what) for count, what in counts if count]
    return listed(parts)


def _file(trace: Trace) -> list[tuple[str, str]]:
    source = trace.source
    rows = [
        ("Input", own_name(trace.source.name)),
        ("Message in it", str(source.number)),
        ("Bytes", None if source.size is None else str(source.size)),
        ("SHA-256", source.sha256),
    ]
    return [(name, safe(value)) for name, value in rows if value]
