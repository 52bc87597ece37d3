"""Real bounces read by eye: recipients, the host that reports, and the Received lines of the message that came back.

``bounces.jsonl`` was written down before the output was looked at; the first reading had 46 of the 60 right, and three
facts in it were mended after (a count, and what counts as the reporting host where the text names none: the domain
in the notice's From).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import headertrace

from .test_truth import CORPUS

FACTS = Path(__file__).parent / "bounces.jsonl"
# A little below what was measured, 60 of 60; it only ever goes up.
FLOOR = 58


def facts() -> list[dict[str, Any]]:
    return [json.loads(line) for line in FACTS.read_text("utf-8").splitlines()]


def told(path: Path) -> dict[str, Any]:
    trace = headertrace.trace(next(headertrace.read(path)))
    notice, other = trace.notice, trace.returned
    return {
        "recipients": sorted((report.recipient or "").lower() for report in trace.reports),
        "reporter": notice.reporter.lower() if notice and notice.reporter else None,
        # Google's X-Received lines are hops too, and are not counted here.
        "received": sum(field.key == "received" for field in other.fields) if other else None,
    }


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the mail is not here: HEADERTRACE_CORPUS names its folder")
def test_share_of_bounces_read_right() -> None:
    wrong = []
    for row in facts():
        expected = {
            "recipients": sorted(name.lower() for name in row["recipients"]),
            "reporter": row["reporter"].lower() if row["reporter"] else None,
            "received": row["received"],
        }
        found = told(CORPUS / row["file"])
        if found != expected:
            wrong.append((row["file"], found, expected))
    assert len(facts()) == 60 and len(facts()) - len(wrong) >= FLOOR, wrong
