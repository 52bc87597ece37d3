"""Trend Micro: InterScan, ScanMail, Hosted Email Security and Vision One.

Sources: Trend Micro KA-0001462 (X-TM-AS-Result: Yes or No, score, threshold, category, type, parted by
hyphens; two hyphens are a minus) and "Antispam Engine scan details" (X-TMASE-Result: type, score, threshold).
"""

from __future__ import annotations

import re

from headertrace.filters.filter import Facts, Filter, names, noted, number, sealed, version, yes_no
from headertrace.patterns import lazy
from headertrace.records.filters import Rule

_RESULT = lazy(r"\s*(Yes|No|Spam)-(-?[0-9.]+)-(-?[0-9.]+)-([0-9]+)-([0-9]+)", re.IGNORECASE)
_SHORT = lazy(r"\s*(Yes|No)\b", re.IGNORECASE)
_ENGINE = lazy(r"\s*([0-9]+)-(-?[0-9.]+)-(-?[0-9.]+)")
_TYPES = {"1": "spam", "2": "phishing"}


def _result(value: str) -> Facts | None:
    match = _RESULT.match(value)
    if not match:
        short = _SHORT.match(value)
        return {"verdict": "spam" if short[1].lower() == "yes" else "ham"} if short else None
    return {
        "verdict": "ham" if match[1].lower() == "no" else _TYPES.get(match[5], "spam"),
        "score": number(match[2]),
        "threshold": number(match[3]),
        "rules": (Rule(f"category {match[4]}"),),
    }


def _engine(value: str) -> Facts | None:
    """The verdict is the comparison of both numbers, as Trend Micro describes it."""
    match = _ENGINE.match(value)
    if not match:
        return None
    points, limit = number(match[2]), number(match[3])
    spam = points is not None and limit is not None and points >= limit
    return {
        "verdict": "spam" if spam else "ham",
        "score": points,
        "threshold": limit,
        "rules": (Rule(f"type {match[1]}"),),
    }


FILTER = Filter(
    name="trendmicro",
    product="Trend Micro",
    source="https://success.trendmicro.com/en-US/solution/KA-0001462",
    headers={
        "x-tm-as-result": _result,
        "x-tmase-result": _engine,
        "x-tm-as-user-blocked-sender": yes_no("blocked", None),
        "x-tm-as-user-approved-sender": yes_no("allowed", None),
        "x-tm-as-mml": yes_no("spam", None),
        "x-tm-as-result-xfilter": noted("text exemption rules"),
        "x-tmase-matchedrid": lambda value: {"rules": names(value)},
        "x-imss-scan-details": noted("scan details"),
        "x-tm-as-product-ver": version,
        "x-tmase-version": version,
        "x-tm-snts-smtp": sealed,
        "x-tmase-snap-result": sealed,
        "x-tmase-xgencloud": sealed,
        "x-tm-deliver-signature": sealed,
        "x-tm-addin-auth": sealed,
        "x-tm-addin-productcode": sealed,
    },
    any_header=lambda name, value: {},
)
