"""What a notice says of each recipient: the part for programs and the text for people taken together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from headertrace.patterns import lazy
from headertrace.records.evidence import Evidence
from headertrace.records.reports import Report
from headertrace.records.vocabulary import REASONS, Action, Reason
from headertrace.reports import codes, hosts, rfc3464, statuses
from headertrace.reports.form import Row
from headertrace.reports.parts import Line
from headertrace.reports.reasons import reason
from headertrace.reports.rfc3464 import Group, Told, address, moment, typed

_MAX_DIAGNOSTIC = 2_000
_SHOWN = 200
_GOOD = ("delivered", "relayed", "expanded")
# RFC 3464 section 2.3.3; Postfix reports on address verification by words of its own.
_ACTIONS: dict[str, Action] = {
    "failed": "failed", "failure": "failed", "undeliverable": "failed", "expired": "failed", "delayed": "delayed",
    "delivered": "delivered", "deliverable": "delivered", "relayed": "relayed", "expanded": "expanded",
}  # fmt: skip
# Whose diagnostics are of one kind: a delivery program's exit status, for one (RFC 3464 section 2.3.6).
_KINDS: dict[str, Reason] = {"x-unix": "mailererror"}
_VAGUE: frozenset[Reason] = frozenset({"undefined", "onhold"})
# What a queue says of a message that it gave up, beside the name of the host that it could not reach (Exchange).
_QUEUES_OWN = lazy(r"QUEUE\.Expired|\b[Mm]essage expired\b")
# What marks an answer in a transcript.
_LEAD = lazy(r"^(?:<<<|Received >>>|smtp;)\s*")


def merged(told: Told, found: Sequence[Row], reporter: str | None, late: bool) -> Iterator[Report]:
    """The recipients of the part for programs, each with what the text says beside it."""
    by_address = {row.recipient.lower(): row for row in found if row.recipient}
    alone = found[0] if len(found) == 1 == len(told.recipients) else None
    for group in told.recipients:
        names = (address(group.get("final-recipient")), address(group.get("original-recipient")))
        beside = next((by_address[name.lower()] for name in names if name and name.lower() in by_address), alone)
        yield _of_group(group, told, beside, reporter, late)


def of_rows(found: Sequence[Row], reporter: str | None, late: bool, text: Sequence[Line]) -> Iterator[Report]:
    """The recipients of a text for people."""
    arrival = hosts.arrival(text)
    for row in found:
        if row.recipient:
            words = _LEAD.sub("", row.words)
            good = codes.reply(words, "2") is not None and codes.reply(words) is None
            action: Action = "delivered" if good else "delayed" if late else "failed"
            report = Report(row.recipient, action, reporting_mta=reporter, arrival=arrival)
            said = _said(report, words, None)
            yield said._replace(
                original_recipient=row.original,
                reason=row.reason or said.reason,
                evidence=(Evidence(0, row.lines, words[:_SHOWN]),),
            )


def _of_group(group: Group, told: Told, beside: Row | None, reporter: str | None, late: bool) -> Report:
    final, original = address(group.get("final-recipient")), address(group.get("original-recipient"))
    report = Report(
        recipient=final or original,
        action=_action(group, late),
        reporting_mta=reporter,
        remote_mta=rfc3464.host(group.get("remote-mta")) or (hosts.remote(beside.words) if beside else None),
        arrival=moment(told.message.get("arrival-date", "") or group.get("arrival-date")),
        last_attempt=moment(group.get("last-attempt-date")),
        retry_until=moment(group.get("will-retry-until")),
        original_recipient=original if final and original != final else beside.original if beside else None,
        evidence=(Evidence(0, group.lines, (group.get("diagnostic-code") or group.get("status"))[:_SHOWN]),),
    )
    said = _said(report, _words(group, beside), group.get("status"))
    kind = _KINDS.get(typed(group.get("diagnostic-code"))[0]) if said.reason in _VAGUE else None
    written = next((word for word in REASONS if word == group.get(rfc3464.REASON.lower())), None)
    return said._replace(reason=written or kind or said.reason)


def _words(group: Group, beside: Row | None) -> str:
    """A group's diagnostic; the text's words where they have a code that it lacks, or more of the same answer."""
    spoke, words = typed(group.get("diagnostic-code"))
    if beside is None:
        return words
    if not codes.reply(words, "245"):
        # Both say the same where they differ in blanks alone.
        same = "".join(words.split()) in "".join(beside.words.split())
        return beside.words if same else f"{words} {beside.words}".strip()
    # sendmail puts the first line of an answer into it, and all of them into its text; Postfix adds what it answers.
    less = f" {words[:3]} " not in words or "(in reply to" in beside.words
    first_of_more = less and words[3:4] == "-" and len(beside.words) > len(words) and words[4:40] in beside.words
    return (hosts.answer(beside.words) or words) if spoke == "smtp" and first_of_more else words


def _said(report: Report, words: str, status: str | None) -> Report:
    """The report with what a server's words, and the notice's own ``status`` field, tell."""
    code, reply = _codes(words, codes.status(status or "", "245"), report.action in _GOOD)
    remote = report.remote_mta or hosts.remote(words)
    return report._replace(
        status=code,
        reply=reply,
        reason=reason(f"{words} {status or ''}", code, reply, report.action),
        diagnostic=words[:_MAX_DIAGNOSTIC] or None,
        remote_mta=remote,
        quoted=bool(remote and reply and not _QUEUES_OWN.search(words)),
        status_text=statuses.words(code, words) or None,
    )


def _codes(words: str, said: str | None, good: bool) -> tuple[str | None, str | None]:
    """(enhanced code, SMTP code): the remote server's own, where its words have them and say more than the notice's."""
    wanted = "2" if good else "45"
    own = hosts.answer(words) or words
    heard = codes.status(own, wanted) or codes.status(words, wanted)
    reply = codes.reply(own, wanted) or codes.reply(words, wanted)
    if heard and (said is None or not codes.vague(heard)):
        return heard, reply
    return said or heard, reply


def _action(group: Group, late: bool) -> Action:
    known = _ACTIONS.get(group.get("action").strip().lower().partition(" ")[0].strip(";,."))
    if known:
        return known
    status = group.get("status")
    if status[:1] == "2":
        return "delivered"
    return "delayed" if late or status[:1] == "4" else "failed"
