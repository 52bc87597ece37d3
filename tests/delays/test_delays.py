"""Causes: one story each, and the near miss that must not get it."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest

import headertrace
from headertrace import delays, document
from headertrace.delays._schedules import SCHEDULES, attempt, schedule
from headertrace.delays.index import INDEX, Row
from headertrace.records.vocabulary import CAUSES, CLOCK_CAUSES

PC = "Received: from pc.example.net (pc.example.net [203.0.113.7]) by smtp.example.net (Postfix) with ESMTPSA id 4A; 24 Nov 2026 08:00:0{} +0000\n"
MX = "Received: from smtp.example.net (smtp.example.net [192.0.2.25]) by mx.example.org (Postfix) with ESMTPS id 4B; 24 Nov 2026 {} +0000\n"
DATE = "Date: Tue, 24 Nov 2026 08:00:00 +0000\n"

STORIES: dict[str, tuple[str, tuple[str, str, str | None] | None]] = {
    "straight": (MX.format("08:00:03") + PC.format(1) + DATE, None),
    "postfix-schedule": (MX.format("08:20:05") + PC.format(1) + DATE, ("queue-retry", "possible", "smtp.example.net")),
    "before-schedule": (MX.format("08:04:35") + PC.format(1) + DATE, ("queue-retry", "possible", "smtp.example.net")),
    "first-retry": (MX.format("08:10:05") + PC.format(1) + DATE, ("queue-retry", "possible", "smtp.example.net")),
    "long": (MX.format("15:13:05") + PC.format(1) + DATE, ("queue-retry", "possible", "smtp.example.net")),
    "too-long": (MX.format("08:10:05").replace("24 Nov", "24 Dec") + PC.format(1) + DATE, ("unknown", "possible", "smtp.example.net")),
    "before-greylisting": (
        (MX.format("08:25:05") + PC.format(1) + DATE).replace("2026", "2002"), ("queue-retry", "possible", "smtp.example.net")),
    "greylisted": (
        "X-Greylist: delayed 610 seconds by postgrey-1.37 at mx.example.org; Tue, 24 Nov 2026 08:10:15 UTC\n"
        + MX.format("08:10:15") + PC.format(1) + DATE, ("greylisting", "measured", "mx.example.org")),
    "milter-greylist": (
        "X-Greylist: Delayed for 00:10:10 by milter-greylist-4.2.2 (mx.example.org [192.0.2.9])\n"
        + MX.format("08:10:15") + PC.format(1) + DATE, ("greylisting", "measured", "mx.example.org")),
    "greylist-says-other": (
        "X-Greylist: delayed 61 seconds by postgrey-1.37 at mx.example.org\n" + MX.format("15:13:05") + PC.format(1) + DATE,
        ("greylisting", "measured", "mx.example.org")),
    "collected": (
        "Received: from pop.example.org [192.0.2.110] by desk.example.org with POP3 (fetchmail-6.4.37); 24 Nov 2026 14:30:00 +0000\n"
        + MX.format("08:00:03") + PC.format(1) + DATE, ("late-collection", "likely", "mx.example.org")),
    "filter": (
        "Received: from localhost (localhost [127.0.0.1]) by mx.example.org (Postfix) with ESMTP id 4D; 24 Nov 2026 08:20:03 +0000\n"
        "Received: from mx.example.org ([127.0.0.1]) by localhost (mx.example.org [127.0.0.1]) (amavisd-new, port 10024) with ESMTP id x; 24 Nov 2026 08:00:04 +0000\n"
        + MX.format("08:00:03") + PC.format(1) + DATE, ("filter", "measured", "mx.example.org")),
    "sqlgrey": (
        "X-Greylist: delayed 309 by SQLgrey-1.8.0\n" + MX.format("08:06:50") + PC.format(1) + DATE,
        ("greylisting", "measured", "mx.example.org")),
    "milter-below-all": (
        MX.format("08:10:15") + PC.format(1) + DATE + "X-Greylist: Delayed for 00:10:10 by milter-greylist-4.5.16 (mx.example.org [192.0.2.9])\n",
        ("greylisting", "likely", "mx.example.org")),
    "own-greylist-claimed-below": (
        MX.format("08:00:15") + "X-Greylist: delayed 18640 seconds by postgrey-1.36 at mx.example.org\n" + PC.format(1)
        + DATE, None),
    "own-greylist-claimed-of-one-line": (
        MX.format("13:10:55") + "X-Greylist: delayed 18640 seconds by postgrey-1.36 at mx.example.org\n", None),
    "zmailer-adds-below": (
        MX.format("08:10:15") + "X-Greylist: delayed 606 seconds by postgrey-1.36 at mx.example.org\n" + PC.format(1)
        + DATE, ("greylisting", "likely", "mx.example.org")),
    "rspamd-greylist": (
        MX.format("08:06:50") + PC.format(1) + DATE + "X-Rspamd-Server: mx.example.org\n"
        "X-Spamd-Result: default: False [6.90 / 15.00];\n\tAUTH_NA(1.00)[];\n\tGREYLIST(0.00)[pass,body]\n",
        ("greylisting", "likely", "mx.example.org")),
    "greylist-but-clock-fast": (
        "X-Greylist: delayed 400 seconds by postgrey-1.37 at mx.example.org\n"
        + MX.format("08:00:30") + PC.format(1) + DATE, None),
    "released": (
        "Received: from localhost (localhost [127.0.0.1]) by mx.example.org (Postfix) with ESMTP id 4D; 24 Nov 2026 13:20:03 +0000\n"
        "Received: from unknown by localhost (amavis, unix socket) id y for <bob@example.org>; 24 Nov 2026 13:20:03 +0000\n"
        "Received: from mx.example.org ([127.0.0.1]) by localhost (mx.example.org [127.0.0.1]) (amavis, port 10024) with ESMTP id x; 24 Nov 2026 08:00:04 +0000\n"
        + MX.format("08:00:03") + PC.format(1) + DATE, ("quarantine", "measured", "mx.example.org")),
    "forwarder": (
        MX.format("10:10:05").replace("smtp.example.net", "old.example.com").replace("; 24", " for <bob@example.org>; 24")
        + "Received: by old.example.com (Postfix) id 4E; 24 Nov 2026 08:00:03 +0000\nDelivered-To: bob@old.example.com\n"
        + MX.format("08:00:03").replace("mx.example.org", "old.example.com").replace("; 24", " for <bob@old.example.com>; 24")
        + PC.format(1) + DATE, ("forwarding", "likely", "old.example.com")),
    "deferred-delivery": (
        "Deferred-Delivery: Tue, 24 Nov 2026 11:17:00 +0000\n" + PC.format(2).replace("08:00:02", "11:17:02") + DATE,
        ("scheduled", "measured", "pc.example.net")),
    "held-until-eight": (
        MX.format("20:00:02") + PC.format(1) + DATE, None),
    "mailman-would-tell": (
        MX.format("13:04:09").replace("smtp.example.net", "lists.example.com")
        + "Received: from localhost (localhost [127.0.0.1]) by lists.example.com (Postfix) with ESMTP id 4D; 24 Nov 2026 13:04:05 +0000\n"
        "X-Mailman-Version: 2.1.39\nList-Id: <x.lists.example.com>\n"
        + MX.format("08:00:03").replace("mx.example.org", "lists.example.com") + PC.format(1) + DATE,
        ("list-queue", "possible", "lists.example.com")),
    "list-host-among-words": (
        MX.format("08:10:09").replace("smtp.example.net", "eu-west-list2.example.com") + "List-Id: <x.example.com>\n"
        + MX.format("08:00:03").replace("mx.example.org", "eu-west-list2.example.com") + PC.format(1) + DATE,
        ("list-queue", "possible", "eu-west-list2.example.com")),
    "relay-fast": (
        MX.format("08:00:04") + PC.format(1).replace("08:00:01", "08:07:12") + DATE, None),
    "relay-two-hours-fast": (
        MX.format("08:00:04") + PC.format(1).replace("08:00:01", "10:00:01") + DATE, None),
    "clock-and-wait": (
        MX.format("09:00:05").replace("smtp.example.net", "relay.example.com")
        + "Received: from smtp.example.net (smtp.example.net [192.0.2.25]) by relay.example.com (Postfix) with ESMTP id 4C; 24 Nov 2026 07:20:03 +0000\n"
        + PC.format(1) + DATE, None),
    "scheduled": (
        PC.format(2).replace("08:00:02", "20:00:02") + DATE.replace("08:00:00", "08:17:23"),
        ("scheduled", "possible", "pc.example.net")),
    "to-the-second-by-hours": (PC.format(2).replace("08:00:02", "20:00:02") + DATE, None),
    "offline": (PC.format(2).replace("08:00:02", "19:47:33") + DATE, ("client-offline", "possible", "pc.example.net")),
    "resent-by-hand": (
        MX.format("15:13:05") + "Resent-Date: Tue, 24 Nov 2026 15:13:03 +0000\n" + PC.format(1) + DATE,
        ("resent", "likely", "smtp.example.net")),
    "resent-months-later-by-no-known-program": (
        MX.format("15:13:05") + "Resent-Date: Tue, 24 Nov 2026 15:13:03 +0000\n" + DATE.replace("Nov", "Aug").replace("Tue", "Mon"),
        ("resent", "likely", "smtp.example.net")),
    "resent-before-it-waited": (
        MX.format("15:13:05") + PC.format(1) + "Resent-Date: Tue, 24 Nov 2026 15:13:03 +0000\n" + DATE,
        ("queue-retry", "possible", "smtp.example.net")),
    "resent-at-another-time": (
        MX.format("15:13:05") + "Resent-Date: Tue, 24 Nov 2026 11:13:03 +0000\n" + PC.format(1) + DATE,
        ("queue-retry", "possible", "smtp.example.net")),
    "web-application": (
        "Received: by app.example.net (Postfix, from userid 33) id 4A; Tue, 24 Nov 2026 08:20:01 +0000\n" + DATE,
        ("program-queue", "possible", "app.example.net")),
    "client-and-not-a-program": (
        PC.format(1).replace("08:00:01", "08:20:01") + DATE, ("client-offline", "possible", "pc.example.net")),
    "slow-mailbox": (
        "Delivery-date: Tue, 24 Nov 2026 08:31:00 +0000\n" + MX.format("08:00:03") + PC.format(1) + DATE,
        ("local-delivery", "measured", "mx.example.org")),
    "bulk-sender": (
        MX.format("08:14:05").replace("smtp.example.net", "o1.ptr.sendgrid.net").replace("192.0.2.25", "167.89.1.1")
        + PC.format(1).replace("smtp.example.net (Postfix)", "geopod-ismtpd-1.sendgrid.net (SG)") + DATE,
        ("throttling", "possible", "geopod-ismtpd-1.sendgrid.net")),
    "clock-slow": (
        MX.format("08:00:05")
        + "Received: from smtp.example.net (smtp.example.net [192.0.2.25]) by relay.example.com (Postfix) with ESMTP id 4C; 24 Nov 2026 07:13:03 +0000\n"
        + PC.format(1) + DATE, None),
    "moderated": (
        MX.format("13:04:09").replace("smtp.example.net", "lists.example.com")
        + "Received: from localhost (localhost [127.0.0.1]) by lists.example.com (Postfix) with ESMTP id 4D; 24 Nov 2026 13:04:05 +0000\n"
        "X-Mailman-Approved-At: Tue, 24 Nov 2026 13:04:01 +0000\nList-Id: <x.lists.example.com>\n"
        + MX.format("08:00:03").replace("mx.example.org", "lists.example.com") + PC.format(1) + DATE,
        ("moderation", "likely", "lists.example.com")),
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_story(story: str) -> None:
    mail, expected = STORIES[story]
    trace = headertrace.trace((mail + "\n").encode())
    found = [(delay.cause, delay.certainty, delay.at) for delay in trace.delays]
    assert (expected in found) if expected else found == []
    assert all(delay.evidence for delay in trace.delays)
    assert not any(
        delay.certainty == "measured" for delay in trace.delays if (delay.cause, delay.certainty, delay.at) != expected
    )


def test_a_moderator_s_approval_is_of_the_wait_that_it_ended() -> None:
    mail = STORIES["moderated"][0].replace("24 Nov 2026 08:00:03", "24 Nov 2026 10:13:07")
    before, after = headertrace.trace((mail + "\n").encode()).delays
    assert (after.cause, after.text) == ("moderation", "a moderator approved it after 2 h 50 min")
    assert before.at == "smtp.example.net" and "moderation" not in (before.cause, *before.rivals)


def test_a_greylist_speaks_for_its_own_host() -> None:
    store = "Received: from mx.example.org (mx.example.org [192.0.2.9]) by store.example.org (Postfix) with LMTP id 4E; 24 Nov 2026 08:20:20 +0000\n"
    mail = (
        store
        + "X-Greylist: delayed 610 seconds by postgrey-1.37 at mx.example.org\n"
        + MX.format("08:10:15")
        + PC.format(1)
        + DATE
    )
    found = [(delay.hop, delay.cause) for delay in headertrace.trace((mail + "\n").encode()).delays]
    assert found == [(2, "greylisting"), (3, "queue-retry")]


def test_a_stated_greylist_is_the_wait_and_the_rest_is_the_clock_s() -> None:
    mail = (
        "X-Greylist: delayed 400 seconds by postgrey-1.37 at mx.example.org\n"
        + MX.format("08:06:45") + PC.format(1).replace("08:00:01", "08:05:02") + DATE
    )  # fmt: skip
    trace = headertrace.trace((mail + "\n").encode())
    (delay,) = trace.delays
    assert (delay.hop, delay.cause, delay.certainty) == (2, "greylisting", "measured")
    assert abs(delay.seconds - 400) <= 5
    (offset,) = trace.offsets
    assert offset.host == "smtp.example.net" and abs((offset.offset_s or 0) - 300) <= 10


def test_a_host_that_steps_backwards_does_not_make_a_wait() -> None:
    mail = (
        MX.format("08:00:05")
        + "Received: from smtp.example.net (smtp.example.net [192.0.2.25]) by smtp.example.net (Postfix) with ESMTP id 4F; 24 Nov 2026 07:30:00 +0000\n"
        + PC.format(1) + DATE
    )  # fmt: skip
    trace = headertrace.trace((mail + "\n").encode())
    assert trace.delays == ()
    (offset,) = trace.offsets
    assert offset.host == "smtp.example.net" and -1_830 <= (offset.offset_s or 0) <= -1_790


def test_rivals_are_named() -> None:
    (delay,) = headertrace.trace((STORIES["first-retry"][0] + "\n").encode()).delays
    assert delay.rivals == ("greylisting", "wrong-clock")
    assert document.delay_row(delay)["rivals"] == ["greylisting", "wrong-clock"]


@pytest.mark.parametrize("story", ["relay-fast", "relay-two-hours-fast", "clock-slow"])
def test_a_clock_is_no_wait(story: str) -> None:
    trace = headertrace.trace((STORIES[story][0] + "\n").encode())
    assert trace.delays == () and trace.path.held_s is None
    assert len(trace.offsets) == 1 and "waited" not in trace.answer


ATTEMPTS: dict[str, tuple[str, float, int | None]] = {
    # dialect, seconds after arrival, which retry comes then (0: one that cannot be told)
    "qmail's third": ("qmail", 3_610, 3),
    "between qmail's": ("qmail", 2_500, None),
    "before Postfix's first": ("postfix", 200, None),
    "Postfix's first": ("postfix", 450, 1),
    "Postfix's later ones": ("postfix", 5_000, 0),
    "when Postfix has given up": ("postfix", 6 * 86_400, None),
    "Exim's first": ("exim", 1_200, 1),
    "IIS's third": ("smtpsvc", 6_320, 3),
    "Momentum's second": ("momentum", 3_620, 2),
    "Haraka's fourth": ("haraka", 965, 4),
    "Courier after its first pause": ("courier", 1_805, 4),
    "OpenSMTPD's first": ("opensmtpd", 402, 1),
}


@pytest.mark.parametrize("case", ATTEMPTS)
def test_schedules(case: str) -> None:
    dialect, seconds, expected = ATTEMPTS[case]
    row = schedule(dialect, datetime(2026, 11, 24, tzinfo=UTC))
    assert row and attempt(row, seconds) == expected


def test_postfix_had_another_schedule_once() -> None:
    row = schedule("postfix", datetime(2004, 3, 29, tzinfo=UTC))
    assert row and attempt(row, 450) is None and attempt(row, 1_500) == 1


def test_every_schedule_has_a_source() -> None:
    assert all(row.source and row.keeps_s >= 86_400 and row.first_s[0] <= row.first_s[1] for row in SCHEDULES.values())


def test_index_and_files_agree() -> None:
    files = {path.stem for path in Path(delays.__file__).parent.glob("[a-z]*.py")} - {
        "wait",
        "index",
        "engine",
        "words",
    }
    assert files == {row.cause.replace("-", "_") for row in INDEX}
    assert {row.cause for row in INDEX} | {"unknown", "none"} | CLOCK_CAUSES == set(CAUSES)


@pytest.mark.parametrize("row", INDEX, ids=lambda row: row.cause)
def test_every_row_has_its_leaf(row: Row) -> None:
    leaf = import_module(f"headertrace.delays.{row.cause.replace('-', '_')}")
    assert callable(leaf.explain) and callable(row.matters)


def test_the_finding_says_where_to_look() -> None:
    long = headertrace.trace((STORIES["long"][0] + "\n").encode())
    (finding,) = [finding for finding in long.findings if finding.code == "HT205"]
    assert "smtp.example.net" in finding.text and "4A" in finding.text and "08:00:01" in finding.text


def test_the_time_from_the_date_is_no_wait_at_a_forged_host() -> None:
    forged = "Received: from x (24 Nov 2026 01:00:00 +0000) by y.example with SMTP; 24 Nov 2026 01:00:00 +0000\n"
    mail = MX.format("08:00:03") + PC.format(1) + forged + DATE.replace("08:00:00", "01:00:00")
    trace = headertrace.trace((mail + "\n").encode())
    assert trace.hops[0].trust == "contradicted"
    assert "y.example" not in [delay.at for delay in trace.delays]
    assert not any("y.example" in item.text for item in trace.findings if item.code == "HT205")


_COLLECTED = (
    "Received: from mail.example.org [192.0.2.2] by pc.example.org with IMAP (fetchmail-6.4.39);"
    " Tue, 24 Nov 2026 {collected} +0000\n"
    "Received: from relay.example.net (relay.example.net [192.0.2.1]) by mail.example.org (Postfix) with ESMTP id 2A;"
    " Tue, 24 Nov 2026 {stored} +0000\n"
    "Received: from pc.example.net (pc.example.net [192.0.2.9]) by relay.example.net (Postfix) with ESMTP id 1A;"
    " Tue, 24 Nov 2026 {sent} +0000\n\n"
)
# When it was sent, stored and collected; the certainty, how the text ends, and whether a wrong clock may be all there is.
LENGTHS = [
    ("08:00:00", "08:00:01", "08:03:01", "likely", "collected it", False),
    ("08:00:00", "07:59:20", "08:02:20", "likely", "; 2 min 19 s to 3 min, depending on whose clock is right", False),
    ("08:00:00", "07:59:20", "08:00:50", "possible", "; or nothing waited there, and a clock is wrong", True),
]


@pytest.mark.parametrize(("sent", "stored", "collected", "certainty", "ending", "rival"), LENGTHS)
def test_a_wait_that_every_reading_has_is_none_that_a_clock_made_up(
    sent: str, stored: str, collected: str, certainty: str, ending: str, rival: bool
) -> None:
    text = _COLLECTED.format(sent=sent, stored=stored, collected=collected)
    (found,) = [item for item in headertrace.trace(text.encode()).delays if item.cause == "late-collection"]
    assert found.certainty == certainty and found.text.endswith(ending)
    assert ("wrong-clock" in found.rivals) is rival
