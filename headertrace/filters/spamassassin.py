"""SpamAssassin, and the many programs that write X-Spam-Status its way (amavis, Kerio, rspamd's milter).

Sources: Mail::SpamAssassin::Conf ("TEMPLATE TAGS", ``add_header``, ``report_safe``) and
Mail/SpamAssassin/PerMsgStatus.pm for the values; amavis' ``amavisd`` (``add_x_headers``) for
``tagged_above``; sa-exim and Exim's specification, chapter "Content scanning at ACL time", for
``X-Spam_score`` and ``X-Spam_bar``; mimedefang-filter(5) for a score followed by stars;
Fastmail's help on its X-Spam headers for X-Spam-hits. The product is named only where the value
proves it: a bare X-Spam-Flag is anybody's.
"""

from __future__ import annotations

import re

from headertrace.filters.filter import MAX_RULES, Facts, Filter, host, names, noted, number, score, sealed, version
from headertrace.patterns import lazy
from headertrace.records.filters import Rule

_STATUS = lazy(r"\s*(yes|no|true|false|spam|not spam|ham|skipped|unknown)\b", re.IGNORECASE)
_SCORE = lazy(r"\b(?:score|hits)\s*=\s*(-?[0-9.]+)", re.IGNORECASE)
_REQUIRED = lazy(r"\b(?:required|tag2?_level|threshold)\s*=\s*(-?[0-9.]+)", re.IGNORECASE)
_TESTS = lazy(r"\btests\s*=\s*(?:\[([^\]]*)\]|((?>(?:[A-Z0-9_a-z.:=-]++(?:\s*,\s*|(?=\s|$)))*)))")
_VERSION = lazy(r"\bversion\s*=\s*([\w.+-]+)")
_CHECKER = lazy(r"SpamAssassin\s+(\S+)(?:\s+\([^)]*\))?(?:\s+on\s+(\S+))?")
_STARS = lazy(r"\s*(-?[0-9.]+)\s*(?:\(([+*sx/ -]*)\))?\s*((?>(?:[A-Z][A-Z0-9_]++[\s,]*+)*))$")
_REPORT = lazy(r"(?:^|\s|\*)\s*(-?[0-9]{1,3}(?:\.[0-9]{1,4})?)\s+([A-Z][A-Z0-9_]{2,60})\b")
_CONTENT = lazy(r"Content analysis details:\s*\((-?[0-9.]+) points?(?:, (-?[0-9.]+) required)?", re.IGNORECASE)
_BAR = lazy(r"([+*sSxX]*|-+|/)\s*(?:\(.*\))?$")
_HITS = lazy(r"([A-Z][A-Z0-9_]{2,60})\s+(-?[0-9.]+)")
_LEADING_RULES = lazy(r"(high|spam|low|medium)?\s*((?>(?:[A-Z0-9_]++(?:,\s*|$))+))$")
_VERDICTS = {
    "yes": "spam", "true": "spam", "spam": "spam", "no": "ham", "false": "ham", "not spam": "ham", "ham": "ham",
    "skipped": "skipped", "unknown": None,
}  # fmt: skip


def _status(value: str) -> Facts | None:
    match = _STATUS.match(value)
    points, required = _SCORE.search(value), _REQUIRED.search(value)
    if not match and not points:
        return None
    facts: Facts = {"verdict": _VERDICTS[match[1].lower()] if match else None}
    facts["score"] = number(points[1]) if points else None
    facts["threshold"] = number(required[1]) if required else None
    tests = _TESTS.search(value)
    facts["rules"] = names(tests[1] or tests[2] or "") if tests else ()
    written = _VERSION.search(value)
    facts["version"] = written[1] if written else None
    if "tagged_above" in value or "tag_level" in value or "tag2_level" in value:
        facts["product"] = "amavis"
    elif tests or required or written:
        facts["product"] = "SpamAssassin"
    if value.lower().startswith("skipped"):
        facts["text"] = value[:200]
    return facts


def _flag(value: str) -> Facts | None:
    match = _STATUS.match(value)
    return {"verdict": _VERDICTS[match[1].lower()]} if match else None


def _level(value: str) -> Facts | None:
    """As many marks as the score has whole points; less exact than the score itself."""
    marks = value.split(None, 1)[0] if value else ""
    if not marks:
        return {}
    if _BAR.match(marks) and marks != "/":
        return {"score": float(len(marks)) * (-1 if marks[0] == "-" else 1)} if len(marks) < 200 else {}
    return score(value)


def _scored(value: str) -> Facts | None:
    match = _STARS.match(value)
    if not match:
        return score(value)
    return {"score": number(match[1]), "rules": names(match[3])}


def _tenths(value: str) -> Facts | None:
    """Exim's ``spam_score_int``: ten times the score."""
    points = number(value)
    return None if points is None else {"score": points / 10}


def _threshold(value: str) -> Facts | None:
    points = number(value)
    return None if points is None else {"threshold": points}


def _report(value: str) -> Facts | None:
    total = _CONTENT.search(value)
    rules = tuple(Rule(item[2], number(item[1])) for item in _REPORT.finditer(value))[:MAX_RULES]
    facts: Facts = {"rules": rules}
    if total:
        facts["product"] = "SpamAssassin"
        facts["score"], facts["threshold"] = number(total[1]), number(total[2])
    return facts


def _checker(value: str) -> Facts | None:
    match = _CHECKER.search(value)
    if not match:
        return {"version": value[:120]}
    return {"version": match[1], "host": match[2].lower().rstrip(",;") if match[2] else None, "product": "SpamAssassin"}


def _hits(value: str) -> Facts | None:
    """Fastmail's rule names with points, or a bare score."""
    rules = tuple(Rule(item[1], number(item[2])) for item in _HITS.finditer(value))[:MAX_RULES]
    return {"rules": rules} if rules else score(value) or {"rules": names(value)}


def _spam(value: str) -> Facts | None:
    """X-Spam is everybody's: a flag, a score, or a level with rule names."""
    if not value:
        return {}
    match = _LEADING_RULES.match(value)
    if match and match[1]:
        return {"verdict": "spam", "rules": names(match[2])}
    if value.lower() in ("undefined", "unknown", "none", "not detected", "not_detected"):
        return {"text": f"written without a verdict: {value}"}
    return _flag(value) or score(value)


FILTER = Filter(
    name="spamassassin",
    product="a spam filter",
    source="Mail::SpamAssassin::Conf; amavisd; Exim specification, chapter 45; mimedefang-filter(5)",
    headers={
        "x-spam-status": _status,
        "x-old-spam-status": _status,
        "x-outgoing-spam-status": _status,
        "x-amavis-spam-status": _status,
        "x-spam-flag": _flag,
        "x-spam-flag2": _flag,
        "x-spam_flag": _flag,
        "x-spam": _spam,
        "x-spam-report": _report,
        "x-spam_report": _report,
        "x-ham-report": _report,
        "x-spam-hits": _hits,
        "x-spam-tests": lambda value: {"rules": names(value)},
        "x-spam-symbols": lambda value: {"rules": names(value)},
        "x-spam-score": _scored,
        "x-spam_score": _scored,
        "x-spam-total-score": _scored,
        "x-sa-score": _scored,
        "x-spam_score_int": _tenths,
        "x-spam-score-int": _tenths,
        "x-spam-threshold": _threshold,
        "x-spam-required": _threshold,
        "x-spam-level": _level,
        "x-spam-bar": _level,
        "x-spam_bar": _level,
        "x-spam-checker-version": _checker,
        "x-spam-version": version,
        "x-spam-checker": _checker,
        "x-sa-exim-version": version,
        "x-spam-host": host,
        "x-spam-prev-subject": noted("subject before it was marked"),
        "x-spam-languages": noted("languages"),
        "x-spam-known-sender": noted("known sender"),
        "x-spam-source": noted("source"),
        "x-spam-charsets": noted("character sets"),
        "x-spam-relay-country": noted("relay countries"),
        "x-spam-asn": noted("AS number"),
        "x-spam-details": noted("details"),
        "x-spam-info": noted("info"),
        "x-spam-summary-text": noted("summary"),
        "x-spam-reason": noted("reason"),
        "x-spam-action": noted("action"),
        "x-spam-class": noted("class"),
        "x-spam-category": noted("category"),
        "x-spam-autolearn": noted("autolearn"),
        "x-spam-dcc": noted("DCC"),
        "x-spam-pyzor": noted("Pyzor"),
        "x-spam-rbl": noted("block lists"),
        "x-spam-prev-content-type": sealed,
        "x-spam-relays-untrusted": sealed,
        "x-spam-relays-trusted": sealed,
        "x-spam-relays-internal": sealed,
        "x-spam-relays-external": sealed,
        "x-spam-scanner": version,
        "x-sa-exim-connect-ip": sealed,
        "x-sa-exim-mail-from": sealed,
        "x-sa-exim-rcpt-to": sealed,
        "x-sa-exim-scanned": noted("sa-exim"),
    },
)
