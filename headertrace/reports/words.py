"""What a notice says, in a few sentences: who says what of delivery to whom, why, by which host, after how long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from headertrace.reports.hosts import answer
from headertrace.text.counts import how_many, listed
from headertrace.text.durations import duration
from headertrace.text.layout import shorten

if TYPE_CHECKING:
    from headertrace.records.reports import Notice, Report
    from headertrace.records.trace import Trace

_MOST = 3
_QUOTE = 220
_LONG_S = 60.0

# How each kind is called.
KINDS = {
    "failure": "A bounce",
    "delay": "A delay notice",
    "success": "A delivery report",
    "report": "A bounce or another delivery report",
    "receipt": "A reader's receipt",
    "complaint": "A complaint about spam",
    "auto-reply": "An automatic reply",
    "challenge": "A program's request to confirm a message",
}


_NO_BOUNCE = {
    "delay": " (no bounce yet)",
    **dict.fromkeys(("receipt", "complaint", "auto-reply", "challenge"), " (no bounce)"),
}


def words(notice: Notice, returned: Trace | None, dated: datetime | None) -> str:
    """The sentences. ``dated`` is when the notice was written, by its own word."""
    told = [_told(notice, dated), *_reasons(notice.reports)]
    if not notice.reports and notice.kind in ("failure", "delay", "success", "report"):
        told.append("Its text is not here: to whom, and why, is unknown.")
    return " ".join(filter(None, [*told, _returned(notice, returned)]))


def tried(report: Report, notice: Notice, dated: datetime | None) -> float | None:
    """For how long delivery was tried, in seconds: between the notice's own times, else as its text counts it."""
    end = report.last_attempt or dated
    if report.arrival and end and (end - report.arrival).total_seconds() >= _LONG_S:
        return (end - report.arrival).total_seconds()
    return notice.tried_s


def people(names: Sequence[str]) -> str:
    """ "a, b and c", or "a and 6 others"."""
    if len(names) > _MOST:
        return f"{names[0]} and {len(names) - 1} others"
    return listed(names)


def _told(notice: Notice, dated: datetime | None) -> str:
    kind = KINDS[notice.kind]
    by = f" from {notice.reporter}" if notice.reporter else ""
    by += _NO_BOUNCE.get(notice.kind, "")
    reports = notice.reports
    if not reports:
        return f"{kind}{by}."
    if notice.kind in ("receipt", "auto-reply"):
        done = _disposition(reports[0]) if notice.kind == "receipt" else ""
        return f"{kind} from {people(_names(reports))}{_NO_BOUNCE[notice.kind]}{done}."
    if notice.kind == "complaint":
        return f"{kind}{by}: about mail to {people(_names(reports))}."
    parts = [
        _outcome(action, reports, notice, dated) for action in ("failed", "delayed", "relayed", "delivered", "expanded")
    ]
    return f"{kind}{by}: {'; '.join(filter(None, parts))}."


def _disposition(report: Report) -> str:
    """What a receipt says became of the message (RFC 8098 section 3.2.6); anybody may write one."""
    kind = (report.diagnostic or "").lower().partition(";")[2]
    done = _DISPOSITIONS.get(kind.strip().partition("/")[0])
    return f": it says that the message was {done}" if done else ""


_DISPOSITIONS = {
    "displayed": "displayed, which does not say that it was read",
    "deleted": "deleted, displayed before or not",
    "dispatched": "sent on without being displayed",
    "processed": "processed without being displayed",
}


def _names(reports: Sequence[Report]) -> list[str]:
    return [report.recipient or "an unnamed recipient" for report in reports]


def _outcome(action: str, reports: Sequence[Report], notice: Notice, dated: datetime | None) -> str:
    some = [report for report in reports if report.action == action]
    if not some:
        return ""
    whom = people(_names(some))
    spent = tried(some[0], notice, dated)
    after = f" after {duration(round(spent))} of trying" if spent and spent >= _LONG_S else ""
    if action == "failed":
        return f"delivery to {whom} failed for good{after}"
    if action == "delayed":
        until = some[0].retry_until
        on = f", and goes on until {until.day} {until:%b %Y %H:%M} UTC" if until else ""
        return f"{whom} has not been reached{after}; it is still tried{on}"
    # The notice is no proof of it: this is what it claims.
    return f"it claims that the message for {whom} was {'passed on' if action != 'delivered' else 'accepted'}"


def _reasons(reports: Sequence[Report]) -> list[str]:
    """Why, in each server's words; what is said of several is said once."""
    said: dict[str, list[str]] = {}
    for report in reports:
        if report.action in ("failed", "delayed"):
            said.setdefault(_why(report), []).append(report.recipient or "an unnamed recipient")
    alone = len(said) == 1
    told = [_capital(text) if alone else f"For {people(names)}, {text}" for text, names in said.items()]
    more = len(told) - _MOST
    return [*told[:_MOST], f"And {how_many(more, 'more reason')}."] if more > 0 else told


def said(report: Report) -> tuple[str, bool]:
    """(the words about a recipient, whether they are the other server's own)."""
    given = " ".join((report.diagnostic or "").split())
    own = answer(given)
    text = own or given
    if report.reply and (own or report.quoted):
        text = text[max(text.find(report.reply), 0) :]
    return text, bool(own) or report.quoted


def _capital(text: str) -> str:
    """A sentence's beginning; a host's name stays as it is."""
    return text[0].upper() + text[1:] if text.startswith(("the ", "no ")) else text


def _why(report: Report) -> str:
    quote, other = said(report)
    quote = shorten(quote, _QUOTE).rstrip(".")
    told = report.status_text and report.status and not report.status.endswith(".0.0")
    known = f" ({report.status} means: {report.status_text})" if told else ""
    if quote and other:
        who = report.remote_mta if report.quoted and report.remote_mta else "the other server"
        return f"{who} said: {quote}{known}."
    if quote:
        host = f" ({report.remote_mta})" if report.remote_mta and report.remote_mta not in quote else ""
        return f"the reason given{host}: {quote}{known}."
    return f"the reason given: {report.status}, {report.status_text}." if told else "no reason is given."


def _returned(notice: Notice, returned: Trace | None) -> str:
    if notice.kind in ("receipt", "auto-reply", "challenge"):
        return ""
    if returned is None:
        return "" if notice.returned else "The message itself was not returned."
    lines = returned.path.received
    some = "one Received line" if lines == 1 else f"{lines} Received lines"
    if notice.ours:
        login = f" (login {notice.login})" if notice.login else ""
        way = f"it went through {notice.own_host}{login}; its path is below."
        return f"By its Received lines the returned message is your own: {way}"
    if notice.ours is False:
        return (
            f"The returned message claims to be from {notice.claimed}, but of its {some} none names a host of yours,"
            " and a check of the sender failed: forged mail, and this is its backscatter."
        )
    if notice.claimed:
        return (
            f"The returned message claims to be from {notice.claimed}, but of its {some} none names a host of yours:"
            " perhaps you never sent it."
        )
    return (
        f"The returned message has {some}; its path is below."
        if lines
        else "The returned message has no Received line."
    )
