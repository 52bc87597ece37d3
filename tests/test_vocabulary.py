"""The words of the records, of the document's schema and of the registries are the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

import headertrace
from headertrace.records.vocabulary import (
    ACTIONS,
    AGREEMENTS,
    BELIEVED,
    CAUSES,
    CERTAINTIES,
    CLOCK_CAUSES,
    DNS_STATUSES,
    LEGS,
    NOTICE_KINDS,
    REASONS,
    ROLES,
    SEVERITIES,
    TRUSTS,
)

SCHEMA = json.loads((Path(headertrace.__file__).parent / "trace.schema.json").read_text("utf-8"))
WORDS: dict[str, Iterable[str]] = {
    "hops.role.items": ROLES,
    "hops.leg": LEGS,
    "hops.trust": TRUSTS,
    "clocks.trust": TRUSTS,
    "clocks.certainty": CERTAINTIES,
    "delays.certainty": CERTAINTIES,
    "findings.severity": SEVERITIES,
    "reports.action": ACTIONS,
    "reports.reason": REASONS,
}


@pytest.mark.parametrize("place", WORDS)
def test_the_schema_has_the_same_words(place: str) -> None:
    rows, name, *rest = place.split(".")
    found: dict[str, Any] = reduce(dict.__getitem__, rest, SCHEMA["properties"][rows]["items"]["properties"][name])
    assert [word for word in found["enum"] if word is not None] == list(WORDS[place])


@pytest.mark.parametrize(
    ("rows", "name", "words"), [("rows", "verdict", AGREEMENTS), ("answers", "status", DNS_STATUSES)]
)
def test_the_schema_has_the_same_words_for_look_ups(rows: str, name: str, words: tuple[str, ...]) -> None:
    made = next(form for form in SCHEMA["properties"]["lookups"]["anyOf"] if "properties" in form)
    assert made["properties"][rows]["items"]["properties"][name]["enum"] == list(words)


def test_the_schema_has_the_same_kinds_of_notices() -> None:
    made = next(form for form in SCHEMA["properties"]["notice"]["anyOf"] if "properties" in form)
    assert made["properties"]["kind"]["enum"] == list(NOTICE_KINDS)


def test_clocks_are_causes() -> None:
    assert set(CAUSES) >= CLOCK_CAUSES


def test_whom_the_reader_believes_is_said_in_one_place() -> None:
    assert set(TRUSTS) > BELIEVED
    literal = re.compile(r"""[(\[{]\s*(?:"vouched"|VOUCHED),\s*(?:"operator"|OPERATOR)\s*[)\]}]""")
    sources = Path(headertrace.__file__).parent.rglob("*.py")
    assert [path.name for path in sources if literal.search(path.read_text("utf-8"))] == ["vocabulary.py"]


@pytest.mark.parametrize(
    ("stamps", "corrected", "took"), [(5.0, None, 5.0), (5.0, 2.0, 2.0), (5.0, 0.0, 0.0), (None, None, None)]
)
def test_a_step_took_what_right_clocks_say(stamps: float | None, corrected: float | None, took: float | None) -> None:
    (hop,) = headertrace.trace(b"Received: from a.example by b.example; Tue, 24 Nov 2026 08:00:00 +0000\n\n").hops
    assert hop._replace(delay_s=stamps, corrected_delay_s=corrected).took_s == took
