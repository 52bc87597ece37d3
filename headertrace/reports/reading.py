"""A message's header and body → the notice that it is, if it is one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module

from headertrace.patterns import lazy
from headertrace.records.evidence import Evidence, Field
from headertrace.records.reports import Notice, Report
from headertrace.records.vocabulary import NoticeKind
from headertrace.reports import codes, hosts, rfc3464, signs
from headertrace.reports.body import Body, sort
from headertrace.reports.form import Form, Read, Row, rows
from headertrace.reports.index import INDEX
from headertrace.reports.parts import Line, Part, parts, undivided
from headertrace.reports.reasons import reason
from headertrace.reports.reporting import merged, of_rows
from headertrace.reports.returned import header
from headertrace.reports.rfc3464 import address
from headertrace.reports.signs import Signs

_MAX_WORDS = 2_000
_SHOWN = 200
# Forms whose words stand in ordinary letters too.
_LOOSE = frozenset({"plain", "qmail", "postfix", "imail", "intermail", "james", "activehunter", "fml", "proofpoint"})
_DISPOSITION = lazy(r"(?i)disposition:\s*(.{0,300})")
# What read it: the leaf that knows the product's form, or a field's name; and the recipients that it found.
_Found = tuple[str, list[Row]]


def read(fields: Sequence[Field], body: bytes, first_line: int = 1, wholly: bool = True) -> Notice | None:
    """The notice that these are, None for other mail. ``first_line`` is the number of the body's first line.

    ``wholly`` says whether the body is all there. Never raises on content.
    """
    found = signs.signs(fields)
    return _read(found, fields, body, first_line, wholly, within=False) if found else None


def above(lines: Sequence[str], first_line: int, fields: Sequence[Field]) -> Notice | None:
    """The notice whose text stands above the header that it returned, which is ``fields``, as people paste it."""
    body = Body(None, tuple(Line(line, first_line + at) for at, line in enumerate(lines)), tuple(fields))
    found = _by_text(body, special=True)
    if not found or not _named(found):
        return None
    # The header of the message that it is about is the one in hand: it is not returned once more.
    return _notice(body, (), found, ())._replace(fields=())


def _read(
    found: Signs, fields: Sequence[Field], data: bytes, first_line: int, wholly: bool, within: bool
) -> Notice | None:
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    redacted = signs.is_redacted(fields)
    divided = undivided if redacted else parts
    body = sort(divided(fields, data, first_line), wholly, redacted)
    evidence = _evidence(fields, found)
    if body.complaint is not None:
        return _complaint(body, evidence)
    if body.receipt:
        return _receipt(body, fields, evidence)
    if body.told is None and body.within is not None and not within:
        carried = _carried(body.within, first_line)
        if carried is not None and carried.reports:
            # The fields in hand are the outer message's.
            return carried._replace(evidence=evidence)
    told = _delivery(found, fields, body, evidence)
    if told is not None:
        return told
    if found.answered is not None and found.declared is None:
        return _answer(found.answered[0], fields, body, evidence)
    if found.declared is None:
        return None
    kind: NoticeKind = "delay" if found.declared == "report" and hosts.delayed((), fields) else found.declared
    bare = Notice(kind, reporter=hosts.of_header(fields), fields=body.fields, returned=bool(body.fields))
    return bare._replace(wholly=not body.cut, evidence=evidence)


def _carried(part: Part, first_line: int) -> Notice | None:
    """The notice that a message within the message is."""
    block = header(part.lines)
    found = signs.signs(block)
    if found is None:
        return None
    end = next((at for at, line in enumerate(part.lines) if not line.text.strip()), len(part.lines))
    below = part.lines[end + 1 :]
    data = "\n".join(line.text for line in below).encode("utf-8", "surrogateescape")
    return _read(found, block, data, below[0].number if below else first_line, wholly=True, within=True)


def _delivery(found: Signs, fields: Sequence[Field], body: Body, evidence: tuple[Evidence, ...]) -> Notice | None:
    """A notice of what became of delivery: by its part for programs, by its text, by what its header names."""
    sure = found.telling is not None or found.declared == "report"
    if body.told is None and not sure and found.hint is None:
        return None
    text = _by_text(body, special=body.told is None and not sure)
    if body.told is not None:
        beside = [row for row in text[1] if text[0] not in _LOOSE or codes.reply(row.words)] if text else []
        return _notice(body, fields, ("rfc3464", beside), evidence)
    if sure and not (text and _named(text)):
        text = _by_header(body, fields, text)
    return _notice(body, fields, text, evidence) if text and _named(text) else None


def _named(found: _Found) -> bool:
    return any(row.recipient for row in found[1])


def _evidence(fields: Sequence[Field], found: Signs) -> tuple[Evidence, ...]:
    named = next((field for field in fields if field.key == "content-type"), None) if found.declared else None
    field = named or found.telling or (found.answered[1] if found.answered else found.hint)
    return (field.evidence(field.value[:_SHOWN]),) if field else ()


def _by_text(body: Body, special: bool) -> _Found | None:
    """What a leaf finds in the text. ``special``: by a known product's own form alone."""
    low = "\n".join(line.text for line in body.text).lower()
    for mark in INDEX:
        if any(word in low for word in mark.words) and not (special and mark.name in _LOOSE):
            found = _reader(mark.name)(body.text)
            if mark.name == "plain":
                found = [row for row in found if _tells(row.words)]
            if found:
                return mark.name, found
    return None


def _tells(words: str) -> bool:
    """Whether words beside an address in a text of no known form are a server's about delivery."""
    return bool(codes.reply(words) or codes.status(words)) or reason(words, None, None, "failed") != "undefined"


@cache
def _leaf(name: str) -> Form | Read:
    module = import_module(f"headertrace.reports.{name}")
    found: Form | Read = getattr(module, "FORM", None) or module.read
    return found


def _reader(name: str) -> Callable[[Sequence[Line]], list[Row]]:
    leaf = _leaf(name)
    return (lambda lines: rows(leaf, lines)) if isinstance(leaf, Form) else leaf


def _by_header(body: Body, fields: Sequence[Field], said: _Found | None) -> _Found | None:
    """The recipients that X-Failed-Recipients names, else those that the returned message was for.

    ``said`` is what a leaf found that names none.
    """
    for source, name in ((fields, "x-failed-recipients"), (body.fields, "to")):
        found = [(to, field) for field in source if field.key == name for to in _addresses(field)]
        if found:
            words = said[1][0].words if said else " ".join(filter(None, (line.text.strip() for line in body.text)))
            why = said[1][0].reason if said else None
            named = [Row(to, words[:_MAX_WORDS], field.lines, reason=why) for to, field in found]
            return said[0] if said else name, named
    return None


def _addresses(field: Field) -> list[str]:
    return [to for item in field.value.split(",") if (to := address(item)) and "@" in to]


def _notice(body: Body, fields: Sequence[Field], found: _Found, evidence: tuple[Evidence, ...]) -> Notice:
    form, listed = found
    reporter = _reporter(body, fields, found)
    late = hosts.delayed(body.text, fields)
    if body.told is not None:
        reports = tuple(merged(body.told, listed, reporter, late))
    else:
        reports = tuple(of_rows(listed, reporter, late, body.text))
    all_told = len(reports) <= rfc3464.MAX_RECIPIENTS
    reports = reports[: rfc3464.MAX_RECIPIENTS]
    kind = _kind(reports)
    if form == "ses" and import_module("headertrace.reports.ses").kind(body.text) == "complaint":
        kind, reports = "complaint", tuple(item._replace(action=None, reason="feedback") for item in reports)
    return Notice(
        kind=kind,
        form=form,
        product=_product(form),
        reporter=reporter,
        reports=reports,
        fields=body.fields,
        returned=bool(body.fields),
        tried_s=hosts.tried(body.text, reports) or _held(fields, body, reports, reporter),
        wholly=not body.cut and all_told,
        evidence=evidence,
    )


def _held(fields: Sequence[Field], body: Body, reports: Sequence[Report], reporter: str | None) -> float | None:
    """For how long the reporting host had the message, where the notice does not say when that came in."""
    return None if any(report.arrival for report in reports) else hosts.held(fields, body.fields, reporter)


def _reporter(body: Body, fields: Sequence[Field], found: _Found) -> str | None:
    form, listed = found
    named = rfc3464.host(body.told.message.get("reporting-mta", "")) if body.told else None
    if form == "exim" and body.fields and named is None:
        # Exim's From names its domain alone; its own line on the message that it returns names the host.
        named = hosts.returning(body.fields)
    elif form == "exchange" and listed and named is None:
        named = hosts.reporter(body.text) or hosts.heading(body.text, listed[0].lines[0])
    return named or hosts.reporter(body.text) or hosts.of_header(fields)


def _product(form: str) -> str | None:
    if form not in {mark.name for mark in INDEX}:
        return None
    leaf = _leaf(form)
    return leaf.product if isinstance(leaf, Form) else form


def _kind(reports: Sequence[Report]) -> NoticeKind:
    actions = {report.action for report in reports}
    if "failed" in actions or not actions:
        return "failure"
    return "delay" if "delayed" in actions else "success"


def _complaint(body: Body, evidence: tuple[Evidence, ...]) -> Notice:
    """Of whose mail somebody complains: those that it names, else whom the message was for."""
    named = body.complaint or [to for field in body.fields if field.key == "to" for to in _addresses(field)]
    reports = tuple(Report(to, reason="feedback", evidence=evidence) for to in named)
    return Notice("complaint", "rfc5965", None, None, reports, body.fields, bool(body.fields), evidence=evidence)


def _receipt(body: Body, fields: Sequence[Field], evidence: tuple[Evidence, ...]) -> Notice:
    """Who got the message, and what the program did (RFC 8098)."""
    told = rfc3464.read(body.receipt)
    done = next((match[1] for line in body.receipt if (match := _DISPOSITION.match(line.text))), None)
    groups = told.recipients if told else ()
    reports = tuple(
        Report(address(group.get("final-recipient")), diagnostic=done, evidence=evidence) for group in groups
    )
    by = hosts.of_header(fields)
    return Notice("receipt", "rfc8098", None, by, reports, body.fields, bool(body.fields), evidence=evidence)


def _answer(kind: NoticeKind, fields: Sequence[Field], body: Body, evidence: tuple[Evidence, ...]) -> Notice:
    """A program's answer: of whom it is, and its first words."""
    authors = (to for field in fields if field.key in ("from", "return-path") for to in _addresses(field))
    author = next(authors, None)
    words = " ".join(filter(None, (line.text.strip() for line in body.text)))[:_MAX_WORDS]
    report = Report(author, reason="vacation", diagnostic=words or None, evidence=evidence)
    reports = (report,) if author and kind == "auto-reply" else ()
    return Notice(kind, None, None, None, reports, body.fields, bool(body.fields), evidence=evidence)
