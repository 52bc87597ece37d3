"""Which checks a message calls for, and what they find."""

from __future__ import annotations

from collections.abc import Set
from functools import cache, lru_cache
from importlib import import_module

from headertrace.findings.check import Check, Hit
from headertrace.findings.index import INDEX
from headertrace.findings.survey import Survey
from headertrace.records.evidence import Field
from headertrace.records.judgements import Finding
from headertrace.records.making import maker
from headertrace.records.trace import Trace
from headertrace.records.vocabulary import SEVERITIES
from headertrace.text.sentences import sentence


def find(trace: Trace) -> tuple[Finding, ...]:
    """All findings on a trace, worst first, then in the order of the path."""
    survey = Survey(trace)
    found = [_finding(check, hit) for check in _called(survey.facts) for hit in check.look(survey)]
    found.sort(key=_order)
    return tuple(found)


def checks() -> tuple[Check, ...]:
    """Every check, in the order of the families."""
    return tuple(check for at in range(len(INDEX)) for _, check in _checks(at))


def _called(facts: Set[str]) -> list[Check]:
    """The checks that have something to look for among ``facts``; the other families are not even loaded."""
    called: list[Check] = []
    for at, family in enumerate(INDEX):
        if not family.needs or not family.needs.isdisjoint(facts):
            called += _called_by(at, _needs(at) & facts)
    return called


@lru_cache(maxsize=4096)
def _called_by(at: int, facts: frozenset[str]) -> tuple[Check, ...]:
    """The checks of the family at that place that have something to look for among those of ``facts`` that it knows."""
    return tuple(check for needs, check in _checks(at) if not needs.isdisjoint(facts))


@cache
def _needs(at: int) -> frozenset[str]:
    """The words that any check of the family at that place needs."""
    return frozenset().union(*(needs for needs, _ in _checks(at)))


@cache
def _checks(at: int) -> tuple[tuple[frozenset[str], Check], ...]:
    """The checks of the family at that place of ``INDEX``, each with the words that it needs."""
    family = INDEX[at]
    rows: tuple[Check, ...] = import_module(f"headertrace.findings.{family.name}").CHECKS
    return tuple((frozenset(check.needs.split()) or family.needs, check) for check in rows)


_RANK = {severity: -rank for rank, severity in enumerate(SEVERITIES)}
# What says whose word counts stands above what is said of single lines.
_FIRST = ("HT407", "HT401", "HT402")
_told = maker(Finding)


def _order(finding: Finding) -> tuple[int, bool, str, int]:
    return _RANK[finding.severity], finding.code not in _FIRST, finding.code, finding.hop or 0


def _finding(check: Check, hit: Hit) -> Finding:
    text, field, hop, severity, advice = hit
    if field is None and hop is not None:
        field = hop.field
    return _told(
        check.code, check.name, severity or check.severity, sentence(text), advice or check.advice,
        hop.n if hop else None, field.number if field else None, (field.evidence(_begin(field)),) if field else (),
    )  # fmt: skip


_SHOWN = 200
_ENOUGH = 4 * _SHOWN


def _begin(field: Field) -> str:
    """The first ``_SHOWN`` characters of the value; the rest of a long one need not be unfolded."""
    if field.name and len(field.source) > _ENOUGH:
        begin = " ".join(field.source[len(field.name) + 1 : _ENOUGH].split())
        if len(begin) > _SHOWN:
            return begin[:_SHOWN]
    return field.value[:_SHOWN]
