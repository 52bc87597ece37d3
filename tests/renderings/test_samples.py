"""Every sample: its document is valid, its hops are all there, and each rendering is as it was."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from syrupy.assertion import SnapshotAssertion

import headertrace
import headertrace.records.trace
from headertrace.renderings import Options
from helpers.samples import HOME, SAMPLES

SCHEMA = json.loads(files("headertrace").joinpath("trace.schema.json").read_text("utf-8"))
TOTALS = {
    "two-clean-hops": (2, 3),
    "michelangelo-postmark": (2, 18),
    "main-branch-department": (4, 9),
    "greylisted": (2, 615),
    "queue-retry": (3, 15040),
    "wrong-clock": (3, 7),
    "filter-round-trip": (4, 9),
    "list-moderation": (4, 18252),
    "gmail-to-microsoft365": (5, 6),
    "forwarded-with-arc": (3, 8),
    "collected-by-pop": (3, 23400),
    "scheduled-sending": (2, 42303),
}


def traced(path: Path) -> headertrace.records.trace.Trace:
    return headertrace.trace(path.read_bytes())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_document_is_valid(path: Path) -> None:
    document = json.loads(json.dumps(traced(path).to_dict()))
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)] == []


@pytest.mark.parametrize(("name", "expected"), TOTALS.items())
def test_hops_and_total(name: str, expected: tuple[int, float]) -> None:
    trace = traced(HOME / f"{name}.eml")
    assert (trace.path.hops, trace.path.total_s) == expected


@pytest.mark.parametrize("width", [60, 80, 140])
@pytest.mark.parametrize("format", ["table", "tree", "timeline", "headers"])
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_rendering(path: Path, format: str, width: int, snapshot: SnapshotAssertion) -> None:
    text = headertrace.render(traced(path), format, Options(width=width))
    assert all(len(line) <= width for line in text.splitlines())
    assert text == snapshot
