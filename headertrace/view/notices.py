"""A bounce or another notice as shown: a row a recipient, and the path of the message that came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.named import NamedTuple
from headertrace.reports.phrases import OUTCOMES, phrase
from headertrace.reports.words import KINDS, said, tried
from headertrace.text.durations import duration
from headertrace.text.layout import shorten
from headertrace.text.safe import safe
from headertrace.text.spans import span
from headertrace.view.message import title
from headertrace.view.moments import full
from headertrace.view.way import Way, way

if TYPE_CHECKING:
    from headertrace.records.reports import Notice, Report
    from headertrace.records.trace import Trace
    from headertrace.view.wishes import Wishes

_WORDS = 400
_TITLE_CELLS = 120
_NONE = "—"


class Outcome(NamedTuple):
    """What became of delivery to one recipient, and for what ``reason``: the ``codes`` ("550 5.1.1"), what the status
    ``means`` by itself where that is something else, the ``words`` beside it and whose they are, and for how long it
    was tried. ``where`` are the lines of the input.
    """

    recipient: str
    outcome: str
    reason: str
    codes: str
    means: str
    words: str
    by: str
    took: str
    until: str
    where: str


class Returned(NamedTuple):
    """The message that a notice is about, as its returned header tells its path."""

    title: str
    facts: tuple[tuple[str, str], ...]
    way: Way
    zone: str


class Shown(NamedTuple):
    """A notice: what ``kind`` it is, who wrote it, and what it says."""

    kind: str
    reporter: str
    outcomes: tuple[Outcome, ...]
    returned: Returned | None


def notice(trace: Trace, wishes: Wishes) -> Shown | None:
    """What there is to show of a notice; None where the message is none."""
    told = trace.notice
    if told is None:
        return None
    kind = KINDS[told.kind]
    outcomes = tuple(_outcome(report, told, trace, wishes) for report in told.reports)
    return Shown(
        kind, safe(told.reporter or ""), outcomes, _returned(trace.returned, wishes) if trace.returned else None
    )


def _outcome(report: Report, told: Notice, trace: Trace, wishes: Wishes) -> Outcome:
    from headertrace.reports.reasons import says_the_same

    date = trace.message.date
    spent = tried(report, told, date.utc if date else None)
    who = report.remote_mta if report.quoted or not report.reporting_mta else report.reporting_mta
    tells = not says_the_same(report.reason, report.status) and not (report.status or "").endswith(".0.0")
    place = report.evidence[0].lines if report.evidence and report.evidence[0].lines[0] else None
    return Outcome(
        recipient=safe(report.recipient or _NONE),
        outcome=OUTCOMES.get(report.action, report.action) if report.action else told.kind,
        reason=phrase(report),
        codes=safe(" ".join(filter(None, (report.reply, report.status)))) or _NONE,
        means=f"{report.status} means: {report.status_text}" if tells and report.status_text else "",
        words=safe(shorten(said(report)[0], _WORDS)),
        by=safe(who or ""),
        took=duration(round(spent)) if spent else "",
        until=full(report.retry_until, wishes) or "",
        where=span(*place) if place else "",
    )


def _returned(other: Trace, wishes: Wishes) -> Returned:
    message = other.message
    facts = (("From", message.from_), ("To", message.to), ("Message-ID", message.message_id))
    return Returned(
        title=shorten(title(other), _TITLE_CELLS),
        facts=tuple((name, safe(shorten(value, _WORDS))) for name, value in facts if value),
        way=way(other, wishes),
        zone=safe(wishes.zone_name),
    )
