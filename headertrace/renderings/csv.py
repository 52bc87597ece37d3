"""CSV (RFC 4180): one row a hop, for a spreadsheet, and one a recipient that a bounce tells of; a message without
either has one row.

Times are RFC 3339 in UTC, durations seconds. A cell that a spreadsheet would take for a formula
gets an apostrophe before it (OWASP, "CSV Injection"); what is a number stays one. Where the decimal sign is a comma,
spreadsheets part cells at ``;``, whatever the quotes: what follows one in a cell is looked at as a cell of its own.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from headertrace.patterns import lazy
from headertrace.text.durations import rfc3339
from headertrace.text.safe import safe

if TYPE_CHECKING:
    from headertrace.records.judgements import Delay
    from headertrace.records.path import Hop
    from headertrace.records.reports import Report
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options

# The first character of a formula, the wide forms that some spreadsheets take for it too, at the start of a cell.
_FORMULA = lazy(r"""(^|;)(?=[\s"']*[=+\-@\t\r＝＋－＠])""")
_OF_MESSAGE = ("input", "message", "message_id", "subject")
_OF_HOP: dict[str, Callable[[Hop], object]] = {
    "hop": lambda hop: hop.n,
    "first_line": lambda hop: hop.field.first_line,
    "last_line": lambda hop: hop.field.last_line,
    "trust": lambda hop: hop.trust,
    "role": lambda hop: "+".join(hop.role),
    "leg": lambda hop: hop.leg,
    "from": lambda hop: hop.received.from_name,
    "helo": lambda hop: hop.received.helo,
    "rdns": lambda hop: hop.received.rdns,
    "ip": lambda hop: hop.received.ip,
    "from_organisation": lambda hop: hop.sender_organisation,
    "by": lambda hop: hop.received.by,
    "by_organisation": lambda hop: hop.receiver_organisation,
    "with": lambda hop: hop.received.protocol,
    "encrypted": lambda hop: _WORDS[hop.received.encrypted],
    "id": lambda hop: hop.received.id,
    "for": lambda hop: hop.received.recipient,
    "time": lambda hop: rfc3339(hop.received.time),
    "delay_s": lambda hop: hop.delay_s,
    "corrected_delay_s": lambda hop: hop.corrected_delay_s,
    "uncertainty_s": lambda hop: hop.uncertainty_s,
}
_OF_DELAY: dict[str, Callable[[Delay], object]] = {
    "cause": lambda delay: delay.cause,
    "certainty": lambda delay: delay.certainty,
    "at": lambda delay: delay.at,
}
_OF_REPORT: dict[str, Callable[[Report], object]] = {
    "recipient": lambda report: report.recipient,
    "action": lambda report: report.action,
    "status": lambda report: report.status,
    "reply": lambda report: report.reply,
    "reason": lambda report: report.reason,
    "reporting_mta": lambda report: report.reporting_mta,
    "remote_mta": lambda report: report.remote_mta,
    "diagnostic": lambda report: report.diagnostic,
}
_WORDS: dict[bool | None, str | None] = {True: "yes", False: "no", None: None}
COLUMNS = (*_OF_MESSAGE, *_OF_HOP, *_OF_DELAY, *_OF_REPORT)


def message(trace: Trace, number: int | None, options: Options) -> str:
    rows = written([cell(value) for value in row] for row in _rows(trace))
    return rows if number and number > 1 else written([COLUMNS]) + rows


def end(last: int) -> str:
    return "" if last else written([COLUMNS])


def written(rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells that are harmless already, as CSV."""
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _rows(trace: Trace) -> list[list[object]]:
    source, said = trace.source, trace.message
    message = [source.name, source.number, said.message_id, said.subject]
    causes = {delay.hop: delay for delay in reversed(trace.delays)}
    rows = []
    for hop in trace.hops:
        delay = causes.get(hop.n)
        cause = [get(delay) if delay else None for get in _OF_DELAY.values()]
        rows.append([*message, *(get(hop) for get in _OF_HOP.values()), *cause, *[None] * len(_OF_REPORT)])
    for report in trace.reports:
        blank = [None] * (len(_OF_HOP) + len(_OF_DELAY))
        rows.append([*message, *blank, *(get(report) for get in _OF_REPORT.values())])
    return rows or [[*message, *[None] * (len(COLUMNS) - len(message))]]


def cell(value: object) -> str:
    """A value as a cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return f"{value:g}" if isinstance(value, float) and value.is_integer() and abs(value) < 1e6 else str(value)
    return _FORMULA.sub(r"\1'", safe(str(value)))
