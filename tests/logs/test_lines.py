"""A line of a log: when, which host, which program."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headertrace.logs.lines import MAX_LINE, parse

AT = datetime(2026, 11, 24, 8, 0, 1)
UNDATED = AT.replace(year=2000)
ROWS = [
    ("Nov 24 08:00:01 mx postfix/smtpd[7]: 3F7F022A: x", UNDATED, None, "mx", "postfix/smtpd", "3F7F022A: x"),
    ("<22>Nov 24 08:00:01 mx.example.org exim[7]: x", UNDATED, None, "mx.example.org", "exim", "x"),
    ("Nov  4 08:00:01 mx dovecot: lmtp(bob): x", UNDATED.replace(day=4), None, "mx", "dovecot", "lmtp(bob): x"),
    ("Nov 24 2026 08:00:01 mx sm-mta[7]: x", AT, None, "mx", "sm-mta", "x"),
    ("2026-11-24T08:00:01.250000+01:00 mx postfix/qmgr[7]: x", AT.replace(microsecond=250_000), 60, "mx", "postfix/qmgr", "x"),
    ("2026-11-24T08:00:01Z mx postfix/qmgr[7]: x", AT, 0, "mx", "postfix/qmgr", "x"),
    ("<22>1 2026-11-24T08:00:01-05:00 mx postfix/smtp 7 - - x", AT, -300, "mx", "postfix/smtp", "x"),
    ('<22>1 2026-11-24T08:00:01Z mx smtpd 7 ID4 [a b="c\\]d"] x', AT, 0, "mx", "smtpd", "x"),
    ("2026-11-24 08:00:01 1xW9bP-00000k-0y <= a@example.net", AT, None, None, "exim", "1xW9bP-00000k-0y <= a@example.net"),
    ("2026-11-24 08:00:01 +0100 [77] 1xW9bP-00000k-0y Completed", AT, 60, None, "exim", "1xW9bP-00000k-0y Completed"),
    ("2026-11-24 08:00:01 #44(normal) <ab12cd>; task; x", AT, None, None, "rspamd", "<ab12cd>; task; x"),
    ("Nov 24 08:00:01 lmtp(bob)<4><abc>: Info: msgid=<7>: x", UNDATED, None, None, "dovecot", "lmtp(bob)<4><abc>: Info: msgid=<7>: x"),
    ("2026-11-24T08:00:01.5Z [NOTICE] [-] [core] x", AT.replace(microsecond=500_000), 0, None, "haraka", "[NOTICE] [-] [core] x"),
    ("Nov 24 08:00:01 2026 (77) ACCEPT: <7@example.net>", AT, None, None, "mailman", "ACCEPT: <7@example.net>"),
    ("@400000006a13b9551dcd6500 new msg 77", datetime(2026, 5, 25, 2, 51, 55, 500_000), 0, None, "qmail", "new msg 77"),
    (
        '{"__REALTIME_TIMESTAMP":"1795507201000000","_HOSTNAME":"mx","SYSLOG_IDENTIFIER":"postfix/smtp","MESSAGE":"x"}',
        datetime(2026, 11, 24, 8, 0, 1), 0, "mx", "postfix/smtp", "x",
    ),
]  # fmt: skip
NO_LINES = (
    "",
    " continued",
    "Foo 24 08:00:01 mx a: b",
    "Nov 31 08:00:01 mx a[7]: b",
    "Nov 24 08:00:01",
    '{"MESSAGE":1}',
    "{",
    "[" * 5_000,
    "@4000",
)


@pytest.mark.parametrize(
    ("text", "local", "offset", "host", "program", "said"), ROWS, ids=[row[0][:30] for row in ROWS]
)
def test_form(text: str, local: datetime, offset: int | None, host: str | None, program: str, said: str) -> None:
    line = parse(text, "mail.log", 7)
    assert line is not None
    assert (line.local, line.offset, line.host, line.program, line.said) == (local, offset, host, program, said)
    assert line.dated is (local.year != 2000)


@pytest.mark.parametrize("text", NO_LINES)
def test_no_line(text: str) -> None:
    assert parse(text, "mail.log", 1) is None


@pytest.mark.parametrize(
    ("text", "pid"),
    [
        ("Nov 24 08:00:01 mx postfix/smtpd[4711]: x", "4711"),
        ("<22>1 2026-11-24T08:00:01Z mx postfix/smtpd 4711 - - x", "4711"),
        ("<22>1 2026-11-24T08:00:01Z mx postfix/smtpd - - - x", None),
        ('{"__REALTIME_TIMESTAMP":"1795507201000000","_PID":"4711","SYSLOG_IDENTIFIER":"exim","MESSAGE":"x"}', "4711"),
        ('{"__REALTIME_TIMESTAMP":"1795507201000000","SYSLOG_IDENTIFIER":"exim","MESSAGE":"x"}', None),
    ],
)
def test_the_process_is_kept(text: str, pid: str | None) -> None:
    line = parse(text, "mail.log", 1)
    assert line is not None and line.pid == pid


def test_a_line_that_names_no_host() -> None:
    line = parse("<22>1 2026-11-24T08:00:01Z - postfix/smtpd 4711 - - x", "mail.log", 1)
    assert line is not None and line.host is None


def test_a_long_line_is_cut() -> None:
    line = parse("Nov 24 08:00:01 mx a: " + "x" * 100_000, "mail.log", 1)
    assert line is not None and len(line.text) == MAX_LINE


@given(
    st.text()
    | st.sampled_from([row[0] for row in ROWS]).flatmap(
        lambda row: st.builds(lambda at, new: row[:at] + new + row[at:], st.integers(0, len(row)), st.text())
    )
)
def test_never_raises(text: str) -> None:
    line = parse(text, "mail.log", 1)
    assert line is None or line.said in line.text or line.text.startswith("{")
