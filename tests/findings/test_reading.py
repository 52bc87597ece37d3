"""Findings on the reading itself: each triggered once, with a near miss."""

from __future__ import annotations

import pytest

import headertrace
from headertrace.limits import Limits
from headertrace.syntax.fields import MAX_FIELDS

LINE = "Received: from a.example by mx.example.org (Postfix) with ESMTP id 4ABC1230; Tue, 24 Nov 2026 08:00:00 +0000\n"
_DIGEST = "From: b@example.org\nDate: Tue, 24 Nov 2026 09:00:00 +0000\nContent-Type: multipart/digest; boundary=x\n\nreceived:\n"

# code, what triggers it, what nearly does
ROWS: list[tuple[str, str, str]] = [
    ("HT101", LINE + "Subject : one\n", LINE + "Subject: one\n"),
    ("HT102", "Received: made up from a.example by mx.example.org; Tue, 24 Nov 2026 08:00:00 +0000\n",
     "Received: from a.example by mx.example.org; Tue, 24 Nov 2026 08:00:00 +0000\n"),
    ("HT103", "Subject: one\n", LINE),
    ("HT104", LINE * (Limits().received_lines + 1), LINE * Limits().received_lines),
    ("HT105", "\n\n" + LINE, "From a@example.net Tue Nov 24 08:00:00 2026\n" + LINE),
    ("HT107", "From: b@example.org\nDate: Tue, 24 Nov 2026 09:00:00 +0000\n\nlook:\n\n" + LINE,
     "From: b@example.org\nDate: Tue, 24 Nov 2026 09:00:00 +0000\nList-Id: <l.example.org>\n\nlook:\n\n" + LINE),
    ("HT108", "> " + LINE + "> it said Received: from there\n", "> " + LINE + "> it said Subject: from there\n"),
    ("HT109", LINE + LINE.replace("a.example by mx", "b.example by my"), LINE + LINE.replace("a.example by mx", "b.example by a").replace("08:00:00", "07:59:59")),
    ("HT110", _DIGEST + "--x\n\n" * 1_000, _DIGEST + "--x\n\n" * 999),
    ("HT106", LINE + "X: y\n" * MAX_FIELDS, LINE + "X: y\n" * (MAX_FIELDS - 1)),
]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "(EGP: mail-8_2_3_0)",
        "(cpmta 5144 invoked from network)",
        "(qfscan 0.5. spam=2/0/0/0)",
        "(qmail 12 invoked by alias)",
    ],
)
def test_a_line_that_is_a_comment_has_nothing_added(line: str) -> None:
    trace = headertrace.trace(f"Received: {line}; 24 Nov 2026 08:00:00 -0000\n{LINE}\n".encode())
    assert "HT102" not in {finding.code for finding in trace.findings}


@pytest.mark.parametrize(("code", "mail", "near_miss"), ROWS, ids=[row[0] for row in ROWS])
def test_finding(code: str, mail: str, near_miss: str) -> None:
    assert code in {finding.code for finding in headertrace.trace((mail + "\n").encode()).findings}
    assert code not in {finding.code for finding in headertrace.trace((near_miss + "\n").encode()).findings}
