"""A mailbox read in stretches gives what reading it from its top gives, wherever it is cut."""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headertrace.mailbox import planning
from headertrace.mailbox.ranges import first_top, read_range
from headertrace.sources.mbox import read
from headertrace.sources.raw import Origin
from helpers.datasets import asked, differences
from helpers.inline import Inline, scanned

LINE = b"From ann@example.org Tue Nov 24 08:00:00 2026\n"
HEAD = b"Received: from a.example.net by b.example.org; Tue, 24 Nov 2026 08:00:00 +0000\nSubject: x\n"
# What a body may hold that looks like the beginning of a message, or nearly.
PIECES = st.sampled_from(
    [b"hello\n", b"\n", b"\r\n", b"From ", b"\nFrom me to you\n", b"\n" + LINE, b"\r\n" + LINE, b"x" + LINE, b">" + LINE,
     b"\n" + LINE + HEAD, b"no line end", b"\n" + LINE[:-1] + b"\r\n", b"\nFrom - \n", b"From " + b"a" * 1200 + LINE[5:]]
)  # fmt: skip
BODY = st.lists(PIECES, max_size=8).map(b"".join)


@st.composite
def entries(draw: st.DrawFn) -> bytes:
    """A message in a mailbox, of any of its kinds: with a Content-Length that is right, wrong, or none."""
    body = draw(BODY)
    length = draw(st.sampled_from([None, None, len(body), len(body) + 7, 3, 10**6]))
    told = b"" if length is None else b"Content-Length: %d\n" % length
    return LINE + HEAD + told + b"\n" + body + draw(st.sampled_from([b"\n", b"\n\n", b""]))


BOXES = st.lists(entries(), min_size=1, max_size=6).map(b"".join)


@given(BOXES, st.integers(1, 400))
def test_stretches_that_meet_are_the_whole(box: bytes, length: int) -> None:
    whole = [(raw.size, raw.sha256) for raw in read(io.BufferedReader(io.BytesIO(box)), Origin("x", "mbox"), False)]
    made: list[tuple[int, str]] = []
    behind = 0
    for start in range(0, len(box), length):
        end = min(start + length, len(box))
        if behind >= end:
            continue
        top = first_top(io.BytesIO(box), start, end)
        # Who puts them together has this one read anew where it began elsewhere than the one before it ended.
        for raw, next_top in read_range(io.BytesIO(box), "x", behind if top != behind else top, end):
            made.append((raw.size, raw.sha256))
            behind = next_top
    assert made == whole


@given(BOXES, st.integers(0, 300), st.integers(0, 900))
def test_a_stretch_begins_at_the_first_line_that_may_begin_a_message(box: bytes, start: int, end: int) -> None:
    found = first_top(io.BytesIO(box), start, end)
    offsets, here = [], 0
    for raw in read(
        io.BufferedReader(io.BytesIO(box.replace(b"Content-Length", b"X-Length-Of-It"))), Origin("x", "mbox"), False
    ):
        offsets.append(here)
        here += raw.size
    assert found == next((place for place in offsets if start <= place < end), None)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BOXES, st.integers(40, 400), st.integers(0, 9))
def test_the_rows_are_the_same_wherever_it_is_cut(
    monkeypatch: pytest.MonkeyPatch, box: bytes, length: int, seed: int
) -> None:
    with TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "box").write_bytes(box)
        scanned(place / "whole", place / "box")
        with monkeypatch.context() as patched:
            patched.setattr(planning, "_SHORTEST", length)
            patched.setattr(planning, "_LONGEST", length)
            scanned(place / "cut", place / "box", engine=Inline(seed))
        assert differences(place / "whole", place / "cut") == []
        question = "SELECT number FROM {messages} UNION SELECT number FROM {defects} ORDER BY number"
        numbers = [row[0] for row in asked(place / "cut", question)]
        assert numbers == list(range(1, len(numbers) + 1))
