"""The answer where the clocks allow no plain one."""

from __future__ import annotations

import pytest

import headertrace

LINES = (
    "Received: from a.example (a.example [192.0.2.1]) by mx.example.org (Postfix) with ESMTP id 2; {newest}\n"
    "Received: from pc (pc [192.0.2.9]) by a.example (Postfix) with ESMTP id 1; {oldest}\n"
    "Date: {date}\n\n"
)
DAY = "Tue, 24 Nov 2026 {} +0000"

# (Date, oldest stamp, newest stamp, how the answer begins)
FROM = " 192.0.2.1 (a.example)"
ROWS = [
    ("08:00:00", "08:00:01", "08:00:02", "Delivered in 2 s, handed over by" + FROM + ". Nothing held it up."),
    ("08:00:01", "08:00:02", "08:00:00", "Delivered in 1 s, handed over by" + FROM + ". Nothing held it up."),
    ("05:00:00", "08:00:01", "08:00:05", "Delivered in 5 s, handed over by" + FROM + ". Nothing held it up. Its Date says 3 h"),
]  # fmt: skip


@pytest.mark.parametrize(("date", "oldest", "newest", "start"), ROWS, ids=[row[0] + row[2] for row in ROWS])
def test_answer(date: str, oldest: str, newest: str, start: str) -> None:
    lines = LINES.format(date=DAY.format(date), oldest=DAY.format(oldest), newest=DAY.format(newest))
    assert headertrace.trace(lines.encode()).answer.startswith(start)


CHECKED = (
    "Authentication-Results: mx.example.org; {results}\n"
    "Received: from m.evil.example (m.evil.example [192.0.2.1]) by mx.example.org (Postfix) with ESMTP id 2; {stamp}\n"
    "{authors}Date: {stamp}\n\n"
)
# (results, From fields, how the answer ends)
PROOFS = [
    ("dmarc=pass header.from=a.example", "From: x@a.example\n", " DMARC proves a.example."),
    ("spf=pass smtp.mailfrom=a.example", "From: x@a.example\n", " SPF proves a.example."),
    ("spf=pass smtp.mailfrom=a.example; dmarc=pass header.from=b.example", "From: x@a.example\n", " SPF proves a.example."),
    ("spf=pass smtp.mailfrom=b.example", "From: x@a.example\n", " Nothing proves the From domain."),
    ("spf=pass smtp.mailfrom=b.example", "", " Nothing proves who it is from."),
    (
        "spf=pass smtp.mailfrom=b.example; dkim=pass header.d=b.example", "From: x@a.example, y@b.example\n",
        " SPF and DKIM prove b.example, but nothing proves a.example, which From names too.",
    ),
    (
        "dmarc=pass header.from=b.example", "From: x@a.example\nFrom: y@b.example\n",
        " DMARC proves b.example, but nothing proves a.example, which From names too.",
    ),
    ("dmarc=pass header.from=b.example", "From: x@redacted\n", " DMARC proves b.example."),
]  # fmt: skip


@pytest.mark.parametrize(("results", "authors", "end"), PROOFS, ids=[row[1] + row[0] for row in PROOFS])
def test_what_proves_from(results: str, authors: str, end: str) -> None:
    lines = CHECKED.format(results=results, authors=authors, stamp=DAY.format("08:00:00"))
    assert headertrace.trace(lines.encode()).answer.endswith(end)


LINE = "Received: from a.example (a.example [192.0.2.1]) by mx.example.org (Postfix) with ESMTP id 2; {}\n"


@pytest.mark.parametrize("date", ["Sat, 10 Oct 2026 10:00:00 +0000", "Tue, 24 Nov 2026 11:00:00 +0000"])
def test_no_time_is_told_where_a_wrong_date_was_all_there_was_to_count_from(date: str) -> None:
    said = headertrace.trace(f"{LINE.format(DAY.format('08:00:00'))}Date: {date}\n\n".encode()).answer
    assert said.startswith("Handed over by 192.0.2.1 (a.example). Its Date says ")


@pytest.mark.parametrize(
    ("kind", "notice"),
    [
        ("multipart/report; report-type=delivery-status; boundary=x", True),
        ('Multipart/Report; boundary="x"', True),
        ('text/plain; name="multipart/report"', False),
    ],
)
def test_a_notice_is_known_by_its_type(kind: str, notice: bool) -> None:
    stamp = DAY.format("08:00:00")
    said = headertrace.trace(f"{LINE.format(stamp)}Date: {stamp}\nContent-Type: {kind}\n\n".encode()).answer
    assert said.startswith("A bounce or another ") == notice


def test_a_claimed_wait_is_not_laid_to_an_operator() -> None:
    lines = (
        LINE.format(DAY.format("11:00:02"))
        + f"Received: from q.icloud.com (q.icloud.com [17.1.2.3]) by r.icloud.com (Postfix); {DAY.format('11:00:00')}\n"
        + f"Received: from x (unknown [203.0.113.1]) by q.icloud.com (Postfix); {DAY.format('08:00:00')}\n"
        + f"Date: {DAY.format('08:00:00')}\n\n"
    )
    said = headertrace.trace(lines.encode()).answer
    assert "It spent 3 h at q.icloud.com" in said and "Apple" not in said


def test_the_sides_of_a_tie_differ_on_the_way() -> None:
    lines = LINES.format(date=DAY.format("08:00:00"), oldest=DAY.format("08:02:23"), newest=DAY.format("08:53:07"))
    ways = "Either it waited 50 min 44 s at a.example, or the clock of a.example is 50 min 43 s slow: "
    assert ways in headertrace.trace(lines.encode()).answer


@pytest.mark.parametrize("char", ["\x1b", "\u202e", "\u200b"])
def test_the_answer_may_be_printed_as_it_is(char: str) -> None:
    stamp = DAY.format("08:00:00")
    line = (
        f"Received: from x{char}y.example (unknown [192.0.2.1]) by mx.example.org (Postfix) with ESMTP id 2; {stamp}\n"
    )
    said = headertrace.trace(f"{line}Date: {stamp}\n\n".encode()).answer
    assert "192.0.2.1" in said and said.isprintable()
