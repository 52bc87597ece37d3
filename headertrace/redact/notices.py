"""A notice with its secrets replaced, and as the body of a redacted message, from which the same is read again."""

from __future__ import annotations

from base64 import encodebytes
from collections.abc import Callable, Iterator, Sequence
from quopri import encodestring
from re import IGNORECASE
from typing import TYPE_CHECKING

from headertrace.patterns import lazy
from headertrace.reports.returned import ANNOUNCED
from headertrace.reports.rfc3464 import REASON
from headertrace.text.durations import rfc3339

if TYPE_CHECKING:
    from headertrace.records.evidence import Field
    from headertrace.records.reports import Notice, Report
    from headertrace.records.vocabulary import NoticeKind
    from headertrace.redact.hosts import Hosts
    from headertrace.redact.words import Words


def redacted(notice: Notice, fields: tuple[Field, ...], words: Words, hosts: Hosts) -> Notice:
    """The notice under other names; ``fields`` are the returned header's, replaced already."""
    words.enter("answer")

    def host(name: str | None) -> str | None:
        return hosts.name(name) if name else None

    def said(text: str) -> str:
        return text if notice.kind == "receipt" and _DISPOSITION.fullmatch(text) else words.scrub(text)

    def report(item: Report) -> Report:
        return item._replace(
            recipient=words.mailbox(item.recipient) if item.recipient else None,
            original_recipient=words.mailbox(item.original_recipient) if item.original_recipient else None,
            diagnostic=said(item.diagnostic) if item.diagnostic else None,
            reporting_mta=host(item.reporting_mta),
            remote_mta=host(item.remote_mta),
            evidence=tuple(
                evidence._replace(text=words.scrub(evidence.text), lines=(0, 0)) for evidence in item.evidence
            ),
        )

    return notice._replace(
        reporter=host(notice.reporter),
        reports=tuple(map(report, notice.reports)),
        fields=fields,
        evidence=tuple(evidence._replace(text=words.scrub(evidence.text)) for evidence in notice.evidence),
    )


# RFC 8098 section 3.2.6, and the words that RFC 2298 had besides: nobody is named by them.
_DISPOSITION = lazy(
    r"(?:(?:manual|automatic)-action/MDN-sent-(?:manually|automatically)\s*;\s*)?"
    r"(?:displayed|dispatched|processed|deleted|denied|failed)"
    r"(?:/(?:error|warning|superseded|expired|mailbox-terminated))?",
    IGNORECASE,
)


def body(notice: Notice, fields: Sequence[Field]) -> bytes:
    """The notice as the body of a message with these header fields: RFC 3464's fields, and the returned header."""
    data = ("\n".join(_lines(notice)) + "\n").encode("utf-8", "surrogateescape")
    encoding = next((field.value.lower() for field in fields if field.key == "content-transfer-encoding"), "")
    if encoding == "base64":
        return encodebytes(data)
    return encodestring(data) if encoding == "quoted-printable" else data


def _lines(notice: Notice) -> Iterator[str]:
    yield from _KINDS.get(notice.kind, _delivery)(notice)
    yield ""
    if notice.fields:
        yield ANNOUNCED
        yield ""
        lines = "".join(field.source for field in notice.fields).replace("\r\n", "\n").split("\n")
        # A line of white space within a field would end the header.
        yield "\n".join([*(line for line in lines if line.strip()), ""])


def _delivery(notice: Notice) -> Iterator[str]:
    first = notice.reports[0] if notice.reports else None
    if notice.reporter:
        yield f"Reporting-MTA: dns; {notice.reporter}"
    if first and first.arrival:
        yield f"Arrival-Date: {rfc3339(first.arrival)}"
    for report in notice.reports:
        yield ""
        yield from _fields(report)


def _complaint(notice: Notice) -> Iterator[str]:
    yield "Feedback-Type: abuse"
    for report in notice.reports:
        yield f"Original-Rcpt-To: {report.recipient or ''}"


def _receipt(notice: Notice) -> Iterator[str]:
    for report in notice.reports:
        yield f"Final-Recipient: rfc822; {report.recipient or ''}"
        yield f"Disposition: {report.diagnostic or ''}"


def _answer(notice: Notice) -> Iterator[str]:
    for report in notice.reports:
        yield report.diagnostic or ""


_KINDS: dict[NoticeKind, Callable[[Notice], Iterator[str]]] = {
    "complaint": _complaint, "receipt": _receipt, "auto-reply": _answer, "challenge": _answer,
}  # fmt: skip


def _fields(report: Report) -> Iterator[str]:
    rows = (
        ("Original-Recipient", f"rfc822; {report.original_recipient}" if report.original_recipient else None),
        ("Final-Recipient", f"rfc822; {report.recipient}" if report.recipient else None),
        ("Action", report.action),
        ("Status", report.status),
        ("Remote-MTA", f"dns; {report.remote_mta}" if report.remote_mta else None),
        ("Diagnostic-Code", f"smtp; {report.diagnostic}" if report.diagnostic else None),
        (REASON, report.reason),
        ("Last-Attempt-Date", rfc3339(report.last_attempt)),
        ("Will-Retry-Until", rfc3339(report.retry_until)),
    )
    for name, value in rows:
        if value:
            yield f"{name}: {' '.join(value.split())}"
