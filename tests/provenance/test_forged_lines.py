"""Lines that no mail server wrote, claims that go back and forth in time, and honest lines that look like such."""

from __future__ import annotations

import pytest

import headertrace
from headertrace.provenance.forging import mark
from headertrace.records.trace import Trace

_TIME = "08:00:0{} +0000"
MX = "Received: from {helo} ({rdns}[192.0.2.25]) by mx.example.org (8.17.1/8.17.1) with ESMTP id 5AO803aa012345; Tue, 24 Nov 2026 08:00:05 +0000\n"
RELAY = "Received: from a (dsl.example.com [198.51.100.7]) by relay.example.net (8.17.1/8.17.1) with SMTP id 5AO802bb012345; Tue, 24 Nov 2026 08:00:03 +0000\n"
MADE_UP = "Received: from [203.0.113.9] by smtp.example.edu with asmtp; Tue, 24 Nov 2026 17:00:00 -0300\n"


def traced(*lines: str) -> Trace:
    return headertrace.trace("".join((*lines, "From: ann@example.com\n\n")).encode())


def trusts(*lines: str) -> list[str | None]:
    """The trust of each line, newest first as they stand in the message."""
    return [hop.trust for hop in reversed(traced(*lines).hops)]


FORGED = (
    "from unknown (HELO a.example.net) (198.51.100.7) by mx.example.edu with SMTP; Tue, 24 Nov 2026 08:00:00 -0300",
    "from unknown (HELO a.example.net) (198.51.100.7) by mx.example.edu with smtp; 24 Nov 2026 08:00:00 -0300",
    "from a.example.net ([198.51.100.7]) by mx.example.edu with esmtp; 24 Nov 2026 08:00:00 +1100",
    "from a.example.net ([198.51.100.7]) by mx.example.edu with asmtp; Tue, 24 Nov 2026 08:00:00 -0600",
    "from a.example.net ([198.51.100.7]) by mx.example.edu with local; Tue, 24 Nov 2026 08:00:00 +0300",
    "from unknown (198.51.100.7) by mx.example.edu with QMQP; Tue, 24 Nov 2026 08:00:00 +0300",
    "from unknown (198.51.100.7) by mx.example.edu with esmtp; Tue, 24 Nov 2026 08:00:00 -0700",
    "from [198.51.100.7] by mx.example.edu with asmtp; 24 Nov 2026 08:00:00 +1000",
    "from [198.51.100.7] by mx.example.edu with smtp; Tue, 24 Nov 2026 08:00:00 -0600",
    "from  by 198.51.100.7; Tue, 24 Nov 2026 08:00:00 +0500",
)
HONEST = (
    # qmail, as it is and with the patch that writes local time; QMQP inside a house; qpsmtpd.
    "from unknown (HELO a.example.net) (198.51.100.7) by mx.example.edu with SMTP; 24 Nov 2026 08:00:00 -0000",
    "from unknown (HELO a.example.net) (198.51.100.7) by mx.example.edu with SMTP; 24 Nov 2026 17:00:00 +0900",
    "from unknown (198.51.100.7) by m9.example.edu with QMQP; 24 Nov 2026 08:00:00 -0000",
    "from a (HELO a.example.net) (198.51.100.7) by mx.example.edu (qpsmtpd/0.84) with ESMTP; Tue, 24 Nov 2026 08:00:00 +0100",
    # IronPort, Courier, Exim, Postfix, Yahoo's inner queue.
    "from a.example.net (HELO a.example.net) ([198.51.100.7]) by esa1.example.edu with ESMTP; 24 Nov 2026 08:00:00 -0700",
    "from a.example.net (a.example.net [::ffff:198.51.100.7]) by mx.example.edu with esmtp; Tue, 24 Nov 2026 08:00:00 -0500",
    "from a.example.net ([198.51.100.7]) by mx.example.edu with esmtp (Exim 4.96) id 1xVlRb-0003Ab-1x; Tue, 24 Nov 2026 08:00:00 +0100",
    "from lists.example.net (lists.example.net [198.51.100.7]) by mx.example.edu (Postfix) with QMQP id 6C1F08F616; Tue, 24 Nov 2026 08:00:00 -0700 (MST)",
    "from [216.136.172.7] by n35.grp.scd.yahoo.com with NNFMP; 24 Nov 2026 08:00:00 -0000",
    "from 198.51.100.7 by mail.example.edu with HTTP; Tue, 24 Nov 2026 08:00:00 +0100",
)


@pytest.mark.parametrize("value", FORGED)
def test_marks_of_lines_that_no_server_writes(value: str) -> None:
    assert mark(headertrace.parse_received(value))
    assert trusts(MX.format(helo="relay.example.net", rdns="relay.example.net "), RELAY, f"Received: {value}\n") == [
        "vouched", "claimed", "contradicted",
    ]  # fmt: skip


@pytest.mark.parametrize("value", HONEST)
def test_no_marks(value: str) -> None:
    assert mark(headertrace.parse_received(value)) is None


@pytest.mark.parametrize(
    ("helo", "newest"),
    [("relay.example.net", "claimed"), ("bank.example", "contradicted")],
    ids=["it announced the name of that line", "it announced another name"],
)
def test_an_open_relays_own_line_above_a_forged_one(helo: str, newest: str) -> None:
    assert trusts(MX.format(helo=helo, rdns=""), RELAY, MADE_UP) == ["vouched", newest, "contradicted"]


def _claims(*hours: int, hosts: str = "01234") -> list[str]:
    return [
        f"Received: from h{hosts[n + 1]}.example.com (h{hosts[n + 1]}.example.com [198.51.100.{n + 1}]) by h{hosts[n]}.example.com (Postfix)"
        f" with ESMTP id {n}A; Tue, 24 Nov 2026 {hour:02}:00:02 +0000\n"
        for n, hour in enumerate(hours)
    ]


# Hours of the claimed stamps, newest first, below a border at 8 o'clock; how many of the lines, from the newest, stand.
TIMES = (
    ("in order", (8, 7, 5), 3),
    ("one wrong clock", (8, 13, 8), 3),
    ("one fast clock at the border", (13, 8, 7), 3),
    ("back and forth below an honest relay", (8, 12, 3, 11), 1),
    ("back and forth from the border on", (2, 12, 3, 11), 0),
)


@pytest.mark.parametrize(("hours", "stand"), [row[1:] for row in TIMES], ids=[row[0] for row in TIMES])
def test_claims_that_go_back_and_forth(hours: tuple[int, ...], stand: int) -> None:
    trace = traced(MX.format(helo="h0.example.com", rdns="h0.example.com "), *_claims(*hours))
    found = [hop.trust for hop in reversed(trace.hops)][1:]
    assert (found.index("contradicted") if "contradicted" in found else len(found)) == stand
    if stand < len(hours):
        assert "contradicted" in found
        # Nothing is derived of lines that were made up.
        assert not [offset for offset in trace.offsets if offset.host in {f"h{n}.example.com" for n in range(stand, 9)}]


@pytest.mark.parametrize(
    ("hosts", "words"),
    [("00001", {"claimed"}), ("02131", {"claimed", "contradicted"})],
    ids=["a list's host, whose programs differ on the zone", "hosts of many names"],
)
def test_a_wrong_clock_goes_back_as_often_as_the_mail_passed_its_host(hosts: str, words: set[str]) -> None:
    lines = _claims(9, 8, 9, 7, hosts=hosts)
    assert set(trusts(MX.format(helo="h0.example.com", rdns="h0.example.com "), *lines)[1:]) == words
