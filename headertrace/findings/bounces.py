"""Findings on what a bounce or a delay notice says of another message."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from headertrace.findings.check import Check, Hit
from headertrace.findings.survey import Survey, told_by
from headertrace.records.reports import Report
from headertrace.records.vocabulary import Reason
from headertrace.reports.phrases import phrase
from headertrace.reports.words import people, tried
from headertrace.text.durations import duration
from headertrace.text.spans import span

# What of the reasons a finding is about; the others are told as failures.
_POLICY: frozenset[Reason] = frozenset(
    {
        "policyviolation", "blocked", "badreputation", "authfailure", "requireptr", "norelaying", "notcompliantrfc",
        "securityerror", "failedstarttls", "spamdetected", "virusdetected", "contenterror", "rejected", "ratelimited",
        "speeding", "toomanyconn",
    }
)  # fmt: skip
_UNKNOWN: frozenset[Reason] = frozenset({"userunknown", "hasmoved", "suspend"})
# What the words of a finding say themselves, and what is no reason.
_SAID: frozenset[Reason] = frozenset({"policyviolation"})
_UNCLEAR: frozenset[Reason] = frozenset({"undefined", "onhold"})
_TOLD = _POLICY | _UNKNOWN | {"expired", "greylisted", "mailboxfull"}


def _some(survey: Survey, fits: Callable[[Report], bool]) -> list[Report]:
    return [report for report in survey.trace.reports if fits(report)]


def _names(reports: list[Report]) -> str:
    return people([report.recipient or "an unnamed recipient" for report in reports])


def _lines(reports: list[Report]) -> str:
    """Where in the input it stands, as far as that is a place of its own."""
    found = [item.lines for report in reports for item in report.evidence if not item.field and item.lines[0]]
    return f" ({span(*found[0])} of the input)" if found else ""


def _by(reports: list[Report]) -> str:
    host = next((report.remote_mta for report in reports if report.quoted and report.remote_mta), None)
    return f" by {host}" if host else ""


def _why(reports: list[Report], silent: frozenset[Reason]) -> str:
    """The reasons behind a colon, each once; those in ``silent`` say nothing that is not said already."""
    told = dict.fromkeys(phrase(report) for report in reports if report.reason not in silent)
    return f": {'; '.join(told)}" if told else ""


def _failed(report: Report) -> bool:
    return report.action == "failed"


def _expired(survey: Survey) -> Iterator[Hit]:
    notice = survey.trace.notice
    found = _some(survey, lambda report: _failed(report) and report.reason == "expired")
    if found and notice:
        date = survey.trace.message.date
        spent = tried(found[0], notice, date.utc if date else None)
        host = notice.reporter or "an unnamed host"
        after = f" after {duration(round(spent))}" if spent else ""
        yield Hit(
            f"the message to {_names(found)} expired in the queue at {host}{after}{_lines(found)}", told_by(survey)
        )


def _refused(survey: Survey) -> Iterator[Hit]:
    found = _some(survey, lambda report: _failed(report) and report.reason in _POLICY)
    if found:
        why = _why(found, _SAID)
        yield Hit(
            f"the message to {_names(found)} was refused by policy{_by(found)}{why}{_lines(found)}", told_by(survey)
        )


def _greylisted(survey: Survey) -> Iterator[Hit]:
    found = _some(survey, lambda report: _failed(report) and report.reason == "greylisted")
    if found:
        text = f"the message to {_names(found)} was greylisted{_by(found)} until the sender gave up{_lines(found)}"
        yield Hit(text, told_by(survey))


def _full(survey: Survey) -> Iterator[Hit]:
    found = _some(survey, lambda report: report.reason == "mailboxfull")
    if found:
        yield Hit(f"the mailbox of {_names(found)} is full{_lines(found)}", told_by(survey))


def _nobody(survey: Survey) -> Iterator[Hit]:
    found = _some(survey, lambda report: _failed(report) and report.reason in _UNKNOWN)
    if found:
        what = "is gone or closed" if all(report.reason != "userunknown" for report in found) else "is unknown"
        yield Hit(f"the mailbox of {_names(found)} {what}{_lines(found)}", told_by(survey))


def _other(survey: Survey) -> Iterator[Hit]:
    found = _some(survey, lambda report: _failed(report) and report.reason not in _TOLD)
    if found:
        why = _why(found, _UNCLEAR)
        yield Hit(f"the message to {_names(found)} was not delivered{why}{_lines(found)}", told_by(survey))


def _late(survey: Survey) -> Iterator[Hit]:
    found = _some(survey, lambda report: report.action == "delayed")
    if found:
        yield Hit(f"the message to {_names(found)} is late, and is still being tried{_lines(found)}", told_by(survey))


def _cut(survey: Survey) -> Iterator[Hit]:
    notice = survey.trace.notice
    if notice and not notice.wholly:
        yield Hit("it is longer than the part that is read: recipients and reasons may be missing", told_by(survey))


CHECKS = (
    Check(
        "HT821",
        "expired-in-queue",
        "warning",
        "Look in that host's log for why each attempt failed.",
        _expired,
        "report:failed",
    ),
    Check(
        "HT822",
        "refused-by-policy",
        "warning",
        "Read the remote server's reply: it names the rule, or where to ask.",
        _refused,
        "report:failed",
    ),
    Check(
        "HT823",
        "greylisted-to-death",
        "warning",
        "Have the sending server try again from the same address within the hour.",
        _greylisted,
        "report:failed",
    ),
    Check(
        "HT824",
        "mailbox-full",
        "warning",
        "Reach the recipient another way, and send it again later.",
        _full,
        "report:failed report:delayed",
    ),
    Check(
        "HT825",
        "unknown-user",
        "warning",
        "Check the spelling of the address, and remove it from your lists.",
        _nobody,
        "report:failed",
    ),
    Check(
        "HT826",
        "not-delivered",
        "warning",
        "Read what the reporting host says, and ask its postmaster.",
        _other,
        "report:failed",
    ),
    Check(
        "HT827",
        "still-tried",
        "info",
        "Do not send it again yet: wait until the retries have ended.",
        _late,
        "report:delayed",
    ),
    Check("HT828", "notice-cut", "warning", "Read the rest of it yourself.", _cut, "report:cut"),
)
