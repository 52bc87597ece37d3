"""Every sample: its document is valid, its hops are all there, and its total is right."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import headertrace
import headertrace.records.trace
from helpers.samples import HOME, SAMPLES

SCHEMA = json.loads(files("headertrace").joinpath("trace.schema.json").read_text("utf-8"))
TOTALS = {
    "two-clean-hops": (2, 3),
    # Its Date is 16 s before the first server of another house: a claim.
    "michelangelo-postmark": (2, 2),
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


def test_a_document_is_its_callers_own() -> None:
    trace = headertrace.trace(b"Subject: lunch\n\n")
    trace.to_dict()["authentication"]["results"].append("changed")
    assert trace.to_dict()["authentication"]["results"] == []


@pytest.mark.parametrize(("name", "expected"), TOTALS.items())
def test_hops_and_total(name: str, expected: tuple[int, float]) -> None:
    trace = traced(HOME / f"{name}.eml")
    assert (trace.path.hops, trace.path.total_s) == expected
