"""Sophos: PureMessage (X-PMX-, X-PerlMx-), Email Appliance (X-SEA-), Central Email (X-LASED-, X-Sophos-).

Source: "PureMessage for UNIX" 5.5, the default policy: X-PerlMx-Spam holds probability and rules, and 50 % or more is
dealt with as spam.
"""

from __future__ import annotations

from headertrace.filters.filter import (
    MAX_RULES,
    Facts,
    Filter,
    names,
    noted,
    number,
    pairs,
    scanned,
    sealed,
    version,
    word,
)
from headertrace.patterns import lazy
from headertrace.records.filters import Rule

_PROBABILITY = lazy(r"\bProbability=X*([0-9.]+)%")
_REPORT = lazy(r"\bReport='?\"?([^'\"]*)")
_POINTS = lazy(r"([A-Z_][A-Z0-9_<>+-]{2,60}) (-?[0-9.]+)(?=,|\s|$)")


def _spam(value: str) -> Facts | None:
    """The gauge is an X for each 10 % of probability; the report lists rules, with points since version 5."""
    probability = _PROBABILITY.search(value)
    if not probability:
        return None
    points = number(probability[1])
    report = _REPORT.search(value)
    listed = tuple(Rule(item[1], number(item[2])) for item in _POINTS.finditer(report[1])) if report else ()
    return {
        "verdict": "spam" if points is not None and points >= 50 else "ham",
        "score": points,
        "rules": (listed or names(report[1]))[:MAX_RULES] if report else (),
        "text": f"probability of spam: {probability[1]} %",
    }


def _percent(value: str) -> Facts | None:
    points = number(value)
    return None if points is None else {"score": points * 100 if points <= 1 else points}


def _details(value: str) -> Facts | None:
    return {"rules": tuple(Rule(key, None, text[:200]) for key, text in pairs(value, ";", ":").items())}


FILTER = Filter(
    name="sophos",
    product="Sophos",
    source="Sophos: PureMessage for UNIX documentation, 5.5",
    headers={
        "x-perlmx-spam": _spam,
        "x-pmx-spam": _spam,
        "x-sea-spam": _spam,
        "x-lased-spam": word({"spam": "spam", "nonspam": "ham", "yes": "spam", "no": "ham"}),
        "x-lased-spamprobability": _percent,
        "x-lased-hits": lambda value: {"rules": names(value)},
        "x-lased-version": version,
        "x-pmx-version": version,
        "x-perlmx-virus-scanned": scanned,
        "x-sophos-email-scan-details": _details,
        "x-lased-impersonation": noted("impersonation"),
        "x-lased-from-replyto-diff": noted("From and Reply-To differ"),
        "x-sophos-email": noted("Sophos Email"),
        "x-sophos-email-id": sealed,
        "x-sophos-mh-mail-info-key": sealed,
        "x-sophos-senderhistory": noted("sender history"),
    },
    any_header=lambda name, value: {},
)
