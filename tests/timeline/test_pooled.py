"""What a dataset knows of clocks, in the reading of one message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from headertrace.records.knowledge import History, HostClock
from headertrace.records.trace import Trace
from headertrace.records.vocabulary import Trust
from headertrace.tracing import trace

DAY = datetime(2026, 11, 24, tzinfo=UTC)
SMTP, MX = "smtp.example.org", "mx.example.org"


class Told:
    """A dataset that knows just these clocks."""

    name = "mail"

    def __init__(self, *rows: HostClock) -> None:
        self.rows = rows

    def clocks(self, host: str) -> tuple[HostClock, ...]:
        return tuple(row for row in self.rows if row.host == host)

    def history(self, trace: Trace) -> History | None:
        return None


def clock(
    host: str,
    low: float | None,
    high: float | None,
    *,
    start: datetime = DAY,
    days: float = 1,
    drift: float = 0.0,
    trust: Trust = "vouched",
    reference: str = MX,
) -> HostClock:
    middle = None if low is None or high is None else (low + high) / 2
    return HostClock(
        host, start, start + timedelta(days=days), middle, low, high, drift, 412, reference, "steady", trust
    )  # fmt: skip


RIGHT = clock(MX, 0.0, 0.0)


def mail(smtp: str, mx: str, inner: str = "10.0.0.2", date: str | None = None) -> bytes:
    """Two lines of the reader's own, with these times of 24 Nov."""
    return (
        f"Received: from {SMTP} ({SMTP} [{inner}])\n\tby {MX} (Postfix) with ESMTPS id 4ABC123\n"
        f"\tfor <bob@example.org>; Tue, 24 Nov 2026 {mx} +0000\n"
        f"Received: from pc.example.org (pc.example.org [10.0.0.9])\n\tby {SMTP} (Postfix) with ESMTPSA id 4ABC999\n"
        f"\tfor <bob@example.org>; Tue, 24 Nov 2026 {smtp} +0000\n"
        f"Date: Tue, 24 Nov 2026 {date or smtp} +0000\nFrom: ann@example.org\nMessage-ID: <1@example.org>\n\n"
    ).encode()


LATE = mail("08:00:00", "08:22:00")


def test_alone_it_is_a_tie() -> None:
    assert len(trace(LATE, ("example.org",)).timeline.readings) > 1


def test_known_clocks_that_are_right_make_it_a_wait() -> None:
    found = trace(LATE, ("example.org",), Told(RIGHT, clock(SMTP, -1.0, 1.5)))
    (reading,) = found.timeline.readings
    assert [(held.hop, held.firm) for held in reading.waits] == [(2, True)]
    (delay,) = found.delays
    assert delay.low_s is not None and delay.high_s is not None
    assert delay.low_s <= 1_320 <= delay.high_s <= delay.low_s + 5
    assert "clock" not in found.answer and "22 min" in found.answer


@pytest.mark.parametrize("known", [(RIGHT, clock(SMTP, -1_319.5, -1_317.0)), (clock(SMTP, -1_319.5, -1_317.0),)])
def test_a_known_wrong_clock_makes_it_none(known: tuple[HostClock, ...]) -> None:
    found = trace(mail("08:00:00", "08:22:00", date="08:21:58"), ("example.org",), Told(*known))
    assert found.timeline.readings[0].waits == () and found.path.held_s is None
    (offset,) = found.offsets
    assert (offset.host, offset.low_s, offset.high_s) == (SMTP, -1_319.5, -1_317.0)
    assert offset.evidence[0].text == (
        "412 messages through smtp.example.org from 24 Nov to 25 Nov 2026 show its clock 21 min 58 s slow"
        " (1317 to 1320 s), against mx.example.org (mail)"
    )
    assert offset.evidence[0].field == 2
    assert found.hops[1].corrected_delay_s == pytest.approx(1.75, abs=0.1)


def test_the_newest_servers_own_clock_is_measured() -> None:
    found = trace(
        LATE, ("example.org",), Told(clock(SMTP, 0, 0, reference=SMTP), clock(MX, 1_317, 1_319, reference=SMTP))
    )
    (delay,) = found.delays
    assert (delay.cause, delay.certainty, delay.at) == ("wrong-clock", "measured", MX)


@pytest.mark.parametrize(
    "useless",
    [
        (),
        (clock(SMTP, -1_319.5, -1_317.0, start=DAY - timedelta(days=9)),),
        (clock(SMTP, -1_319.5, -1_317.0, trust="claimed"),),
        (clock("other.example.org", -1_319.5, -1_317.0),),
    ],
    ids=["nothing known", "another day", "a claim on a vouched line", "another host"],
)
def test_what_does_not_apply_changes_nothing(useless: tuple[HostClock, ...]) -> None:
    assert trace(LATE, ("example.org",), Told(*useless)).to_dict() == trace(LATE, ("example.org",)).to_dict()


def test_a_stamp_that_fits_before_and_after_a_step_is_left_alone() -> None:
    """Set back by an hour, a clock shows each time of that hour twice."""
    noon = DAY + timedelta(hours=8)
    before = clock(SMTP, 3_600, 3_602, start=DAY, days=7.5 / 24)
    after = clock(SMTP, 0, 2, start=noon - timedelta(minutes=30), days=0.5)
    both = trace(mail("08:00:00", "08:00:01"), ("example.org",), Told(before, after, RIGHT))
    assert both.offsets == ()


def test_a_drift_is_reckoned_to_the_moment() -> None:
    row = clock(SMTP, 100.0, 102.0, start=DAY - timedelta(days=10), days=20, drift=10.0)
    found = trace(mail("08:03:24", "08:00:01", date="07:59:59"), ("example.org",), Told(RIGHT, row))
    (offset,) = found.offsets
    assert offset.low_s == pytest.approx(203.3, abs=0.1)
    assert found.timeline.decided and found.path.total_s is not None and found.path.total_s < 5


def test_one_bound_rules_out_what_it_excludes() -> None:
    """At most a minute slow, and so not 22 minutes: it waited, or the reference is wrong itself."""
    date = mail("08:00:00", "08:22:00", date="08:21:58")
    assert SMTP in {offset.host for reading in trace(date).timeline.readings for offset in reading.offsets}
    found = trace(date, ("example.org",), Told(RIGHT, clock(SMTP, -60.0, None)))
    assert all(SMTP not in {offset.host for offset in reading.offsets} for reading in found.timeline.readings)


@pytest.mark.parametrize("rdns", ["mail.example.net", "other.example.net"])
def test_a_claimed_clock_counts_for_the_host_that_proved_its_name(rdns: str) -> None:
    text = (
        f"Received: from {rdns} ({rdns} [192.0.2.3])\n\tby {MX} (Postfix) with ESMTPS id 4ABC123\n"
        "\tfor <bob@example.org>; Tue, 24 Nov 2026 08:22:00 +0000\n"
        "Received: from pc.example.net (pc.example.net [10.0.0.9])\n\tby mail.example.net (Postfix) with ESMTPSA id 4ABC99\n"
        "\tfor <bob@example.org>; Tue, 24 Nov 2026 08:00:00 +0000\n\n"
    ).encode()
    found = trace(text, (), Told(RIGHT, clock("mail.example.net", -1_320, -1_316, trust="claimed")))
    assert bool(found.timeline.pooled & {"mail.example.net"}) is (rdns == "mail.example.net")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (31.0, 33.2, "31 to 33 s fast"),
        (-3.0, 2.0, "right, or at most 3 s slow and 2 s fast"),
        (17_425.0, 17_429.0, "4 h 50 min fast (17425 to 17429 s)"),
        (-45.0, -42.0, "42 to 45 s slow"),
        (240.0, None, "at least 4 min fast"),
        (None, -240.0, "at least 4 min slow"),
        (-240.0, None, "at most 4 min slow"),
        (None, 240.0, "at most 4 min fast"),
    ],
)
def test_words(low: float | None, high: float | None, words: str) -> None:
    from headertrace.timeline.pooled import Pooled

    step = trace(LATE).hops[0]
    told = Pooled(clock(SMTP, low, high), 0.0, low, high).evidence(step, "mail")  # type: ignore[arg-type]
    assert f"show its clock {words}, against" in told.text


@pytest.mark.parametrize(("agreeing", "decided"), [(True, True), (False, False)])
def test_how_far_the_reference_is_off_no_dataset_knows(agreeing: bool, decided: bool) -> None:
    """The writer's clock against servers that are told against each other: those count that agree by themselves."""
    smtp = clock(SMTP, -0.9, 0.9) if agreeing else clock(SMTP, 1_319.0, 1_321.0)
    text = mail("08:00:00" if agreeing else "08:22:00", "08:00:01", date="08:20:00")
    found = trace(text, ("example.org",), Told(RIGHT, smtp))
    assert found.timeline.decided is decided
    assert found.timeline.pooled == {SMTP, MX}


def test_what_else_the_same_clock_showed_is_put_right_too() -> None:
    """Exim's Delivery-date is by the clock of its newest line."""
    text = b"Delivery-date: Tue, 24 Nov 2026 08:22:01 +0000\n" + LATE
    known = Told(clock(MX, 1_317, 1_319, reference=SMTP), clock(SMTP, 0, 0, reference=SMTP))
    (reading,) = trace(text, ("example.org",), known).timeline.readings
    assert reading.waits == () and reading.total_s is not None and reading.total_s < 5
