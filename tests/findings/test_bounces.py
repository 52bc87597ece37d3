"""Findings on what a bounce says: each triggered once, with a near miss."""

from __future__ import annotations

import pytest

import headertrace

_TOP = (
    "Return-Path: <>\n"
    "Received: from out.example.net (out.example.net [8.8.4.4]) by mx.example.org (Postfix) with ESMTPS id 9;"
    " Tue, 24 Nov 2026 12:00:02 +0000\n"
    "From: Mail Delivery System <MAILER-DAEMON@out.example.net>\nTo: ann@example.org\n"
    "Date: Tue, 24 Nov 2026 12:00:00 +0000\nMessage-ID: <b1@out.example.net>\nSubject: Notice\n"
    "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
    "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; out.example.net\n"
    "Arrival-Date: Tue, 24 Nov 2026 06:00:00 +0000\n\n"
)


def bounce(status: str, words: str, action: str = "failed", more: str = "") -> str:
    return (
        f"{_TOP}Final-Recipient: rfc822; bob@example.com\nAction: {action}\nStatus: {status}\n"
        f"Remote-MTA: dns; mx.example.com\nDiagnostic-Code: smtp; {words}\n{more}\n--b--\n"
    )


_LONG = _TOP.partition("--b\n")[0] + "--b\nContent-Type: text/plain\n\n" + "sorry, " * 40 + "\n"
_STATUS = "\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x.example.net\n\nFinal-Recipient: rfc822; bob@example.com\nAction: failed\nStatus: 5.1.1\n"
_RECIPIENT = "\nFinal-Recipient: rfc822; bob@example.com\nAction: failed\nStatus: 5.1.1\n"
# code, what triggers it, what nearly does
ROWS: list[tuple[str, str, str]] = [
    ("HT821", bounce("4.4.7", "message expired"), bounce("4.4.7", "message expired", "delayed")),
    ("HT822", bounce("5.7.1", "550 5.7.1 Relay access denied"), bounce("5.1.1", "550 5.1.1 User unknown")),
    ("HT823", bounce("4.7.1", "451 4.7.1 Greylisted, please try again in 300 s"),
     bounce("4.7.1", "451 4.7.1 Greylisted, please try again in 300 s", "delayed")),
    ("HT824", bounce("5.2.2", "552 5.2.2 Mailbox full"), bounce("5.2.3", "552 5.2.3 Message too big")),
    ("HT825", bounce("5.1.1", "550 5.1.1 User unknown"), bounce("5.1.2", "550 5.1.2 Host unknown")),
    ("HT826", bounce("5.4.4", "Host or domain name not found"), bounce("2.0.0", "250 2.0.0 ok", "delivered")),
    ("HT827", bounce("4.4.1", "connect to mx.example.com[192.0.2.1]:25: Connection timed out", "delayed"),
     bounce("4.4.1", "connect to mx.example.com[192.0.2.1]:25: Connection timed out")),
    ("HT828", _LONG + ("sorry " * 12 + "\n") * 4_000 + _STATUS, _LONG + _STATUS),
]  # fmt: skip

# (what stands in the notice, whether all that matters of it is read, its recipients)
LENGTHS: list[tuple[str, bool, int]] = [
    (_LONG + _STATUS + "--b--\n", True, 1),
    (_LONG + ("sorry " * 12 + "\n") * 4_000 + _STATUS + "--b--\n", False, 1),
    (_LONG + ("sorry " * 12 + "\n") * 32_000 + _STATUS + "--b--\n", False, 1),
    # Of the returned message nothing but the header is wanted.
    (_LONG + _STATUS + "--b\nContent-Type: message/rfc822\n\nSubject: x\n\n" + ("photo " * 12 + "\n") * 32_000, True, 1),
    (_LONG + _STATUS + "--b\n\nx\n" * 2_000, False, 1),
    (_LONG + _STATUS + _RECIPIENT * 999 + "--b--\n", True, 1_000),
    (_LONG + _STATUS + _RECIPIENT * 1_000 + "--b--\n", False, 1_000),
]  # fmt: skip


@pytest.mark.parametrize(("mail", "wholly", "recipients"), LENGTHS)
def test_what_is_too_long_to_be_read_is_told(mail: str, wholly: bool, recipients: int) -> None:
    (message,) = headertrace.read(mail.encode())
    trace = headertrace.trace(message)
    assert trace.notice is not None and trace.notice.wholly is wholly
    assert ("HT828" in {item.code for item in trace.findings}) is not wholly
    assert [item.status for item in trace.reports] == ["5.1.1"] * recipients


@pytest.mark.parametrize(("code", "mail", "near"), ROWS, ids=[row[0] for row in ROWS])
def test_finding(code: str, mail: str, near: str) -> None:
    for text, expected in ((mail, 1), (near, 0)):
        found = [item.code for item in headertrace.trace(text.encode()).findings]
        assert found.count(code) == expected, (expected, found)


RETURNED = (
    "--b\nContent-Type: message/rfc822\n\n"
    "Received-SPF: {spf} (out.example.net: {spf}) client-ip=198.51.100.7; envelope-from=ann@example.org;\n"
    "Received: from {host} ({host} [198.51.100.7]) by relay.example.net with ESMTP id 3;"
    " Tue, 24 Nov 2026 06:00:00 +0000\nFrom: ann@example.org\nTo: bob@example.com\nMessage-ID: <x@{host}>\n\n"
)


@pytest.mark.parametrize(
    ("host", "spf", "severity", "ours"),
    [
        ("dsl.example.com", "fail", "warning", False),
        ("dsl.example.com", "none", "info", None),
        ("smtp.example.org", "fail", None, True),
    ],
)
def test_backscatter_by_what_came_back(host: str, spf: str, severity: str | None, ours: bool | None) -> None:
    text = bounce("5.1.1", "550 5.1.1 User unknown", more="\n" + RETURNED.format(host=host, spf=spf))
    trace = headertrace.trace(text.encode())
    assert trace.notice is not None and trace.notice.ours is ours
    assert [item.severity for item in trace.findings if item.code == "HT808"] == ([severity] if severity else [])


def test_how_long_it_was_tried_is_told() -> None:
    (found,) = [item for item in headertrace.trace(ROWS[0][1].encode()).findings if item.code == "HT821"]
    assert "expired in the queue at out.example.net after 6 h" in found.text
