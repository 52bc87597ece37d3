"""Findings on clocks: each triggered once, and a near miss."""

from __future__ import annotations

import re

import pytest

import headertrace
from headertrace.findings import find
from headertrace.records.judgements import Offset
from headertrace.renderings import Options, render


def _lines(*stamps: str, first: str = "6AO8A0cf012345") -> str:
    """Three hosts' lines, oldest first in ``stamps``; the first with that queue id."""
    hosts = ["pc.a.example", "mx.b.example", "relay.c.example", "mx.d.example"]
    out = ""
    for n, stamp in enumerate(stamps):
        id_ = first if n == 0 else f"{n}A"
        out = (
            f"Received: from {hosts[n]} ({hosts[n]} [192.0.2.{n + 1}]) by {hosts[n + 1]} (8.17.1/8.17.1)"
            f" with ESMTP id {id_}; {stamp}\n" + out
        )
    return out


# code, the lines that trigger it, the lines that nearly do
ROWS = [
    ("HT202", _lines("24 Nov 2026 08:10:00 +0000", "24 Nov 2026 08:10:02 +0000", first="1A") + "Date: 24 Nov 2026 09:10:00 +0000\n",
     _lines("24 Nov 2026 08:10:00 +0000", "24 Nov 2026 08:10:02 +0000", first="1A") + "Date: 24 Nov 2026 08:11:59 +0000\n"),
    ("HT203", _lines("24 Nov 2026 08:10:00"), _lines("24 Nov 2026 08:10:00 GMT")),
    ("HT204", _lines("Mon, 24 Nov 2026 08:10:00 +0000"), _lines("Tue, 24 Nov 2026 08:10:00 +0000")),
    ("HT206", _lines("24 Nov 2026 08:10:01 +0100", "24 Nov 2026 08:10:05 +0000"),
     _lines("24 Nov 2026 08:10:01 +0000", "24 Nov 2026 08:10:05 +0000")),
    ("HT207", _lines("24 Nov 2026 08:10:00 +0000", "24 Nov 2026 09:17:30 +0000", "24 Nov 2026 08:10:02 +0000", first="1A"),
     _lines("24 Nov 2026 08:10:00 +0000", "24 Nov 2026 08:05:02 +0000", first="1A")),
    ("HT201", _lines("24 Nov 2026 08:10:00 +0000", "24 Nov 2026 08:09:51 +0000", first="1A"),
     _lines("24 Nov 2026 08:10:00 +0000", "24 Nov 2026 08:09:57 +0000", first="1A")),
    ("HT212", _lines("24 Nov 2026 08:10:00 +0000", "24 Nov 2026 08:05:02 +0000", first="1A"),
     _lines("24 Nov 2026 08:10:00 +0000", "24 Nov 2026 08:10:00 +0000", first="1A")),
    ("HT208", _lines("24 Nov 2026 08:10:00 +0000", "1 Jan 1980 00:04:10 +0000", "24 Nov 2026 08:10:09 +0000"),
     _lines("1 Jan 2000 00:04:10 +0000", "1 Jan 2000 00:04:12 +0000")),
    ("HT209", _lines("24 Nov 1926 08:10:00 +0000", "24 Nov 2026 08:10:02 +0000"),
     _lines("24 Nov 2020 08:10:00 +0000", "24 Nov 2026 08:10:02 +0000")),
    ("HT205", _lines("24 Nov 2026 08:10:00 +0000", "24 Nov 2026 10:17:42 +0000", first="1A"),
     _lines("24 Nov 2026 08:10:01 +0200", "24 Nov 2026 08:10:05 +0000")),
    ("HT210", _lines("24 Nov 2026 08:10:00 +0000") + "Date: 26 Nov 2026 08:10:00 +0000\n",
     _lines("24 Nov 2026 08:10:00 +0000") + "Date: 25 Nov 2026 08:09:00 +0000\n"),
    ("HT211", _lines("24 Nov 2026 08:10:00 +0000") + "Date: 24 Nov 2025 08:10:00 +0000\n",
     _lines("24 Nov 2026 08:10:00 +0000") + "Date: 26 Oct 2026 08:10:00 +0000\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("resent", "codes"), [("24 Nov 2026 08:09:58", {"HT802"}), ("24 Oct 2026 08:09:58", {"HT211", "HT802"})]
)
def test_what_was_resent_bears_an_old_date(resent: str, codes: set[str]) -> None:
    lines = f"{_lines('24 Nov 2026 08:10:00 +0000')}Resent-Date: {resent} +0000\nDate: 24 Nov 2025 08:10:00 +0000\n\n"
    found = {finding.code for finding in headertrace.trace(lines.encode()).findings}
    assert found & {"HT205", "HT211", "HT802"} == codes


@pytest.mark.parametrize(("code", "lines", "near_miss"), ROWS, ids=[row[0] for row in ROWS])
def test_finding(code: str, lines: str, near_miss: str) -> None:
    assert code in {finding.code for finding in headertrace.trace((lines + "\n").encode()).findings}
    assert code not in {finding.code for finding in headertrace.trace((near_miss + "\n").encode()).findings}


def test_corrected_delays() -> None:
    """A host that the mail passes between two others of one clock: its error is bounded, the delay corrected."""
    lines = (
        "Received: from b.example (b.example [192.0.2.2]) by a.example (Postfix) with ESMTP id 3; 24 Nov 2026 08:00:02 +0000\n"
        "Received: from a.example (a.example [192.0.2.1]) by b.example (Postfix) with ESMTP id 2; 24 Nov 2026 08:05:01 +0000\n"
        "Received: from pc.example (pc.example [192.0.2.9]) by a.example (Postfix) with ESMTP id 1; 24 Nov 2026 08:00:00 +0000\n"
        "Date: Tue, 24 Nov 2026 08:00:00 +0000\n\n"
    )
    trace = headertrace.trace(lines.encode())
    (offset,) = trace.offsets
    assert offset.host == "b.example"
    assert offset.offset_s is not None and abs(offset.offset_s - 300) <= 2
    assert [hop.corrected_delay_s for hop in trace.hops][1:] == [
        pytest.approx(1, abs=2),
        pytest.approx(1, abs=2),
    ]


def test_the_arithmetic_is_shown_when_asked_for() -> None:
    text = _lines("24 Nov 2026 08:10:01 +0100", "24 Nov 2026 08:10:05 +0000") + "\n"
    trace = headertrace.trace(text.encode())
    assert "Arithmetic" not in headertrace.render(trace, "table")
    for format in ("table", "tree", "timeline"):
        shown = render(trace, format, Options(verbosity=1, width=140))
        assert "hop 2: 24 Nov 08:10:05 less 24 Nov 07:10:01 is 1 h" in shown
        assert "sendmail 6AO8A0 tells 24 Nov 08:10:00" in shown


def _texts(lines: str, code: str) -> list[str]:
    return [item.text for item in headertrace.trace(lines.encode()).findings if item.code == code]


def test_a_wrong_weekday_is_told_by_the_right_one() -> None:
    (text,) = _texts(_lines("Thu, 24 Nov 2026 08:10:00 +0000"), "HT204")
    assert text == "That day was a Tuesday, not a Thursday."


# (the stamps of four hosts, what is said of a step back of seconds)
BACK = [
    (("08:10:00", "08:09:50", "08:10:00"), "the clock of relay.c.example is 10 s slow (between 6 s and 14 s)."),
    (("08:10:00", "08:09:28", "08:10:01"), "the clock of relay.c.example is 32.5 s slow (between 28 s and 37 s)."),
    (("08:10:00", "08:10:30", "08:10:00"), "the clock of relay.c.example is 30 s fast (between 26 s and 34 s)."),
    (
        ("08:10:30", "08:10:00"),
        "the clock of mx.b.example is fast, or that of relay.c.example slow, by at least that much.",
    ),
    # A minute is told by what says the clock is off (HT207).
    (("08:10:00", "08:07:00", "08:10:00"), None),
]


@pytest.mark.parametrize(("stamps", "words"), BACK, ids=[" ".join(row[0]) for row in BACK])
def test_a_step_back_names_the_clock_where_both_neighbours_agree(stamps: tuple[str, ...], words: str | None) -> None:
    lines = _lines(*(f"24 Nov 2026 {stamp} +0000" for stamp in stamps), first="1A")
    texts = _texts(f"{lines}Date: 24 Nov 2026 {stamps[0]} +0000\n\n", "HT201")
    assert [text.partition("line before it: ")[2] for text in texts] == ([words] if words else [])


@pytest.mark.parametrize(
    ("collector", "called"),
    [("localhost", "the machine that collected it"), ("laptop.d.example", "laptop.d.example")],
)
def test_whose_clock_a_program_that_collects_mail_goes_by(collector: str, called: str) -> None:
    fetched = f"Received: from mx.b.example [192.0.2.2] by {collector} with POP3 (fetchmail-6.4.37); Tue, 24 Nov 2026 08:09:53 +0000"
    (text,) = _texts(f"{fetched}\n{_lines('24 Nov 2026 08:10:00 +0000', first='1A')}\n", "HT201")
    assert f"the clock of mx.b.example is fast, or that of {called} slow" in text


@pytest.mark.parametrize(
    ("stamp", "hours"), [("24 Nov 2026 12:10:02 +0000", "4 h"), ("24 Nov 2026 13:40:02 +0000", "5 h 30 min")]
)
def test_a_wrong_zone_is_whole_hours(stamp: str, hours: str) -> None:
    lines = _lines("24 Nov 2026 08:10:00 +0000", stamp, "24 Nov 2026 08:10:05 +0000", first="1A")
    (text,) = _texts(lines, "HT206")
    assert f" {hours} ahead: its time zone is wrong" in text


# Bounds of an error that no reading names: (low, high, what is said of the clock).
BOUNDS = [
    (3_582.0, 3_613.0, "HT206", "1 h ahead: its time zone is wrong"),
    (-19_826.0, -19_786.0, "HT206", "5 h 30 min behind: its time zone is wrong"),
    (3_500.0, 3_580.0, "HT207", "at least 58 min 20 s fast"),
    (3_000.0, 4_200.0, "HT207", "at least 50 min fast"),
    (3_590.0, None, "HT207", "how much more is unknown"),
]


@pytest.mark.parametrize(("low", "high", "code", "words"), BOUNDS, ids=[str(row[:2]) for row in BOUNDS])
def test_near_bounds_around_whole_half_hours_are_a_zone(low: float, high: float | None, code: str, words: str) -> None:
    lines = _lines("24 Nov 2026 08:10:00 +0000", "24 Nov 2026 08:10:02 +0000", "24 Nov 2026 08:10:05 +0000", first="1A")
    trace = headertrace.trace(f"{lines}\n".encode())
    told = find(trace._replace(offsets=(Offset("relay.c.example", None, low, high),)))
    (found,) = (item for item in told if item.code in ("HT206", "HT207"))
    assert found.code == code and words in found.text


def test_an_unknown_time_is_a_warning_on_one_s_own_line_alone() -> None:
    own, foreign = (
        _lines("24 Nov 2026 08:10:00", first="1A"),
        _lines("24 Nov 2026 08:10:00", "24 Nov 2026 08:10:05 +0000", first="1A"),
    )
    for lines, severity in ((own, "warning"), (foreign, "info")):
        (found,) = (item for item in headertrace.trace(lines.encode()).findings if item.code == "HT203")
        assert found.severity == severity


def test_a_wait_inside_a_bulk_service_sends_nobody_to_its_logs() -> None:
    """Its hosts call themselves by names that tell of no house; the address that handed over does."""
    lines = (
        "Received: from o1.shop.example ({ip}) by mx.example.org (Postfix) with ESMTP id 2; 24 Nov 2026 17:27:13 +0000\n"
        "Received: by recvd-d89877956-npqxf with SMTP id recvd-d89877956-npqxf-1-67F68D3C-2D; 24 Nov 2026 08:10:00 +0000\n\n"
    )
    for ip, severity in (("[167.89.44.233]", "info"), ("[192.0.2.7]", "warning")):
        found = headertrace.trace(lines.format(ip=f"unknown {ip}").encode()).findings
        (wait,) = (item for item in found if item.code == "HT205")
        assert wait.severity == severity
        assert (wait.advice == "Only SendGrid could say more.") == (severity == "info")


@pytest.mark.parametrize(
    ("stamps", "date", "told"),
    [
        (("8 Mar 2026 14:00:00 +0000",), "2 Sep 2025 12:31:03", []),
        (
            ("24 Nov 2026 08:10:00 +0000", "24 Nov 2026 08:10:02 +0000"),
            "24 Nov 2026 09:30:00",
            ["The Date is at least 1 h 19 min fast."],
        ),
        (
            ("24 Nov 2026 08:10:00 +0000", "24 Nov 2026 08:10:02 +0000"),
            "24 Nov 2026 09:10:40",
            ["The Date is at least 1 h fast, which a wrong time zone nearly explains."],
        ),
        (
            ("24 Nov 2026 08:10:00 +0000", "24 Nov 2026 08:10:02 +0000"),
            "24 Nov 2026 09:14:00",
            ["The Date is at least 1 h 3 min fast."],
        ),
    ],
)
def test_a_date_long_before_is_not_called_slow_where_the_message_may_have_lain(
    stamps: tuple[str, ...], date: str, told: list[str]
) -> None:
    """A Date that runs ahead is bounded, for no time runs back; one before the first stamp is not."""
    assert _texts(f"{_lines(*stamps, first='1A')}Date: {date} +0000\n\n", "HT202") == told


def test_readings_that_tell_the_same_are_told_once() -> None:
    """Which of two neighbours is half a minute off moves a wait by as much: no other reading for people."""
    stamps = ("08:00:00", "08:44:14", "08:43:42", "17:49:10")
    lines = _lines(*(f"24 Nov 2026 {stamp} +0000" for stamp in stamps[:3]), first="1A")
    newest = "Received: from mx.d.example (mx.d.example [192.0.2.9]) by box.e.example (Postfix) with ESMTP id 9A;"
    (text,) = _texts(f"{newest} 24 Nov 2026 {stamps[3]} +0000\n{lines}\n", "HT212")
    ways = text.removeprefix("The stamps fit more than one reading: ").removesuffix(".").split("; or ")
    assert len(ways) == len({re.sub("[0-9]+ (s|min)", "", way) for way in ways}) > 1


@pytest.mark.parametrize(
    ("stamp", "words"),
    [
        ("24 Nov 2028 09:17:30 +0000", "; or its line was made up, or belongs to another message."),
        ("24 Nov 2026 09:17:30 +0000", "s)."),
    ],
)
def test_a_claimed_line_that_is_months_off_may_be_made_up(stamp: str, words: str) -> None:
    stamps = ("24 Nov 2026 08:10:00 +0000", stamp, "24 Nov 2026 08:10:02 +0000")
    (text,) = _texts(f"{_lines(*stamps, first='1A')}Date: {stamps[0]}\n\n", "HT207")
    assert text.startswith("The clock of relay.c.example is ") and text.endswith(words)


# The stamps of three hosts, the Date, and which findings tell of the clocks.
WITH_THE_DATE = [
    (("08:18:26", "08:10:00", "08:10:01"), "08:18:26", {"HT207"}),
    (("08:10:00", "08:10:02", "08:10:03"), "08:18:26", {"HT202"}),
]
_STORED = (
    "Received: from mx.d.example (mx.d.example [10.0.0.4]) by store.d.example (Postfix) with ESMTP id 4ABC; "
    "24 Nov 2026 08:10:04 +0000\n"
)


@pytest.mark.parametrize(("stamps", "date", "codes"), WITH_THE_DATE)
def test_a_clock_that_the_date_agrees_with_is_told_once(stamps: tuple[str, ...], date: str, codes: set[str]) -> None:
    lines = _STORED + _lines(*(f"24 Nov 2026 {stamp} +0000" for stamp in stamps), first="1A")
    trace = headertrace.trace(f"{lines}Date: 24 Nov 2026 {date} +0000\n\n".encode())
    assert {item.code for item in trace.findings if item.code in ("HT201", "HT202", "HT207")} == codes
