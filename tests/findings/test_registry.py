"""The registry of checks: each has its trigger and its near miss, and says truly what it needs."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

import headertrace
from headertrace import findings
from headertrace.findings import checks
from headertrace.findings.check import Check
from headertrace.findings.index import INDEX, Family
from headertrace.findings.survey import Survey
from headertrace.records.vocabulary import SEVERITIES

from . import (
    test_authentication_filters,
    test_bounces,
    test_families,
    test_history,
    test_reading,
    test_time,
    test_trust,
)

OWN = (test_reading, test_time, test_families, test_trust, test_bounces)
ROWS = [row for tests in OWN for row in tests.ROWS]
# These show several ways to one finding.
MANY = [
    (code, f"{mail}\n{test_authentication_filters.HOP}", f"{near}\n{test_authentication_filters.HOP}")
    for code, mail, near in test_authentication_filters.ROWS
]
MODULES = sorted(path.stem for path in Path(findings.__file__).parent.glob("[a-z]*.py"))


def test_every_check_has_one_trigger_and_one_near_miss() -> None:
    rows = Counter(code for code, _, _ in ROWS)
    assert {code: count for code, count in rows.items() if count != 1} == {}
    by_history = {row[0] for row in test_history.ROWS}
    # Findings on logs need logs: their rows are in tests/logs.
    with_logs = {check.code for check in checks() if check.code.startswith("HT84")}
    told = rows.keys() | {code for code, _, _ in MANY} | by_history | with_logs
    assert told == {check.code for check in checks()}
    assert all(mail.strip() and near.strip() and mail != near for _, mail, near in ROWS + MANY)


def test_codes_and_names_are_unique_and_in_their_family() -> None:
    assert len(checks()) >= 100
    assert len({check.code for check in checks()}) == len({check.name for check in checks()}) == len(checks())
    for check in checks():
        assert check.severity in SEVERITIES
        assert check.advice.endswith(".") and check.advice.count(". ") == 0, check.code


def test_every_module_with_checks_is_a_family() -> None:
    with_checks = {name for name in MODULES if hasattr(import_module(f"headertrace.findings.{name}"), "CHECKS")}
    assert with_checks == {family.name for family in INDEX}
    assert len(with_checks) == len(INDEX)


@pytest.mark.parametrize("family", [family for family in INDEX if family.needs], ids=lambda family: family.name)
def test_a_family_is_loaded_for_all_that_its_checks_need(family: Family) -> None:
    module = import_module(f"headertrace.findings.{family.name}")
    needed = {word for check in module.CHECKS for word in check.needs.split()}
    # What looks at hops needs hops: that one word stands for all of those.
    assert needed <= family.needs or "hops" in family.needs


@pytest.mark.parametrize(("code", "mail", "near"), ROWS + MANY, ids=[row[0] for row in ROWS + MANY])
def test_what_a_check_needs_leaves_nothing_out(code: str, mail: str, near: str) -> None:
    """``find`` asks few checks; asked all, they find no more."""
    for text in (mail, near):
        trace = headertrace.trace((text + "\n").encode())
        survey = Survey(trace)
        told = Counter(finding.code for finding in trace.findings)
        assert told == Counter(check.code for check in checks() for _ in check.look(survey))


def test_a_check_is_made_of_what_find_needs() -> None:
    assert Check._fields == ("code", "name", "severity", "advice", "look", "needs")
