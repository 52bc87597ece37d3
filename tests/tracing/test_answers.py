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
CLAIM = "Delivered in {} by the sender's stamps, handed over by 192.0.2.1 (a.example). Nothing held it up."
ROWS = [
    ("08:00:00", "08:00:01", "08:00:02", CLAIM.format("1 s")),
    ("08:00:01", "08:00:02", "08:00:00", CLAIM.format("0 s")),
    ("05:00:00", "08:00:01", "08:00:05", CLAIM.format("4 s") + " Its Date says 3 h earlier than the first stamp."),
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


# (fields of the message, whether it says itself that it is a report)
KINDS = [
    ("Content-Type: multipart/report; report-type=delivery-status; boundary=x", True),
    ('Content-Type: Multipart/Report; boundary="x"', True),
    ('Content-Type: text/plain; name="multipart/report"', False),
    ("Return-Path: <>", False),
    ("Return-Path: <>\nContent-Type: text/html", False),
]


@pytest.mark.parametrize(("fields", "notice"), KINDS, ids=[row[0] for row in KINDS])
def test_an_empty_sender_alone_makes_no_notice(fields: str, notice: bool) -> None:
    stamp = DAY.format("08:00:00")
    said = headertrace.trace(f"{fields}\n{LINE.format(stamp)}Date: {stamp}\n\n".encode()).answer
    assert said.startswith(("A bounce or another ", "It says that it is a bounce")) == notice


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


# The Date, the two stamps, and whether more than two readings are as near.
READINGS = [("08:02:23", "08:02:23", "08:53:07", False), ("08:10:00", "08:00:00", "08:40:00", True)]


@pytest.mark.parametrize(("date", "oldest", "newest", "more"), READINGS)
def test_a_third_reading_is_not_passed_over(date: str, oldest: str, newest: str, more: bool) -> None:
    lines = LINES.format(date=DAY.format(date), oldest=DAY.format(oldest), newest=DAY.format(newest))
    trace = headertrace.trace(lines.encode())
    assert "the header alone can't decide" in trace.answer or not more
    assert (", or there is another explanation: " in trace.answer) is more


COLLECTED = (
    "Received: from mx.example.org [192.0.2.25] by localhost with IMAP (fetchmail-6.4.38)"
    " for bob@localhost (single-drop); {newest}\n"
)


@pytest.mark.parametrize(
    ("newest", "border", "parts"),
    [
        # By the second reading it waited in the mailbox alone: nothing is counted twice.
        ("08:09:11", "08:08:28", ("Delivered in 9 min 10 s or 43 s,", "or it waited 9 min 10 s at mx.example.org and")),
        # By the second reading nothing waited at the sender's, and the wait in the mailbox is nearly the same.
        ("14:00:00", "08:02:48", ("5 h 57 min from 192.0.2.1", "it spent up to 2 min 48 s at a.example, possibly")),
    ],
)
def test_what_a_second_reading_leaves_of_a_wait(newest: str, border: str, parts: tuple[str, ...]) -> None:
    oldest = DAY.format("08:00:00")
    lines = COLLECTED.format(newest=DAY.format(newest)) + LINES.format(
        newest=DAY.format(border), oldest=oldest, date=oldest
    )
    said = headertrace.trace(lines.encode()).answer
    assert [part for part in parts if part not in said] == []


@pytest.mark.parametrize(
    ("oldest", "told"),
    [
        (
            "08:00:00",
            "either it waited 3 min 30 s at b.example, or it waited 3 min 30 s at c.example, or there is another",
        ),
        # Without the step backwards nothing is left to decide.
        ("07:58:29", "it spent up to 5 min 1 s between c.example and mx.example.org,"),
    ],
)
def test_a_wait_at_either_of_two_hosts_is_told_of_neither_alone(oldest: str, told: str) -> None:
    stamps = [DAY.format(time) for time in ("08:03:31", "07:58:30", oldest, oldest, oldest)]
    lines = COLLECTED.format(newest=DAY.format("12:00:00")) + (
        "Received: from c.example (c.example [192.0.2.1]) by mx.example.org (Postfix) with ESMTP id 4; {}\n"
        "Received: from b.example (b.example [192.0.2.5]) by c.example (Postfix) with ESMTP id 3; {}\n"
        "Received: from a.example (a.example [192.0.2.7]) by b.example (Postfix) with ESMTP id 2; {}\n"
        "Received: from pc (pc [192.0.2.9]) by a.example (Postfix) with ESMTP id 1; {}\n"
        "Date: {}\n\n"
    ).format(*stamps)
    assert f"Before that, by the sender's stamps, {told}" in headertrace.trace(lines.encode()).answer


@pytest.mark.parametrize("char", ["\x1b", "\u202e", "\u200b"])
def test_the_answer_may_be_printed_as_it_is(char: str) -> None:
    stamp = DAY.format("08:00:00")
    line = (
        f"Received: from x{char}y.example (unknown [192.0.2.1]) by mx.example.org (Postfix) with ESMTP id 2; {stamp}\n"
    )
    said = headertrace.trace(f"{line}Date: {stamp}\n\n".encode()).answer
    assert "192.0.2.1" in said and said.isprintable()


RELAYED = (
    "Received: from a.example (a.example [192.0.2.1]) by mx.example.org (Postfix) with ESMTP id 2; {newest}\n"
    "Received: from app (198.51.100.7) by a.example ({program}); {oldest}\n"
    "{ident}Date: {date}\n\n"
)


@pytest.mark.parametrize(
    ("program", "oldest", "newest", "date", "ident", "part"),
    [
        # Nobody took it from its writer in between: a claim, but told.
        ("Postfix", "08:01:12", "08:01:13", "05:42:17", "", "Its Date says 2 h 18 min earlier"),
        # PowerMTA passes on what it was given: Date and border agree against its clock.
        ("PowerMTA(TM) v1.5", "07:54:00", "08:00:10", "08:00:00", "", "Nothing held it up."),
        # The receiving server's own.
        ("Postfix", "03:42:17", "08:01:13", "08:01:13", "Message-ID: <20261124080113.2@mx.example.org>\n",
         "possibly queued for retry."),
    ],
)  # fmt: skip
def test_what_the_date_is_worth(program: str, oldest: str, newest: str, date: str, ident: str, part: str) -> None:
    stamps = {"oldest": DAY.format(oldest), "newest": DAY.format(newest), "date": DAY.format(date)}
    said = headertrace.trace(RELAYED.format(program=program, ident=ident, **stamps).encode()).answer
    assert part in said and said.count("Date") == part.count("Date")


TENANTS = (
    "Authentication-Results: spf=pass (sender IP is 40.107.44.109) smtp.mailfrom=a.example\n"
    "Received: from X.outbound.protection.outlook.com (40.107.44.109) by Y.mail.protection.outlook.com (10.167.8.11)"
    " with Microsoft SMTP Server id 15.20.9275.10 via Frontend Transport; {stamp}\n"
    "Received: from A.prod.outlook.com (2603:10b6:a03:4cb::1) by B.prod.outlook.com (2603:10b6:a03:4cb::2)"
    " with Microsoft SMTP Server id 15.20.9275.13; {stamp}\n"
    "Received-SPF: {spf} (protection.outlook.com: domain of a.example) client-ip=198.51.100.27\n"
    "Received: from mail.a.example (198.51.100.27) by A.mail.protection.outlook.com (10.167.242.8)"
    " with Microsoft SMTP Server id 15.20.9388.8 via Frontend Transport; {stamp}\n\n"
)


@pytest.mark.parametrize(
    ("spf", "there", "here"),
    [
        ("SoftFail", ", where SPF failed", ", where it passed"),
        ("Pass", ", where SPF passed", ""),
        ("None", "", ""),
    ],
)
def test_what_spf_said_to_the_tenant_before(spf: str, there: str, here: str) -> None:
    said = headertrace.trace(TENANTS.format(spf=spf, stamp=DAY.format("08:00:00")).encode()).answer
    assert f"into another Microsoft 365 tenant{there}, and on from 40.107.44.109 to you{here}, in 0 s." in said


@pytest.mark.parametrize(
    ("results", "named"),
    [
        ("dkim=pass header.d=Blue7.onmicrosoft.com", " (blue7.onmicrosoft.com, by DKIM)"),
        ("dkim=fail header.d=blue7.onmicrosoft.com", ""),
        ("dkim=pass header.d=a.example", ""),
        ("dkim=pass header.d=blue7.onmicrosoft.com; dkim=pass header.d=red8.onmicrosoft.com", ""),
    ],
)
def test_a_tenant_is_named_by_its_signature(results: str, named: str) -> None:
    """Where two tenants signed, the one forwarded for the other."""
    mail = TENANTS.format(spf="None", stamp=DAY.format("08:00:00"))
    for text, seen in ((mail, "into"), (mail.partition("Received-SPF")[0] + "\n", "From")):
        said = headertrace.trace(text.replace("smtp.mailfrom=a.example", results, 1).encode()).answer
        assert f"{seen} another Microsoft 365 tenant{named}" in said


# Where time is counted from: (stamps of the reader's two lines and the sender's one, how the answer begins).
OWN = "Received: from mx.example.org (mx.example.org [10.0.0.2]) by store.example.org (Postfix) with ESMTP id 3; {}\n"
COUNTED = [
    (("08:00:09", "08:00:02", "08:00:00"), "7 s from 192.0.2.1 (a.example) to the mailbox. Nothing held it up."),
    (
        ("11:00:02", "11:00:01", "08:00:00"),
        "1 s from 192.0.2.1 (a.example) to the mailbox. Before that, by the sender's stamps, it spent 3 h at a.example,",
    ),
    (("08:40:09", "08:00:02", "08:00:00"), "Delivered in 40 min 7 s or at once, handed over by 192.0.2.1 (a.example). Either"),
]  # fmt: skip


@pytest.mark.parametrize(("stamps", "start"), COUNTED, ids=[row[0][0] for row in COUNTED])
def test_time_is_counted_from_the_border(stamps: tuple[str, str, str], start: str) -> None:
    newest, border, oldest = map(DAY.format, stamps)
    lines = OWN.format(newest) + LINES.format(newest=border, oldest=oldest, date=oldest)
    assert headertrace.trace(lines.encode()).answer.startswith(start)


@pytest.mark.parametrize(
    ("date", "told"),
    [
        ("07:59:55", " Its Date says 5 s earlier than the first stamp."),
        ("08:00:00", ""),
        ("07:00:00", " Its Date says 1 h earlier than the first stamp."),
    ],
)
def test_a_single_stamp_measures_nothing(date: str, told: str) -> None:
    lines = f"{LINE.format(DAY.format('08:00:00'))}Date: {DAY.format(date)}\n\n"
    assert headertrace.trace(lines.encode()).answer == f"Handed over by 192.0.2.1 (a.example).{told}"


def test_a_date_that_no_clock_bears_out_is_told_as_the_claim_it_is() -> None:
    lines = OWN.format(DAY.format("08:00:09")) + LINE.format(DAY.format("08:00:02"))
    said = headertrace.trace(f"{lines}Date: Sat, 10 Oct 2026 08:00:02 +0000\n\n".encode()).answer
    assert said.endswith("Its Date says 45 d earlier than the first stamp.")


# The first server's clock is wrong: its stamp is no measure for the Date.
MISLED = (
    "Received: from mx.example.org (mx.example.org [10.0.0.2]) by store.example.org (Postfix) with ESMTP id 4; {newest}\n"
    "Received: from a.example (a.example [192.0.2.1]) by mx.example.org (Postfix) with ESMTP id 3; {newest}\n"
    "Received: from b.example (b.example [192.0.2.5]) by a.example (Postfix) with ESMTP id 2; {newest}\n"
    "Received: from pc (pc [192.0.2.9]) by b.example (Postfix) with ESMTP id 1; {oldest}\n"
    "Date: {date}\n\n"
)


@pytest.mark.parametrize(
    ("date", "oldest", "told"),
    [
        ("08:07:21", "08:07:21", " By the later stamps, its Date is at least 7 min 12 s late."),
        ("08:01:18", "08:07:23", " By the later stamps, its Date is at least 1 min 5 s late."),
        # One wrong clock and a wait, or another wrong clock: what the two stamps say is all that is sure.
        ("07:40:00", "08:20:23", " Its Date says 40 min 23 s earlier than the first stamp"),
        ("08:00:00", "08:07:23", ""),
    ],
)
def test_the_date_is_held_against_the_first_stamp_only_where_that_is_right(date: str, oldest: str, told: str) -> None:
    stamps = {"date": DAY.format(date), "oldest": DAY.format(oldest), "newest": DAY.format("08:00:05")}
    said = headertrace.trace(MISLED.format(**stamps).encode()).answer
    assert told in said and said.count("Date") == told.count("Date")


# (the border line, how the client is told)
HOSTS = [
    ("from a.example (a.example [192.0.2.1]) by mx.example.org (Postfix) with ESMTP id 2", "192.0.2.1 (a.example)"),
    (
        "from a.example (a.example [192.0.2.1] (may be forged)) by mx.example.org (8.17.1/8.17.1) with ESMTP id 4AO80Axy012345",
        '192.0.2.1 (named "a.example", unproven)',
    ),
    (
        "from ptr.example (HELO a.example) (192.0.2.1) by mx.example.org with SMTP",
        '192.0.2.1 (named "ptr.example", unproven)',
    ),
    (
        "from unknown (HELO a.example) (192.0.2.1) by mx.example.org with SMTP",
        '192.0.2.1 (calls itself "a.example", unproven)',
    ),
    (
        "from pc.example (unknown [10.0.0.7]) by mx.example.org (Postfix) with ESMTP id 2",
        '10.0.0.7 (calls itself "pc.example", unproven)',
    ),
    ("from localhost (localhost [127.0.0.1]) by mx.example.org (Postfix) with ESMTP id 2", "a program on mx.example.org"),
    ("from localhost (localhost [127.0.0.1]) by localhost (Postfix) with ESMTP id 2", "a program on the same host"),
    ("from a.example by mx.example.org with ESMTP id 2", 'an unknown address (calls itself "a.example", unproven)'),
    (
        "from gbr01-lo4-obe.outbound.protection.outlook.com (40.92.1.2) by mx.example.org with ESMTP id 2",
        "40.92.1.2 (Outlook.com, gbr01-lo4-obe.outbound.protection.outlook.com)",
    ),
    (
        "from a1.amazonses.com ([54.240.1.2]) by mx.example.org with ESMTP id 2",
        "54.240.1.2 (Amazon SES, a1.amazonses.com)",
    ),
    (
        "from ses.example ([54.240.1.2]) by mx.example.org with ESMTP id 2",
        '54.240.1.2 (Amazon SES; calls itself "ses.example", unproven)',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("line", "told"), HOSTS, ids=[row[1] for row in HOSTS])
def test_a_name_is_told_as_proved_only_where_it_is(line: str, told: str) -> None:
    stamp = DAY.format("08:00:00")
    said = headertrace.trace(f"Received: {line}; {stamp}\nFrom: x@a.example\nDate: {stamp}\n\n".encode()).answer
    assert said == f"Handed over by {told}."


def test_mail_of_outlook_com_is_no_tenant_s() -> None:
    line = (
        "Received: from X-obe.outbound.protection.outlook.com ({}) by A.mail.protection.outlook.com (10.1.1.1)"
        " with Microsoft SMTP Server id 15.20.1.1; {}\nDate: {}\n\n"
    )
    stamp = DAY.format("08:00:00")
    consumer, tenant = (
        headertrace.trace(line.format(ip, stamp, stamp).encode()).answer for ip in ("40.92.1.2", "40.107.1.2")
    )
    assert "tenant" not in consumer and "Outlook.com" in consumer
    assert tenant.startswith("From another Microsoft 365 tenant at 40.107.1.2.")


@pytest.mark.parametrize("results", ["iprev=pass policy.iprev=192.0.2.1", "auth=pass smtp.auth=ann"])
def test_what_speaks_of_no_domain_says_nothing_of_from(results: str) -> None:
    lines = CHECKED.format(results=results, authors="From: x@a.example\n", stamp=DAY.format("08:00:00"))
    assert "prove" not in headertrace.trace(lines.encode()).answer


# (the line below the border, how it is called)
LIES = [
    ("from x (x [203.0.113.9]) by gmail.com with SMTP id 1", "One Received line looks forged."),
    ("from x (1 Nov 2026 08:00:00 +0000) by y.example with SMTP", "One Received line is forged."),
    (
        f"from y (y [203.0.113.8]) by z.example with SMTP; {DAY.format('08:00:00')}\nReceived: "
        "from x (1 Nov 2026 08:00:00 +0000) by y.example with SMTP",
        "One Received line is forged, and one more looks so.",
    ),
]


@pytest.mark.parametrize(("line", "told"), LIES, ids=[row[1] for row in LIES])
def test_forged_is_said_of_what_gives_itself_away(line: str, told: str) -> None:
    stamp = DAY.format("08:00:00")
    said = headertrace.trace(f"{LINE.format(stamp)}Received: {line}; {stamp}\nDate: {stamp}\n\n".encode()).answer
    assert told in said


def test_seconds_apart_are_one_wait_told_as_a_range() -> None:
    """Whichever of two clocks is 40 s off, it waited at the same host: no tie of that host with itself."""
    fetched = "Received: from mx.example.org [192.0.2.110] by desk.example.org with POP3 (fetchmail-6.4.37); {}\n"
    stamps = LINES.partition("Date")[0].format(newest=DAY.format("08:00:39"), oldest=DAY.format("08:00:00"))
    said = headertrace.trace(f"{fetched.format(DAY.format('08:02:56'))}{stamps}From: x@a.example\n\n".encode()).answer
    told = "It spent 2 min 17 s to 3 min 14 s at mx.example.org, most likely waiting to be collected."
    assert said == f"2 min 17 s to 3 min 14 s from 192.0.2.1 (a.example) to the mailbox. {told}"
