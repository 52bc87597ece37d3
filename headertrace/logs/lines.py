"""A line of a log → when, which host, which program, and what that wrote.

The traditional form of syslog is RFC 3164's, without year and zone; RFC 5424's and rsyslog's have both
(RSYSLOG_SyslogProtocol23Format, RSYSLOG_FileFormat). ``journalctl -o json`` writes an object a line (systemd.journal-fields(7)).
Exim, rspamd and Mailman write files of their own (src/log.c, src/libserver/logger; mailman/core/logging.py), and
qmail's multilog stamps in TAI64N.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

from headertrace.named import NamedTuple
from headertrace.patterns import Pattern, lazy
from headertrace.records.logs import LogLine

# Longer lines are cut: syslog's own limit is far below, and what a line tells stands at its beginning.
MAX_LINE = 16_384
MONTHS = {
    name: at
    for at, name in enumerate(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1)
}
_TAG = r"(?:(?P<tag>[A-Za-z][\w./@+-]{0,80})(?:\[(?P<pid>[0-9]{1,10})\])?: ?)"
_RFC3164 = lazy(
    r"(?:<[0-9]{1,3}>)?(?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>[0-9]{1,2})(?: (?P<year>[0-9]{4}))?"
    r" (?P<clock>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,9})? (?P<host>[\w.:-]{1,255}) " + _TAG
)
_ISO = lazy(
    r"(?P<stamp>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(?:[.,][0-9]{1,9})?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)"
    r" (?P<host>[\w.:-]{1,255}) " + _TAG
)
_RFC5424 = lazy(
    r"<[0-9]{1,3}>1 (?P<stamp>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2}))"
    r" (?P<host>\S{1,255}) (?P<tag>\S{1,48}) (?P<pid>\S{1,128}) \S{1,32} (?:-|(?>(?:\[(?:[^\]\\]|\\.){0,2000}\]){1,20})) ?(?:\ufeff)?"
)
# What RFC 5424 (section 6) has where there is none.
_NIL = "-"
# log_path of Dovecot, a file of its own.
_DOVECOT = lazy(
    r"(?:(?P<stamp>[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:]{8}(?:\.[0-9]{1,6})?)|(?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>[0-9]{1,2}) (?P<clock>[0-9:]{8}))"
    r" (?=(?:lmtp|lda|deliver|imap|pop3|submission|master|auth|anvil)[(:])"
)
# log_timestamps of Haraka.
_HARAKA = lazy(r"(?P<stamp>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{1,6}Z) (?=\[[A-Z]{3,8}\] \[)")
_EXIM = lazy(
    r"(?P<stamp>[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?)(?P<zone> [+-][0-9]{4})? "
    r"(?:\[[0-9]{1,10}\] )?"
)
_RSPAMD = lazy(
    r"(?P<stamp>[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?) #[0-9]{1,10}\([\w-]{1,40}\) "
)
_MAILMAN = lazy(
    r"(?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>[0-9]{1,2}) (?P<clock>[0-9]{2}:[0-9]{2}:[0-9]{2}) (?P<year>[0-9]{4})"
    r" \([0-9]{1,10}\) "
)
_TAI64N = lazy(r"@(?P<tai>[0-9a-f]{16})(?P<nano>[0-9a-f]{8}) ")
# TAI is ahead of UTC by the leap seconds that there were; since 2017 they are 37. DJB's own tai64nlocal takes 10 of them.
_TAI_ZERO = 2**62 + 10


def parse(text: str, file: str, number: int) -> LogLine | None:
    """The line read; None where no form of a stamp is found. Never raises."""
    text = text[:MAX_LINE].removeprefix("\ufeff")
    head = text[:1]
    if head == "{":
        return _journal(text, file, number)
    if head == "@":
        return _tai(text, file, number)
    for form in _FORMS:
        match = form.pattern.match(text)
        if match:
            return _line(form, match, text, file, number)
    return None


class _Form(NamedTuple):
    """A way in which lines begin; ``program`` is whose own file it is, None where the line names one."""

    pattern: Pattern[str]
    program: str | None = None


def _line(form: _Form, match: re.Match[str], text: str, file: str, number: int) -> LogLine | None:
    found = {name: None if part == _NIL else part for name, part in match.groupdict().items()}
    try:
        local, offset = _time(found)
    except ValueError:
        return None
    dated = found.get("year") is not None or found.get("stamp") is not None
    program = form.program or found["tag"] or ""
    return LogLine(
        file, number, text, text[match.end() :], program, found.get("host"), local, offset, dated, found.get("pid")
    )


def _time(found: dict[str, str | None]) -> tuple[datetime, int | None]:
    """(the time as written, its zone in minutes east). Raises ValueError for one that there is not."""
    stamp = found.get("stamp")
    if stamp is None:
        # 2000 had a 29th of February.
        year = int(found.get("year") or 2000)
        month = MONTHS.get(found["month"] or "")
        if month is None:
            raise ValueError(found["month"])
        hour, minute, second = map(int, (found["clock"] or "").split(":"))
        return datetime(year, month, int(found["day"] or 0), hour, minute, min(second, 59)), None
    zone = found.get("zone")
    moment = datetime.fromisoformat(stamp.replace(",", ".") + (zone.strip() if zone else ""))
    if moment.tzinfo is None:
        return moment, None
    offset = moment.utcoffset() or timedelta()
    return moment.replace(tzinfo=None), int(offset.total_seconds() // 60)


def _journal(text: str, file: str, number: int) -> LogLine | None:
    try:
        row = json.loads(text)
        local = datetime.fromtimestamp(int(row["__REALTIME_TIMESTAMP"]) / 1e6, UTC).replace(tzinfo=None)
        said = row["MESSAGE"]
        program = row.get("SYSLOG_IDENTIFIER") or row.get("_COMM") or ""
        host, pid = row.get("_HOSTNAME"), row.get("_PID") or row.get("SYSLOG_PID")
    except (ValueError, KeyError, TypeError, OverflowError, OSError, RecursionError):
        return None
    if isinstance(said, list):
        # What is not UTF-8 stands as the numbers of its bytes.
        said = bytes(item & 255 for item in said if isinstance(item, int)).decode("utf-8", "replace")
    if not isinstance(said, str) or not isinstance(program, str) or not isinstance(host, str | None):
        return None
    return LogLine(file, number, text, said, program, host, local, 0, pid=str(pid) if pid else None)


def _tai(text: str, file: str, number: int) -> LogLine | None:
    match = _TAI64N.match(text)
    if match is None:
        return None
    seconds = int(match["tai"], 16) - _TAI_ZERO
    try:
        local = datetime.fromtimestamp(seconds + int(match["nano"], 16) / 1e9, UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None
    return LogLine(file, number, text, text[match.end() :], "qmail", None, local, 0)


_FORMS = (
    _Form(_RFC3164), _Form(_DOVECOT, "dovecot"), _Form(_ISO), _Form(_HARAKA, "haraka"), _Form(_RSPAMD, "rspamd"), _Form(_EXIM, "exim"), _Form(_MAILMAN, "mailman"),
    _Form(_RFC5424),
)  # fmt: skip
