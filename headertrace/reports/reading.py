"""A message's header and body → the notice that it is, if it is one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import NamedTuple

from headertrace.patterns import lazy
from headertrace.records.evidence import Evidence, Field
from headertrace.records.reports import Notice, Report
from headertrace.records.vocabulary import Action, NoticeKind
from headertrace.reports import codes, hosts, rfc3464, signs, statuses
from headertrace.reports.form import Form, Row, rows
from headertrace.reports.index import INDEX
from headertrace.reports.parts import Line, Part, kind, parts
from headertrace.reports.reasons import reason
from headertrace.reports.returned import find, header
from headertrace.reports.rfc3464 import Group, Told, address, moment, typed
from headertrace.reports.signs import Signs

_MACHINE = frozenset({"message/delivery-status", "message/global-delivery-status"})
_MESSAGES = frozenset({"message/rfc822", "message/global", "message/partial"})
_HEADERS = frozenset({"text/rfc822-headers", "message/global-headers", "message/rfc822-headers"})
_RECEIPTS = frozenset({"message/disposition-notification", "message/global-disposition-notification"})
_MAX_DIAGNOSTIC = 2_000
_MAX_TEXT = 400_000
_FORM_RFC3464 = "rfc3464"


class Body(NamedTuple):
    """A body sorted by what its parts are for: ``told`` by the machine, ``text`` for people down to the returned
    message, whose header is ``fields``; ``within`` is a message in it that is a report itself.
    """

    told: Told | None
    text: tuple[Line, ...]
    fields: tuple[Field, ...]
    returned: bool
    complaint: tuple[str, ...] | None
    receipt: tuple[Line, ...]
    within: tuple[Part, ...]


def read(fields: Sequence[Field], body: bytes, first_line: int = 1, wholly: bool = True) -> Notice | None:
    """The notice that these are, None for other mail. ``first_line`` is the number of the body's first line.

    ``wholly`` says whether the body is all there. Never raises on content.
    """
    found = signs.signs(fields)
    return _read(found, fields, body, first_line, wholly, 0) if found else None


def above(lines: Sequence[str], first_line: int, fields: Sequence[Field]) -> Notice | None:
    """The notice whose text stands above the header that it returned, which is ``fields``, as people paste it."""
    text = tuple(Line(line, first_line + index) for index, line in enumerate(lines))
    sorted_ = Body(None, text, tuple(fields), True, None, (), ())
    found = _by_text(sorted_, special=True)
    if not found or not any(row.recipient for row in found[1]):
        return None
    # The header of the message that it is about is the one in hand: it is not returned once more.
    return _notice(sorted_, (), *found, None, True)._replace(fields=())


def _read(
    found_signs: Signs, fields: Sequence[Field], body: bytes, first_line: int, wholly: bool, depth: int
) -> Notice | None:
    declared, sign, answered, hint = found_signs
    if b"\n" not in body:
        body = body.replace(b"\r", b"\n")
    found = _sorted(parts(fields, body, first_line))
    evidence = _evidence(fields, found_signs)
    if found.complaint is not None:
        return _complaint(found, evidence, wholly)
    if found.receipt:
        return _receipt(found, fields, evidence, wholly)
    if found.told is None and found.within and depth == 0:
        inner = found.within[0]
        block = header(inner.lines)
        end = next((at for at, line in enumerate(inner.lines) if not line.text.strip()), len(inner.lines))
        below = inner.lines[end + 1 :]
        data = "\n".join(line.text for line in below).encode("utf-8", "surrogateescape")
        inner_signs = signs.signs(block)
        if inner_signs:
            carried = _read(inner_signs, block, data, below[0].number if below else first_line, wholly, depth + 1)
            if carried and carried.reports:
                return carried
    if found.told is not None:
        by_text = _by_text(found, special=False)
        beside = [row for row in by_text[1] if by_text[0] not in _LOOSE or codes.reply(row.words)] if by_text else []
        return _notice(found, fields, _FORM_RFC3464, beside, evidence, wholly)
    if sign is not None or declared == "failure" or hint is not None:
        sure = sign is not None or declared == "failure"
        by_text = _by_text(found, special=not sure)
        if sure and not (by_text and any(row.recipient for row in by_text[1])):
            by_text = _by_header(found, fields, by_text)
        if by_text and any(row.recipient for row in by_text[1]):
            return _notice(found, fields, *by_text, evidence, wholly)
    if answered is not None:
        return _answer(answered[0], fields, found, evidence, wholly)
    if declared is not None:
        return Notice(
            declared,
            None,
            None,
            hosts.of_header(fields),
            (),
            found.fields,
            found.returned,
            None,
            wholly,
            evidence=evidence,
        )
    return None


def _evidence(fields: Sequence[Field], found: Signs) -> tuple[Evidence, ...]:
    named = next((field for field in fields if field.key == "content-type"), None) if found.declared else None
    field = named or found.telling or (found.answered[1] if found.answered else found.hint)
    return (field.evidence(field.value[:200]),) if field else ()


def _sorted(found: Iterable[Part]) -> Body:
    told: Told | None = None
    text: list[Line] = []
    pages: list[Line] = []
    quoted: tuple[Field, ...] = ()
    fields: tuple[Field, ...] = ()
    complaint: list[str] | None = None
    receipt: tuple[Line, ...] = ()
    within: list[Part] = []
    size = 0
    for part in found:
        if part.kind in _MACHINE:
            told = told or rfc3464.read(part.lines)
        elif part.kind == "message/feedback-report":
            complaint = (complaint or []) + (rfc3464.feedback(part.lines) or [])
        elif part.kind in _RECEIPTS:
            receipt = receipt or part.lines
        elif part.kind in _MESSAGES or part.kind in _HEADERS:
            own = header(part.lines)
            if part.kind in _MESSAGES and kind(own, "") == "multipart/report":
                within.append(part)
            fields = fields or own
        elif part.kind == "text/html":
            pages += part.lines
        elif part.kind.startswith(("text/", "multipart/")):
            size += sum(len(line.text) for line in part.lines)
            # A report whose parts have lost their headers.
            if complaint is None and _begins(part.lines, "feedback-type:"):
                complaint = rfc3464.feedback(part.lines)
            if not receipt and _begins(part.lines, "disposition:"):
                receipt = part.lines
            # What stands below a returned header is that message's own body.
            if size <= _MAX_TEXT and not quoted:
                at, own = find(part.lines)
                text += [*part.lines[:at], Line("", 0)]
                quoted = quoted or own
    if not any(line.text.strip() for line in text):
        at, own = find(pages)
        text, quoted = pages[:at], quoted or own
    # What is a part of its own is whole; a text quotes as much as it likes.
    fields = fields or quoted
    told = told or rfc3464.read(text, named=True)
    tail = tuple(complaint) if complaint is not None else None
    return Body(told, tuple(text), fields, bool(fields), tail, receipt, tuple(within))


def _begins(lines: Sequence[Line], name: str) -> bool:
    return any(line.text[: len(name)].lower() == name for line in lines)


def _by_text(body: Body, special: bool) -> tuple[str, list[Row]] | None:
    """(the leaf that reads the text, the recipients that it names). ``special``: by a known product's form alone."""
    if not body.text:
        return None
    low = "\n".join(line.text for line in body.text).lower()
    for mark in INDEX:
        if special and mark.name in _LOOSE:
            continue
        if any(word in low for word in mark.words):
            leaf = _leaf(mark.name)
            found: list[Row] = rows(leaf, body.text) if isinstance(leaf, Form) else leaf(body.text)
            if found:
                return mark.name, found
    return None


# Forms whose words stand in ordinary letters too.
_LOOSE = frozenset({"plain", "qmail", "postfix", "imail", "intermail", "james", "activehunter", "fml", "proofpoint"})


@cache
def _leaf(name: str):  # type: ignore[no-untyped-def]
    module = import_module(f"headertrace.reports.{name}")
    return getattr(module, "FORM", None) or module.read


def _by_header(
    body: Body, fields: Sequence[Field], said: tuple[str, list[Row]] | None = None
) -> tuple[str, list[Row]] | None:
    """The recipients that X-Failed-Recipients names, else those that the returned message was for.

    ``said`` is what a leaf found that names none.
    """
    for source, name in ((fields, "x-failed-recipients"), (body.fields, "to")):
        found = []
        for field in source:
            if field.key == name:
                found += [(to, field) for item in field.value.split(",") if (to := address(item)) and "@" in to]
        if found:
            words = said[1][0].words if said else " ".join(filter(None, (line.text.strip() for line in body.text)))
            return said[0] if said else name, [Row(to, words[:_MAX_DIAGNOSTIC], field.lines) for to, field in found]
    return None


def _notice(
    body: Body,
    fields: Sequence[Field],
    form: str,
    found: list[Row],
    evidence: tuple[Evidence, ...] | None,
    wholly: bool,
) -> Notice:
    told = body.told
    named = told.message if told else {}
    reporter = rfc3464.host(named.get("reporting-mta", "")) or hosts.reporter(body.text) or hosts.of_header(fields)
    if form == "exim" and body.fields:
        # Exim's From names its domain alone; its own line on the message that it returns names the host.
        reporter = hosts.returning(body.fields) or reporter
    late = hosts.delayed(body.text, fields)
    if told is not None:
        reports = tuple(_merged(told, found, reporter, late))
    else:
        reports = tuple(_of_row(row, reporter, late, body.text) for row in found if row.recipient)
    if form == "ses" and import_module("headertrace.reports.ses").kind(body.text) == "complaint":
        plainly = tuple(report._replace(action=None, reason="feedback") for report in reports)
        return Notice(
            "complaint",
            form,
            _product(form, found),
            reporter,
            plainly,
            body.fields,
            body.returned,
            None,
            wholly,
            evidence=evidence or (),
        )
    return Notice(
        _kind(reports), form, _product(form, found), reporter, reports, body.fields, body.returned,
        hosts.tried(body.text, reports), wholly, evidence=evidence or (),
    )  # fmt: skip


def _product(form: str, found: list[Row]) -> str | None:
    if form in (_FORM_RFC3464, "to", "x-failed-recipients"):
        return None
    leaf = _leaf(form)
    return leaf.product if isinstance(leaf, Form) else form


def _kind(reports: Sequence[Report]) -> NoticeKind:
    actions = {report.action for report in reports}
    if "failed" in actions:
        return "failure"
    if "delayed" in actions:
        return "delay"
    return "success" if actions & {"delivered", "relayed", "expanded"} else "failure"


def _merged(told: Told, found: list[Row], reporter: str | None, late: bool) -> Iterator[Report]:
    """The machine's rows, each with what the text for people says beside it."""
    by_address = {row.recipient.lower(): row for row in found if row.recipient}
    alone = found[0] if len(found) == 1 == len(told.recipients) else None
    for group in told.recipients:
        yield _of_group(group, told, by_address, alone, reporter, late)


def _of_group(
    group: Group, told: Told, by_address: dict[str, Row], alone: Row | None, reporter: str | None, late: bool
) -> Report:
    final = address(group.get("final-recipient")) or address(group.get("original-recipient"))
    original = address(group.get("original-recipient"))
    spoke, words = typed(group.get("diagnostic-code"))
    beside = by_address.get((final or "").lower()) or by_address.get((original or "").lower()) or alone
    action = _action(group.get("action"), group.get("status"), late)
    good = action in ("delivered", "relayed", "expanded")
    if beside is not None and not codes.reply(words, "245"):
        words = beside.words if words in beside.words else f"{words} {beside.words}".strip()
    elif beside is not None and spoke == "smtp" and _cut_short(words, beside.words):
        words = hosts.answer(beside.words) or words
    code, reply = _codes(words, codes.status(group.get("status"), "245"), good)
    remote = (
        rfc3464.host(group.get("remote-mta")) or hosts.remote(words) or (hosts.remote(beside.words) if beside else None)
    )
    return Report(
        recipient=final, action=action, status=code, reply=reply,
        reason=reason(f"{words} {group.get('status')}", code, reply, action),
        diagnostic=words[:_MAX_DIAGNOSTIC] or None, reporting_mta=reporter, remote_mta=remote,
        arrival=moment(told.message.get("arrival-date", "") or group.get("arrival-date")),
        last_attempt=moment(group.get("last-attempt-date")),
        retry_until=moment(group.get("will-retry-until")),
        original_recipient=original if original and original != final else (beside.original if beside else None),
        quoted=bool(remote and reply), status_text=statuses.words(code, words) or None, evidence=(Evidence(0, group.lines, group.get("diagnostic-code") or group.get("status")),),
    )  # fmt: skip


def _cut_short(words: str, longer: str) -> bool:
    """Whether the text for people has more of an answer of which the machine's part holds the first line alone."""
    return words[3:4] == "-" and len(longer) > len(words) and words[4:40] in longer


def _of_row(row: Row, reporter: str | None, late: bool, text: Sequence[Line]) -> Report:
    words = _LEAD.sub("", row.words)
    action: Action = "delayed" if late else "failed"
    good = codes.reply(words, "2") is not None and codes.reply(words) is None
    if good:
        action = "delivered"
    code, reply = _codes(words, None, good)
    remote = hosts.remote(words)
    return Report(
        recipient=row.recipient, action=action, status=code, reply=reply,
        reason=reason(words, code, reply, action), diagnostic=words[:_MAX_DIAGNOSTIC] or None,
        reporting_mta=reporter, remote_mta=remote, arrival=hosts.arrival(text), original_recipient=row.original,
        quoted=bool(remote and reply), status_text=statuses.words(code, words) or None, evidence=(Evidence(0, row.lines, words[:200]),),
    )  # fmt: skip


# What marks an answer in a transcript.
_LEAD = lazy(r"^(?:<<<|Received >>>|smtp;)\s*")


def _codes(words: str, said: str | None, good: bool) -> tuple[str | None, str | None]:
    """(enhanced code, SMTP code): the remote server's own, where its words have them and say more than the notice's."""
    wanted = "2" if good else "45"
    own = hosts.answer(words) or words
    heard, reply = codes.status(own, wanted), codes.reply(own, wanted)
    heard = heard or codes.status(words, wanted)
    reply = reply or codes.reply(words, wanted)
    if heard and (said is None or not codes.vague(heard)):
        return heard, reply
    return said or heard, reply


def _action(text: str, status: str, late: bool) -> Action | None:
    word = text.strip().lower().partition(" ")[0].strip(";,.")
    known = _ACTIONS.get(word)
    if known:
        return known
    if status[:1] == "2":
        return "delivered"
    return "delayed" if late or status[:1] == "4" else "failed"


# Postfix reports of address verification (RFC 3464 has no such word).
_ACTIONS: dict[str, Action] = {
    "failed": "failed", "failure": "failed", "undeliverable": "failed", "expired": "failed", "delayed": "delayed",
    "delivered": "delivered", "deliverable": "delivered", "relayed": "relayed", "expanded": "expanded",
}  # fmt: skip


def _complaint(body: Body, evidence: tuple[Evidence, ...], wholly: bool) -> Notice:
    named = body.complaint or [row.recipient for row in (_by_header(body, ()) or ("", []))[1]]
    reports = [Report(to, None, reason="feedback", evidence=evidence) for to in named]
    return Notice(
        "complaint",
        _FORM_RFC3464,
        None,
        None,
        tuple(reports),
        body.fields,
        body.returned,
        None,
        wholly,
        evidence=evidence,
    )


_DISPOSITION = lazy(r"(?i)disposition:\s*(.{0,300})")


def _receipt(body: Body, fields: Sequence[Field], evidence: tuple[Evidence, ...], wholly: bool) -> Notice:
    told = rfc3464.read(body.receipt)
    said = next((match[1] for line in body.receipt if (match := _DISPOSITION.match(line.text))), None)
    rows_ = [
        Report(address(group.get("final-recipient")), None, diagnostic=said, evidence=evidence)
        for group in (told.recipients if told else ())
    ]
    return Notice(
        "receipt",
        _FORM_RFC3464,
        None,
        hosts.of_header(fields),
        tuple(rows_),
        body.fields,
        body.returned,
        None,
        wholly,
        evidence=evidence,
    )


def _answer(
    found: NoticeKind, fields: Sequence[Field], body: Body, evidence: tuple[Evidence, ...], wholly: bool
) -> Notice:
    """A program's answer: of whom it is, and its first words."""
    author = next(
        (to for field in fields if field.key in ("from", "return-path") and (to := address(field.value))), None
    )
    words = " ".join(line.text.strip() for line in body.text if line.text.strip())[:_MAX_DIAGNOSTIC]
    reports = (
        (Report(author, None, reason="vacation", diagnostic=words or None, evidence=evidence),)
        if author and found == "auto-reply"
        else ()
    )
    return Notice(found, None, None, None, reports, body.fields, body.returned, None, wholly, evidence=evidence)
