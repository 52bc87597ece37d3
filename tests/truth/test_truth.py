"""Real mail that two readers judged by eye: the share of messages of which everything is told right."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .score import JUDGED, answers, judged, score

CORPUS = Path(os.environ.get("HEADERTRACE_CORPUS") or JUDGED.parents[3] / "shared" / "corpus")
# A little below what was measured; it only ever goes up.
FLOOR = 0.70


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the judged mail is not here: HEADERTRACE_CORPUS names its folder")
def test_share_of_messages_wholly_right() -> None:
    counts, misses = score(CORPUS)
    right, asked = counts["whole"]
    assert asked == len(judged()) and right / asked >= FLOOR, [(file, miss.key) for file, miss in misses]


def test_verdicts_hold_facts_alone() -> None:
    rows = judged()
    assert len(rows) >= 150 and len({row["file"] for row in rows}) == len(rows)
    assert all(set(row) == {"file", "expect"} for row in rows)


DOCUMENT = {
    "path": {"trust_boundary": 2, "handed_over_by": {"ip": "192.0.2.1"}, "origin": None, "held_s": 600.0, "held_at": "a.example"},
    "hops": [{"n": 1, "lines": [5, 6], "trust": "claimed"}, {"n": 2, "lines": [1, 2], "trust": "vouched"}],
    "delays": [{"cause": "queue-retry", "seconds": 600.0, "at": "a.example"}],
    "offsets": [], "findings": [], "authentication": {"proved": ["mail.b.example"]},
}  # fmt: skip


@pytest.mark.parametrize(
    ("expect", "right"),
    [
        ({"line": 1, "handed_ip": ["192.0.2.1"], "forged": False}, True),
        ({"line": 5}, False),
        ({"handed_ip": None}, False),
        ({"held_at": ["a"], "held_s": [590, 610], "cause": ["queue-retry"]}, True),
        ({"held_at": ["a"], "held_s": [10, 20]}, False),
        ({"held_at": []}, False),
        ({"clock_wrong": []}, True),
        ({"clock_wrong": ["a.example"]}, False),
        ({"clock_wrong": ["a.example", None]}, True),
        ({"proved": ["b.example"]}, True),
        ({"proved": []}, False),
    ],
)
def test_the_scorer(expect: dict[str, object], right: bool) -> None:
    assert all(answer.right for answer in answers(expect, DOCUMENT)) is right
