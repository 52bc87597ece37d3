"""Numbers, lengths of time and places in words."""

from __future__ import annotations

import pytest

from headertrace.records.judgements import Offset
from headertrace.text.counts import how_many, listed
from headertrace.text.durations import duration, of_parts, offset_words, parsed
from headertrace.text.sentences import happened, sentence, with_place
from headertrace.text.shares import share
from headertrace.text.spans import several, span


@pytest.mark.parametrize(
    ("count", "one", "several", "told"),
    [
        (0, "message", "", "0 messages"),
        (1, "message", "", "1 message"),
        (1_234, "message", "", "1,234 messages"),
        (1, "file has", "files have", "1 file has"),
        (2, "file has", "files have", "2 files have"),
    ],
)
def test_counts(count: int, one: str, several: str, told: str) -> None:
    assert how_many(count, one, several) == told


@pytest.mark.parametrize(
    ("parts", "told"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists(parts: list[str], told: str) -> None:
    assert listed(parts) == told


@pytest.mark.parametrize(
    ("waits", "clocks", "told"),
    [
        ([], [], ""),
        (["3 min at a"], [], "it waited 3 min at a"),
        ([], ["its Date is 1 h late"], "its Date is 1 h late"),
        (["3 min at a"], ["its Date is 1 h late"], "it waited 3 min at a and its Date is 1 h late"),
        (["3 min at a", "2 h at b"], ["c is slow"], "it waited 3 min at a and 2 h at b, and c is slow"),
    ],
)
def test_what_happened(waits: list[str], clocks: list[str], told: str) -> None:
    assert happened(waits, clocks) == told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "0 s"), (0.25, "0.25 s"), (59.9996, "1 min"), (250, "4 min 10 s"), (15_000, "4 h 10 min"),
        (266_400, "3 d 2 h"), (-90, "−1 min 30 s"),
    ],
)  # fmt: skip
def test_durations(seconds: float, told: str) -> None:
    assert duration(seconds) == told


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("5m", 300), ("90 s", 90), ("1h30m", 5_400), ("7d", 604_800), ("300", 300), ("", None), ("5x", None), ("m", None)],
)
def test_typed_durations(typed: str, seconds: float | None) -> None:
    assert parsed(typed) == seconds


@pytest.mark.parametrize(
    ("parts", "seconds"),
    [(("1", "2", "3", "4"), 93_784.0), ((None, None, None, "7"), 7.0), ((None, "1", None, None), 3_600.0)],
)
def test_durations_of_parts(parts: tuple[str | None, ...], seconds: float) -> None:
    assert of_parts(*parts) == seconds


@pytest.mark.parametrize(
    ("value", "told"),
    [(0, "0 %"), (0.0004, "<0.1 %"), (0.042, "4.2 %"), (0.5, "50 %"), (0.9999, ">99.9 %"), (1, "100 %")],
)
def test_shares(value: float, told: str) -> None:
    assert share(value) == told


@pytest.mark.parametrize(("lines", "told"), [((4, 4), "line 4"), ((4, 8), "lines 4 to 8")])
def test_lines(lines: tuple[int, int], told: str) -> None:
    assert span(*lines) == told


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        ("it waited", "", "It waited."),
        ("some lines end oddly", "", "Some lines end oddly."),
        ("mx.example.org waited", "", "mx.example.org waited."),
        ("did it wait?", "", "did it wait?"),
        ("It waited.", "(line 4)", "It waited (line 4)."),
        ("It waited (10 min).", "(line 4)", "It waited (10 min; line 4)."),
    ],
)
def test_sentences(text: str, place: str, told: str) -> None:
    assert with_place(sentence(text), place) == told


@pytest.mark.parametrize(
    ("error", "low", "high", "told"),
    [
        (-2_819.0, -2_826.0, -2_812.0, "is 46 min 59 s slow (between 46 min 52 s and 47 min 6 s)"),
        (47.0, 46.0, 48.5, "is 47 s fast (between 46 s and 48.5 s)"),
        (14_398.0, 14_392.0, 14_405.0, "is 3 h 59 min fast (between 3 h 59 min 52 s and 4 h 5 s)"),
        (
            4_000_000.5,
            3_999_999.5,
            4_000_002.5,
            "is 46 d 7 h fast (between 46 d 7 h 6 min 40 s and 46 d 7 h 6 min 42 s)",
        ),
        (None, 60.0, None, "is at least 1 min fast; how much more is unknown"),
        (None, -90.0, -60.0, "is at least 1 min slow, at most 1 min 30 s"),
    ],
)
def test_wrong_clocks(error: float | None, low: float | None, high: float | None, told: str) -> None:
    assert offset_words(Offset("a.example.net", error, low, high, ())) == f"the clock of a.example.net {told}"


@pytest.mark.parametrize(
    ("lines", "told"), [([4], "line 4"), ([8, 5], "lines 5 and 8"), ([16, 10, 7, 10, 1], "lines 1, 7, 10 and 16")]
)
def test_lines_here_and_there(lines: list[int], told: str) -> None:
    assert several(lines) == told
