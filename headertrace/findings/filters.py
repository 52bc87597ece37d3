"""Findings on what spam and virus filters left. Each is that filter's word, not ours."""

from __future__ import annotations

from collections.abc import Iterator

from headertrace.findings.check import CLAIMS, Check, Hit, weight
from headertrace.findings.survey import Survey
from headertrace.records.filters import Verdict

_BAD = frozenset({"spam", "phishing", "malware", "spoofing", "blocked"})
_GOOD = frozenset({"ham", "allowed"})


def _hit(survey: Survey, verdict: Verdict, words: str) -> Hit:
    score = "" if verdict.score is None else f", score {verdict.score:g}"
    limit = "" if verdict.threshold is None else f" of {verdict.threshold:g}"
    host = f" at {verdict.host}" if verdict.host else ""
    claim = CLAIMS[verdict.trusted]
    text = f"{verdict.product}{host} {words}{score}{limit}{claim}"
    return Hit(text, survey.field(verdict.field), severity=weight(verdict.trusted))


def _said(survey: Survey, verdict: str, words: str) -> Iterator[Hit]:
    for item in survey.trace.filters:
        if item.verdict == verdict:
            yield _hit(survey, item, words)


def _spam(survey: Survey) -> Iterator[Hit]:
    yield from _said(survey, "spam", "classified it as spam")


def _phishing(survey: Survey) -> Iterator[Hit]:
    yield from _said(survey, "phishing", "classified it as phishing")


def _spoofing(survey: Survey) -> Iterator[Hit]:
    yield from _said(survey, "spoofing", "classified the sender as forged")


def _malware(survey: Survey) -> Iterator[Hit]:
    yield from _said(survey, "malware", "found malware")


def _delayed(survey: Survey) -> Iterator[Hit]:
    yield from _said(survey, "delayed", "held it back at first")


def _unfiltered(survey: Survey) -> Iterator[Hit]:
    yield from _said(survey, "allowed", "let it through without filtering")


def _disagree(survey: Survey) -> Iterator[Hit]:
    found = survey.trace.filters
    bad = next((item for item in found if item.verdict in _BAD), None)
    good = next((item for item in found if item.verdict in _GOOD), None)
    if bad and good:
        claimed = [f"the verdict {item.verdict}" for item in (bad, good) if item.trusted is False]
        whose = "" if not claimed else f"; {claimed[0] if len(claimed) == 1 else 'both'} came with the message"
        text = f"{bad.product} says {bad.verdict}, {good.product} says {good.verdict}{whose}"
        yield Hit(text, survey.field(bad.field))


def _unread(survey: Survey) -> Iterator[Hit]:
    for item in survey.trace.unparsed:
        field = survey.field(item.field) if item.field else None
        if field and field.key.startswith("x-") and field.key != "x-received":
            yield Hit(f"{field.name}: {item.reason}", field)


CHECKS = (
    Check("HT701", "filter-says-spam", "info", "Look at the rules the filter names.", _spam),
    Check("HT702", "filter-says-phishing", "warning", "Do not open links or attachments in this message.", _phishing),
    Check("HT703", "filter-says-spoofed", "warning", "Treat the From domain as unverified.", _spoofing),
    Check("HT704", "filter-says-malware", "warning", "Do not open links or attachments in this message.", _malware),
    Check("HT705", "filter-delayed", "info", "Consider this for the wait at that hop.", _delayed),
    Check("HT706", "filter-skipped-by-list", "info", "Check the allow list that let it through.", _unfiltered),
    Check("HT707", "filters-disagree", "info", "Compare the rules each filter names.", _disagree),
    Check("HT708", "filter-line-unread", "info", "Read that line yourself.", _unread),
)
