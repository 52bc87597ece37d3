"""Lines that name their product late, oddly or not at all, each with a near miss."""

from __future__ import annotations

import pytest

from headertrace import parse_received

DATE = "; Tue, 24 Nov 2026 08:00:00 +0000"
LMTP = "from mx.example.org ([192.0.2.1]) by imap.example.org with LMTP id {} for <bob@example.org>" + DATE
ROWS = [
    # line, dialect
    (LMTP.format("vLmxJIGEBWsWAAAAuJeDEw"), "dovecot"),
    (LMTP.format("vLmxJIGEBWsWABCDuJeDEw"), "general"),  # no zero byte where the process number ends
    (LMTP.format("vLmxJIGEBWsWAAAAuJeDEx"), "general"),  # bits left over that 16 bytes do not have
    ("from pop.example.org ([192.0.2.1]:110) by pc.example.org with POP3 getmail6 msgid:0001" + DATE, "getmail"),
    ("from pop.example.org ([192.0.2.1]:110) by getmail6.example.org with POP3" + DATE, "general"),
    ("from pop.example.org (pop.example.org [192.0.2.1]) by pc.example.org (mpop-1.4.18) with POP3" + DATE, "mpop"),
    ("from pop.example.org (pop.example.org [192.0.2.1]) by mpop.example.org with POP3" + DATE, "general"),
]


@pytest.mark.parametrize(("line", "dialect"), ROWS)
def test_dialect(line: str, dialect: str) -> None:
    assert parse_received(line).dialect == dialect


def test_opensmtpd_without_a_looked_up_name() -> None:
    line = "from pc (<unknown> [192.0.2.9]) by mx.example.org (OpenSMTPD) with ESMTP id 11d5a23e" + DATE
    assert (parse_received(line).helo, parse_received(line).rdns) == ("pc", None)


def test_nullmailer_is_understood() -> None:
    got = parse_received("(nullmailer pid 31 invoked by uid 0)" + DATE)
    assert got.dialect == "nullmailer"
    assert "unread" not in {defect.code for defect in got.defects}
