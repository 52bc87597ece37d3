"""What a report says of one message, as rows of text that is safe to show.

HTML, Markdown, Jira, plain text and the drawing all show these records, so that they say the
same; each has only its own marks to neutralise. Every string is through ``text.safe``: no
control, no direction mark, no half of a surrogate pair is in it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from headertrace.provenance.lines import annotate
from headertrace.renderings import words
from headertrace.renderings.terminal import boundary, clock, ends, role
from headertrace.text.durations import duration, offset_words
from headertrace.text.layout import shorten
from headertrace.text.safe import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headertrace.provenance.lines import Line
    from headertrace.records.evidence import Evidence
    from headertrace.records.judgements import Delay, Finding
    from headertrace.records.path import Hop, Host
    from headertrace.records.received import Stamp
    from headertrace.records.trace import Trace
    from headertrace.renderings import Options
    from headertrace.renderings.words import Row

_LONG_S = 60.0
_TITLE_CELLS = 120
_VALUE_CELLS = 400
_MAX_SOURCE = 20_000


class Place(NamedTuple):
    """Header lines to go and see: the first and last line in the input, and the words meant."""

    first: int
    last: int
    text: str

    @property
    def words(self) -> str:
        """ "line 4", or "lines 4 to 8"."""
        return f"line {self.first}" if self.first == self.last else f"lines {self.first} to {self.last}"


class Step(NamedTuple):
    """One hop. ``mark`` is ``?`` for another's word, ``!`` where others gainsay it; ``share`` is the
    delay's part of the longest one, from 0 to 1; ``long`` says that it is the longest, and a minute
    at least. ``notes`` are the lesser facts in a row; ``place`` is the Received line.
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
    corrected: str
    share: float
    cause: str
    cause_certainty: str
    cause_at: str
    long: bool
    notes: tuple[str, ...]
    place: Place


class Told(NamedTuple):
    """One finding, or several of a kind: ``texts`` has one entry a place."""

    code: str
    name: str
    severity: str
    hops: tuple[int, ...]
    texts: tuple[tuple[str, tuple[Place, ...]], ...]
    advice: str


class Wait(NamedTuple):
    """What a wait was, at which host, and why that is thought."""

    hop: int
    took: str
    at: str
    cause: str
    certainty: str
    text: str
    places: tuple[Place, ...]


class Second(NamedTuple):
    """A second clock: what it tells, and how that stands against the stamp beside it."""

    hop: int | None
    scheme: str
    text: str
    time: str
    against: str
    certainty: str
    place: Place | None


class Wrong(NamedTuple):
    """A host's clock that is off, in words, with what shows it."""

    host: str
    text: str
    places: tuple[Place, ...]


class Said(NamedTuple):
    """One check of the sender, one filter's verdict or one signature: what, its result, who says so."""

    what: str
    result: str
    detail: str
    who: str
    place: Place | None


class Raw(NamedTuple):
    """One header field as it stands (number, text of each line), with its author."""

    lines: tuple[tuple[int, str], ...]
    cut: bool
    name: str
    agent: str
    host: str
    hop: int | None
    trust: str
    certainty: str
    meaning: str
    source: str


class LookedUp(NamedTuple):
    """What one look-up says: ``about`` whom, the ``word`` beside the header's, and the ``answers`` it rests on."""

    about: str
    word: str
    text: str
    places: tuple[Place, ...]
    answers: tuple[str, ...]


class Lookups(NamedTuple):
    """What was looked up, or in a dry run the ``questions`` that would be put."""

    head: str
    rows: tuple[LookedUp, ...]
    questions: tuple[str, ...]
    notes: tuple[str, ...]


class Report(NamedTuple):
    """All that a report shows of one message; ``number`` of ``total`` counts from 1."""

    number: int
    total: int
    title: str
    answer: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    boundary: tuple[int, str] | None
    waits: tuple[Wait, ...]
    findings: tuple[Told, ...]
    wrong_clocks: tuple[Wrong, ...]
    seconds: tuple[Second, ...]
    checks: tuple[Said, ...]
    signatures: tuple[Said, ...]
    filters: tuple[Said, ...]
    unread: tuple[tuple[str, str, Place | None], ...]
    defects: tuple[str, ...]
    redacted: tuple[tuple[str, int], ...]
    block: tuple[Raw, ...]
    file: tuple[tuple[str, str], ...]
    zone: str
    lookups: Lookups | None


def reports(traces: Sequence[Trace], options: Options) -> list[Report]:
    """The records for each trace, in order."""
    return [_report(trace, number, len(traces), options) for number, trace in enumerate(traces, 1)]


def _report(trace: Trace, number: int, total: int, options: Options) -> Report:
    at = _Places(trace)
    quiet = options.verbosity < 0
    return Report(
        number=number,
        total=total,
        title=_title(trace),
        answer=safe(trace.answer),
        facts=tuple(_facts(trace, options)),
        steps=tuple(_steps(trace, at, options)),
        boundary=boundary(trace),
        waits=tuple(_wait(delay, at) for delay in trace.delays),
        findings=() if quiet else tuple(_told(trace.findings, at)),
        wrong_clocks=tuple(
            Wrong(safe(offset.host), safe(offset_words(offset)), at.of(offset.evidence)) for offset in trace.offsets
        ),
        seconds=tuple(_seconds(trace, at, options)),
        checks=tuple(_said(row) for row in words.authentication(trace, full=True)),
        signatures=tuple(_signatures(trace, at, options)),
        filters=tuple(_said(row) for row in words.filters(trace, full=True)),
        unread=tuple((safe(item.text), safe(item.reason), at.field(item.field)) for item in trace.unparsed),
        defects=tuple(dict.fromkeys(safe(defect.text) for defect in trace.defects)),
        redacted=tuple((safe(kind), count) for kind, count in getattr(trace, "redacted", None) or ()),
        block=tuple(_raw(line) for line in annotate(trace.fields, trace.hops)),
        file=tuple(_file(trace)),
        zone=safe(options.zone_name),
        lookups=_lookups(trace, at, options) if trace.lookups else None,
    )


def _lookups(trace: Trace, at: _Places, options: Options) -> Lookups | None:
    from headertrace.renderings import lookup_words

    made = trace.lookups
    if made is None:
        return None
    notes = tuple(map(safe, made.notes))
    if made.dry_run:
        about, asked, never = lookup_words.questions(made)
        return Lookups(about, (), (*asked, *(f"never asked: {text}" for text in never)), notes)

    def clock(moment: datetime) -> str:
        return _full(moment, options) or ""

    shown = lookup_words.rows(made, only_differing=options.verbosity < 0)
    rows = [
        LookedUp(
            safe(lookup_words.title(row)),
            lookup_words.WORDS[lookup_words.mark(row)],
            lookup_words.text(row),
            at.of(row.evidence),
            tuple(lookup_words.answer(answer, clock) for answer in row.answers),
        )
        for row in shown
    ]
    head = f"{lookup_words.head(made, clock)} {lookup_words.count(shown)}".strip()
    return Lookups(head, tuple(rows), (), notes)


class _Places:
    """Field numbers → places."""

    def __init__(self, trace: Trace) -> None:
        self._fields = {field.number: field for field in trace.fields}

    def of(self, evidence: Sequence[Evidence]) -> tuple[Place, ...]:
        return tuple(Place(*item.lines, safe(item.text)) for item in evidence if item.lines[0])

    def field(self, number: int | None) -> Place | None:
        field = self._fields.get(number or 0)
        return Place(*field.lines, safe(field.value[:200])) if field else None


def _title(trace: Trace) -> str:
    said = trace.message
    return shorten(safe(said.subject or said.message_id or trace.source.name), _TITLE_CELLS)


def _facts(trace: Trace, options: Options) -> list[tuple[str, str]]:
    said, path = trace.message, trace.path
    handed = path.handed_over_by
    subject = said.subject if safe(said.subject or "") != _title(trace) else None
    rows = [
        ("Subject", subject),
        ("From", said.from_),
        ("To", said.to),
        ("Date", _stamp(said.date, options)),
        ("Message-ID", said.message_id),
        ("Return-Path", said.return_path),
        ("Written with", said.mua),
        ("Handed over by", _handed(handed) if handed else None),
        ("Delivered", _full(path.delivered, options)),
    ]
    return [(name, _cut(safe(value))) for name, value in rows if value]


def _cut(text: str) -> str:
    """What is too long for a table is whole in the header block."""
    return text if len(text) <= _VALUE_CELLS else f"{shorten(text, _VALUE_CELLS)} ({len(text)} characters)"


def _handed(handed: Host) -> str:
    name = handed.rdns or handed.helo or ""
    address = f"[{handed.ip}]" if handed.ip else ""
    return f"{name} {address}".strip() + f" (hop {handed.hop})"


def _stamp(stamp: Stamp | None, options: Options) -> str | None:
    if stamp is None:
        return None
    return _full(stamp.utc, options) or f"{stamp.raw} (no moment can be told from it)"


def _full(moment: datetime | None, options: Options) -> str | None:
    """With the year: a report is read long after."""
    if moment is None:
        return None
    try:
        local = moment.astimezone(options.zone) if options.zone else moment
    except (OverflowError, ValueError):
        local = moment
    return f"{local.day} {local:%b} {local.year} {local:%H:%M:%S} {options.zone_name}"


_MARK = {"claimed": "?", "contradicted": "!"}


def _steps(trace: Trace, at: _Places, options: Options) -> list[Step]:
    longest = max((hop.delay_s or 0.0 for hop in trace.hops), default=0.0)
    causes = {delay.hop: delay for delay in reversed(trace.delays)}
    return [_step(hop, causes.get(hop.n), longest, options) for hop in trace.hops]


def _step(hop: Hop, delay: Delay | None, longest: float, options: Options) -> Step:
    got = hop.received
    sender, by = ends(hop)
    address = safe(got.ip or "")
    took = hop.delay_s
    return Step(
        n=hop.n,
        mark=_MARK.get(hop.trust or "", ""),
        trust=hop.trust or "claimed",
        sender=sender,
        address="" if address and address in sender else address,
        by=by,
        role=role(hop),
        leg=hop.leg or "",
        protocol=safe(got.protocol or ""),
        encryption=_encryption(hop),
        encrypted=got.encrypted,
        id=safe(got.id or ""),
        recipient=safe(got.recipient or ""),
        time=clock(got.time, options).strip() if got.time else "unknown",
        moment=got.time,
        delay="" if took is None else duration(took),
        delay_s=took,
        corrected="" if hop.corrected_delay_s is None else duration(hop.corrected_delay_s),
        share=max(0.0, took / longest) if took is not None and longest > 0 else 0.0,
        cause=delay.cause if delay else "",
        cause_certainty=delay.certainty if delay else "",
        cause_at=safe(delay.at or "") if delay else "",
        long=took is not None and took == longest and took >= _LONG_S,
        notes=tuple(note for note in _notes(hop, sender, by) if note),
        place=Place(*hop.field.lines, safe(hop.field.value[:200])),
    )


def _notes(hop: Hop, sender: str, by: str) -> list[str]:
    """The leg, how the mail came in, and who runs the two hosts."""
    here = _who(hop.receiver_organisation, by, hop.receiver_place)
    sides = _who(hop.sender_organisation, sender, hop.sender_place), here
    runs = " → ".join(side or "…" for side in sides) if any(sides) else ""
    how = " ".join(word for word in (safe(hop.received.protocol or ""), _encryption(hop)) if word)
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
    return {True: "encrypted", False: "not encrypted", None: ""}[hop.received.encrypted]


def _wait(delay: Delay, at: _Places) -> Wait:
    return Wait(
        delay.hop, duration(delay.seconds), safe(delay.at or "an unknown host"), delay.cause, delay.certainty,
        safe(delay.text), at.of(delay.evidence),
    )  # fmt: skip


def _told(found: Sequence[Finding], at: _Places) -> list[Told]:
    groups: dict[str, list[Finding]] = {}
    for finding in found:
        groups.setdefault(finding.code, []).append(finding)
    return [
        Told(
            group[0].code,
            group[0].name,
            group[0].severity,
            tuple(dict.fromkeys(finding.hop for finding in group if finding.hop)),
            tuple((safe(finding.text), at.of(finding.evidence)) for finding in group),
            group[0].advice,
        )
        for group in groups.values()
    ]


def _seconds(trace: Trace, at: _Places, options: Options) -> list[Second]:
    return [
        Second(
            item.hop,
            item.scheme,
            safe(shorten(item.text, 60)),
            clock(item.time, options).strip(),
            _against(item.against_stamp_s),
            item.certainty,
            at.field(item.field),
        )
        for item in trace.clocks
    ]


def _against(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if abs(seconds) < 1:
        return "the same second"
    return f"{duration(abs(seconds))} {'after' if seconds > 0 else 'before'} the stamp"


def _said(row: Row) -> Said:
    more = [part for part in row.more.split("; ") if part not in row.detail]
    detail = "; ".join(part for part in (row.detail, *more) if part)
    place = Place(*row.lines, "") if row.lines else None
    return Said(safe(row.what), safe(row.result), safe(detail), safe(row.who), place)


_SIGNATURES = {
    "dkim-signature": "DKIM",
    "domainkey-signature": "DomainKeys",
    "x-google-dkim-signature": "Google's DKIM",
}


def _signatures(trace: Trace, at: _Places, options: Options) -> list[Said]:
    rows = []
    for item in trace.authentication.dkim if trace.authentication else ():
        facts = [item.algorithm, f"selector {item.selector}" if item.selector else None]
        facts += [f"{item.key_bits}-bit key" if item.key_bits else None]
        facts += [f"signed {_full(item.signed, options)}" if item.signed else None]
        facts += [f"expires {_full(item.expires, options)}" if item.expires else None]
        kind = _SIGNATURES.get(item.header, safe(item.header))
        detail = safe(", ".join(fact for fact in facts if fact))
        rows.append(Said(kind, "", detail, safe(item.domain or "?"), at.field(item.field)))
    return rows


def _raw(line: Line) -> Raw:
    field = line.field
    source = field.source[:_MAX_SOURCE]
    texts = [safe(text.rstrip("\r").expandtabs(4)) for text in source.rstrip("\r\n").split("\n")]
    return Raw(
        lines=tuple(enumerate(texts, field.first_line)),
        cut=len(field.source) > _MAX_SOURCE,
        name=safe(field.name),
        agent=line.agent or "unknown writer",
        host=safe(line.host or ""),
        hop=line.hop,
        trust=line.trust or "claimed",
        certainty=line.certainty,
        meaning=line.meaning,
        source=line.source,
    )


def _file(trace: Trace) -> list[tuple[str, str]]:
    source = trace.source
    rows = [
        ("Input", "standard input" if source.name == "-" else source.name),
        ("Message in it", str(source.number)),
        ("Bytes", None if source.size is None else str(source.size)),
        ("SHA-256", source.sha256),
    ]
    return [(name, safe(value)) for name, value in rows if value]
