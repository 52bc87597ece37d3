"""Stories of clocks and waits, and how the joint reading tells them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import headertrace
from headertrace.records.trace import Trace
from headertrace.timeline.statements import delay

HOSTS = ("a.example.net", "b.example.com", "c.example.edu", "d.example.org")
START = datetime(2026, 11, 24, 8, 0, 7, tzinfo=UTC)


def traced(times: list[float], written: float | None = None, above: str = "") -> Trace:
    """A message whose stamps are so many seconds after the start, oldest first, each of another host."""
    mail, before = "", "pc.example.net"
    for n, (host, time) in enumerate(zip(HOSTS, times, strict=False), 1):
        stamp = START + timedelta(seconds=round(time))
        mail = (
            f"Received: from {before} ({before} [192.0.2.{n}]) by {host} (Postfix) with ESMTP{'SA' if n == 1 else ''}"
            f" id {n}A; {stamp:%d %b %Y %H:%M:%S} +0000\n" + mail
        )
        before = host
    if written is not None:
        mail += f"Date: {START + timedelta(seconds=round(written)):%d %b %Y %H:%M:%S} +0000\n"
    return headertrace.trace((above + mail + "\n").encode())


def told(trace: Trace) -> list[tuple[list[tuple[int, int]], list[tuple[str, int]]]]:
    """Each reading: waits by hop, and clocks, in whole minutes."""
    return [
        (
            [(held.hop, round(held.seconds / 60)) for held in reading.waits],
            [(offset.host, round((offset.offset_s or 0) / 60)) for offset in reading.offsets],
        )
        for reading in trace.timeline.readings
    ]


DECIDED = [
    ("nothing", [0, 1, 2, 3], 0, [], []),
    ("jitter of seconds", [0, 3, 1, 3], 0, [], []),
    ("the middle clock fast", [0, 601, 2, 3], 0, [], [("b.example.com", 10)]),
    ("the middle clock slow", [0, -599, 2, 3], 0, [], [("b.example.com", -10)]),
    ("a wait between agreeing clocks", [0, 1, 5_002, 5_003], 0, [(3, 83)], []),
    ("the Date a zone ahead", [0, 1, 2, 3], 7_200, [], [("Date", 120)]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("times", "written", "waits", "clocks"), [row[1:] for row in DECIDED], ids=[r[0] for r in DECIDED]
)
def test_decided(times: list[float], written: float, waits: list[object], clocks: list[object]) -> None:
    assert told(traced(times, written)) == [(waits, clocks)]


# The stamps, and what each step is told to have taken.
SECONDS_OFF = [
    ([0, 1, 2, 3], [1, 1, 1]),
    ([0, -3, 1, 2], [0, 1, 1]),
    ([0, 3, 1, 3], [3, 0, 0]),
    ([0, 1, 4, 2], [1, 1, 0]),
    ([2, 0, 1, 1], [0, 0, 0]),
    # A wait before clocks of which one is seconds off.
    ([0, 5_000, 4_997, 5_001], [5_000, 0, 1]),
]


@pytest.mark.parametrize(("times", "took"), SECONDS_OFF)
def test_a_clock_that_is_seconds_off_makes_the_whole_way_no_longer(times: list[float], took: list[float]) -> None:
    timeline = traced(times).timeline
    assert [held.seconds for held in timeline.steps] == took
    assert timeline.readings[0].total_s == sum(took)


_MONTHS_S = 6_222_300
MONTHS = [
    # By the sender's stamps it lay for months, or they were made up: the reader's own clock is the last to doubt.
    ("two claims before one's own server", [0, 1, _MONTHS_S], [([(3, 103_705)], []), ([], [("c.example.edu", 103_705)])]),
    ("one claim before servers that agree", [-_MONTHS_S, 0, 1], [([], [("a.example.net", -103_705)])]),
]  # fmt: skip


@pytest.mark.parametrize(("times", "readings"), [row[1:] for row in MONTHS], ids=[row[0] for row in MONTHS])
def test_months_between_stamps(times: list[float], readings: list[object]) -> None:
    assert told(traced(times)) == readings


# Seconds from the writing of a message by a program on the first host to that host's line, and whose clock is told.
WRITTEN = [(600, set()), (1, set()), (-3, set()), (-600, {"Date"})]


@pytest.mark.parametrize(("after", "wrong"), WRITTEN)
def test_a_date_after_the_line_of_its_own_host_is_of_another_clock(after: int, wrong: set[str]) -> None:
    first = START + timedelta(seconds=-after)
    text = (
        "Received: from a.example.net (a.example.net [192.0.2.1]) by b.example.com (Postfix) with ESMTP id 2A;"
        f" {START + timedelta(seconds=1):%d %b %Y %H:%M:%S} +0000\n"
        f"Received: by a.example.net (Postfix, from userid 0) id 1A; {START:%d %b %Y %H:%M:%S} +0000\n"
        f"Date: {first:%d %b %Y %H:%M:%S} +0000\n\n"
    )
    readings = headertrace.trace(text.encode()).timeline.readings
    assert {offset.host for offset in readings[0].offsets} == wrong


def test_a_wrong_clock_between_two_is_bounded_on_both_sides() -> None:
    (offset,) = traced([0, 601, 2, 3], 0).offsets
    assert offset.low_s is not None and offset.high_s is not None and offset.low_s <= 600 <= offset.high_s


# The stamps, and the least by which the first clock is fast: what the second shows, less what that may be slow itself.
LEAST = [
    ([476, 0, 12, 13], 460),
    ([476, 0, 14, 15], 458),
    # The third clock agrees with the second: that it is off as well is no question.
    ([476, 0, 2, 190], 472),
]


@pytest.mark.parametrize(("times", "least"), LEAST)
def test_an_error_is_no_surer_than_the_clock_that_shows_it(times: list[float], least: int) -> None:
    (offset,) = traced(times).offsets
    assert (offset.host, offset.low_s, offset.high_s) == ("a.example.net", least, None)


def test_an_error_that_another_wrong_clock_bounds_is_no_surer_than_that_one() -> None:
    least = {item.host: item.low_s for item in traced([85, 0, 12, 13], 431).timeline.known}
    assert least == {"a.example.net": 69, "Date": 411}


def test_minutes_backwards_are_never_silent() -> None:
    for at in range(1, 4):
        times = [float(n - 400 * (n >= at)) for n in range(4)]
        codes = {finding.code for finding in traced(times, 0).findings}
        assert codes & {"HT201", "HT202", "HT207", "HT212"}


@pytest.mark.parametrize("back", [5, 6, 7, 8, 12, 40])
@pytest.mark.parametrize(("turn", "waited"), [(1, 3), (2, 3), (2, 1), (3, 1), (3, 2)])
def test_seconds_backwards_beside_a_wait_of_hours_move_neither_clock_nor_wait_by_hours(
    back: int, turn: int, waited: int
) -> None:
    times = [float(n - back * (n >= turn) + 31_000 * (n >= waited)) for n in range(4)]
    readings = told(traced(times, 0))
    assert readings
    assert {tuple(waits) for waits, _ in readings} <= {((waited + 1, 516),), ((waited + 1, 517),)}
    assert all(abs(minutes) <= 1 for _, clocks in readings for _, minutes in clocks)


STATED = [
    ("delayed 610 seconds by postgrey-1.37 at mx.example.org; Tue, 24 Nov 2026 08:10:15 UTC", 610),
    ("delayed 309 by SQLgrey-1.8.0", 309),
    ("delayed 00:12:34 by SQLgrey-1.8.0", 754),
    ("delayed 1 day 02:03:04 by SQLgrey-1.8.0", 93_784),
    ("Delayed for 00:15:03 by milter-greylist-4.2.2 (mx.example.org [192.0.2.9])", 903),
    ("whitelisted by SQLgrey-1.8.0", None),
    ("Sender IP whitelisted, not delayed by milter-greylist-4.2.2", None),
]


@pytest.mark.parametrize(("text", "seconds"), STATED)
def test_what_a_greylist_states(text: str, seconds: float | None) -> None:
    assert delay(text) == seconds


@settings(max_examples=60)
@given(st.lists(st.integers(0, 4_000), min_size=3, max_size=3), st.integers(1, 2), st.integers(-3_000, 3_000))
def test_a_chain_with_one_wrong_clock_is_never_called_certain_and_wrong(gaps: list[int], at: int, error: int) -> None:
    """What is measured of a wait is never longer than what passed, by more than the clock's error."""
    true = [0.0, *(float(sum(gaps[: n + 1])) for n in range(3))]
    trace = traced([time + error * (n == at) for n, time in enumerate(true)], 0)
    assert not [item for item in trace.delays if item.certainty == "measured"]
    assert len(trace.timeline.readings) <= 5


# A claimed step backwards, in seconds: who is named as possibly wrong where two clocks may be.
EITHER = (
    ("a wait before the next host bears a slow clock out", [0, -180, 240, 241], "b.example.com"),
    ("no step back", [0, 1, 240, 241], None),
    ("a step back of seconds", [0, -20, 2, 3], None),
)


@pytest.mark.parametrize(("times", "host"), [row[1:] for row in EITHER], ids=[row[0] for row in EITHER])
def test_the_likelier_of_two_clocks_is_named_as_possible(times: list[float], host: str | None) -> None:
    trace = traced(times, -120)
    found = {item.at for item in trace.delays if item.cause == "wrong-clock"} | {item.host for item in trace.offsets}
    assert found <= {host}
    assert all(item.certainty == "possible" for item in trace.delays if item.cause == "wrong-clock")
    assert (host is None) or found


@pytest.mark.parametrize(("ahead", "at"), [(900, "Date"), (100, None)])
def test_a_date_after_the_first_stamp_where_the_first_clock_may_be_slow(ahead: int, at: str | None) -> None:
    """A wait between the first two servers may as well be the first one's slow clock, and then the Date is right."""
    trace = traced([0, 3_733, 7_181, 7_182], ahead)
    assert len(trace.timeline.readings) > 1
    found = [item for item in trace.delays if item.cause == "wrong-clock" and item.hop == 1]
    assert [(item.at, item.certainty) for item in found] == ([(at, "possible")] if at else [])
    assert all("the writer's clock is fast, or that of a.example.net slow" in item.text for item in found)


RELAYED = (
    "Received: from pc.example.net (pc.example.net [203.0.113.7]) by mx.example.org (8.17.1/8.17.1) with SMTP id 5AO8; "
    "Tue, 24 Nov 2026 09:02:00 +0100\n"
    "Received: from tp by pc.example.net with SMTP id R51p; Tue, 24 Nov 2026 {} {}\n"
    "Date: Tue, 24 Nov 2026 09:02:00 +0100\nFrom: ann@example.net\n\n"
)


@pytest.mark.parametrize(
    ("time", "zone", "accused"), [("16:00:00", "+0800", set()), ("09:00:00", "+0100", {"pc.example.net"})]
)
def test_a_date_in_a_later_servers_zone_is_that_servers(time: str, zone: str, accused: set[str]) -> None:
    """To the second of its stamp, and in another zone than that of the server that took the message in."""
    trace = headertrace.trace(RELAYED.format(time, zone).encode())
    assert {item.host for item in trace.offsets} == accused


def test_google_s_own_servers_go_by_one_time() -> None:
    """Two of its clocks do not differ by minutes: the message lay there."""
    mail = (
        "Received: from mail-qv1-f74.google.com (mail-qv1-f74.google.com [209.85.219.74]) by mx.example.org (Postfix)"
        " with ESMTPS id 4A; Tue, 24 Nov 2026 08:10:01 +0000\n"
        "Received: by mail-qv1-f74.google.com with SMTP id 6a1803df08f44-895sf1; Tue, 24 Nov 2026 08:10:00 +0000\n"
        "X-Received: by 2002:a05:6214:4405:b0:89a:d41:b1cc with SMTP id 6a1803df08f44-89cmt1;"
        " Tue, 24 Nov 2026 08:02:11 +0000\n"
        "Date: Tue, 24 Nov 2026 08:10:00 +0000\nFrom: ann@example.net\n\n"
    )
    trace = headertrace.trace(mail.encode())
    assert not trace.offsets
    assert [round(item.seconds) for item in trace.delays if item.hop == 2] == [469]


# The first stamp, the Date and the second stamp, in seconds, and whether the best reading has the message wait.
STANDS_OUT = [
    ("the Date and the second stamp agree to a minute, across hours", [-18_000, 70], 0, False),
    ("to two minutes, across three quarters of an hour", [-2_370, 136], 0, False),
    ("to a week, across a month", [-1_700_000, 9], 0, False),
    ("the Date fits no better than the first stamp", [-600, 1_800], 0, True),
    ("a long wait, and a Date that is seconds off", [-40, 5_000], 0, True),
]


@pytest.mark.parametrize(("times", "written", "waits"), [row[1:] for row in STANDS_OUT], ids=[r[0] for r in STANDS_OUT])
def test_a_first_clock_that_alone_stands_out_is_wrong_rather_than_the_date_and_a_wait(
    times: list[float], written: float, waits: bool
) -> None:
    best = traced([*times, times[-1] + 1], written).timeline.readings[0]
    assert any(held.hop == 2 and held.seconds > 200 for held in best.waits) is waits
    assert (HOSTS[0] in {offset.host for offset in best.offsets}) is not waits


# The first server's program, the field right under its line, the zone of the Date, and whose clock may be wrong.
ADDED = [
    ("8.17.1/8.17.1", "Date", "+0100", {"a.example.net", "b.example.com"}),
    ("8.17.1/8.17.1", "Date", "+0000", {"b.example.com"}),  # In another zone than the server.
    ("8.17.1/8.17.1", "From", "+0100", {"b.example.com"}),
    ("Postfix", "Date", "+0100", {"b.example.com"}),
]


@pytest.mark.parametrize(("program", "under", "zone", "accused"), ADDED)
def test_a_date_that_the_first_server_added_is_no_second_clock(
    program: str, under: str, zone: str, accused: set[str]
) -> None:
    """Right under its line, to its second and in its zone, as sendmail does for a message without."""
    fields = {"Date": f"Tue, 24 Nov 2026 {9 if zone == '+0100' else 8:02}:00:07 {zone}", "From": "ann@example.net"}
    rest = "".join(f"{name}: {fields[name]}\n" for name in sorted(fields, key=lambda name: name != under))
    text = (
        "Received: from a.example.net (a.example.net [192.0.2.1]) by b.example.com (Postfix) with ESMTP id 2A;"
        " Tue, 24 Nov 2026 07:59:47 +0000\n"
        f"Received: from pc.example (host.example [192.0.2.9]) by a.example.net ({program}) with SMTP id 5AO807AA;"
        f" Tue, 24 Nov 2026 09:00:07 +0100\n{rest}\n"
    )
    readings = headertrace.trace(text.encode()).timeline.readings
    assert {offset.host for reading in readings for offset in reading.offsets} == accused
