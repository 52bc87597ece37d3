"""The words of the records, of the document's schema and of the registries are the same."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

import headertrace
from headertrace.records.vocabulary import (
    ACTIONS,
    AGREEMENTS,
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
