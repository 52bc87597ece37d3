"""Causes: one story each, and the near miss that must not get it."""

from __future__ import annotations

from pathlib import Path

import pytest

import headertrace
from headertrace import delays

PC = "Received: from pc.example.net (pc.example.net [203.0.113.7]) by smtp.example.net (Postfix) with ESMTPSA id 4A; 24 Nov 2026 08:00:0{} +0000\n"
MX = "Received: from smtp.example.net (smtp.example.net [192.0.2.25]) by mx.example.org (Postfix) with ESMTPS id 4B; 24 Nov 2026 {} +0000\n"
DATE = "Date: Tue, 24 Nov 2026 08:00:00 +0000\n"

STORIES: dict[str, tuple[str, tuple[str, str, str | None] | None]] = {
    "straight": (MX.format("08:00:03") + PC.format(1) + DATE, None),
    "postfix-schedule": (MX.format("08:20:05") + PC.format(1) + DATE, ("queue-retry", "likely", "smtp.example.net")),
    "before-schedule": (MX.format("08:04:35") + PC.format(1) + DATE, ("queue-retry", "possible", "smtp.example.net")),
    "first-retry": (MX.format("08:10:05") + PC.format(1) + DATE, ("greylisting", "possible", "mx.example.org")),
    "long": (MX.format("15:13:05") + PC.format(1) + DATE, ("queue-retry", "likely", "smtp.example.net")),
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
        ("queue-retry", "likely", "smtp.example.net")),
    "collected": (
        "Received: from pop.example.org [192.0.2.110] by desk.example.org with POP3 (fetchmail-6.4.37); 24 Nov 2026 14:30:00 +0000\n"
        + MX.format("08:00:03") + PC.format(1) + DATE, ("late-collection", "measured", "mx.example.org")),
    "filter": (
        "Received: from localhost (localhost [127.0.0.1]) by mx.example.org (Postfix) with ESMTP id 4D; 24 Nov 2026 08:20:03 +0000\n"
        "Received: from mx.example.org ([127.0.0.1]) by localhost (mx.example.org [127.0.0.1]) (amavisd-new, port 10024) with ESMTP id x; 24 Nov 2026 08:00:04 +0000\n"
        + MX.format("08:00:03") + PC.format(1) + DATE, ("filter", "measured", "localhost")),
    "scheduled": (PC.format(2).replace("08:00:02", "20:00:02") + DATE, ("scheduled", "likely", "pc.example.net")),
    "offline": (PC.format(2).replace("08:00:02", "19:47:33") + DATE, ("client-offline", "likely", "pc.example.net")),
    "clock-slow": (
        MX.format("08:00:05")
        + "Received: from smtp.example.net (smtp.example.net [192.0.2.25]) by relay.example.com (Postfix) with ESMTP id 4C; 24 Nov 2026 07:13:03 +0000\n"
        + PC.format(1) + DATE, ("wrong-clock", "likely", "relay.example.com")),
    "moderated": (
        MX.format("13:04:09").replace("smtp.example.net", "lists.example.com")
        + "Received: from localhost (localhost [127.0.0.1]) by lists.example.com (Postfix) with ESMTP id 4D; 24 Nov 2026 13:04:05 +0000\n"
        "X-Mailman-Approved-At: Tue, 24 Nov 2026 13:04:01 +0000\nList-Id: <x.lists.example.com>\n"
        + MX.format("08:00:03").replace("mx.example.org", "lists.example.com") + PC.format(1) + DATE,
        ("moderation", "measured", "lists.example.com")),
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_story(story: str) -> None:
    mail, expected = STORIES[story]
    trace = headertrace.trace((mail + "\n").encode())
    found = [(delay.cause, delay.certainty, delay.at) for delay in trace.delays]
    assert (expected in found) if expected else found == []
    assert all(delay.evidence for delay in trace.delays)
    assert not any(delay.certainty == "measured" for delay in trace.delays if (delay.cause, delay.certainty, delay.at) != expected)


def test_index_and_files_agree() -> None:
    files = {path.stem for path in Path(delays.__file__).parent.glob("[a-z]*.py")}
    assert files == {name for name, _ in delays.CAUSES}


def test_the_answer_and_the_finding_say_why() -> None:
    trace = headertrace.trace((STORIES["postfix-schedule"][0] + "\n").encode())
    assert "waited at smtp.example.net: queue-retry (likely)" in trace.answer
    long = headertrace.trace((STORIES["long"][0] + "\n").encode())
    (finding,) = [finding for finding in long.findings if finding.code == "HT205"]
    assert "On smtp.example.net, look for queue id 4A from 08:00:01 UTC on" in finding.text
