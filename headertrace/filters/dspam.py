"""DSPAM.

Source: dspam's ``src/dspam.c`` (X-DSPAM-Result, -Confidence, -Probability, -Factors, -Signature, -Processed)
and dspam(1).
"""

from __future__ import annotations

from headertrace.filters.filter import MAX_RULES, Facts, Filter, noted, number, pairs, score, sealed, word
from headertrace.patterns import lazy
from headertrace.records.filters import Rule

_WORD = word({
    "spam": "spam", "innocent": "ham", "whitelisted": "allowed", "blacklisted": "blocked", "blocklisted": "blocked",
    "virus": "malware",
})  # fmt: skip
_FACTOR = lazy(r"([^,]{1,120}?),\s*([01]\.[0-9]{5})")


def _result(value: str) -> Facts | None:
    """One word, or a whole line with --deliver=summary: ``user; result="Spam"; probability=1.0000; …``."""
    if "result=" not in value:
        return _WORD(value)
    found = pairs(value)
    facts = _WORD(found.get("result", ""))
    return facts and {**facts, "score": number(found.get("probability"))}


def _factors(value: str) -> Facts | None:
    rules = [Rule(item[1].strip(), number(item[2])) for item in _FACTOR.finditer(value.partition(",")[2])]
    return {"rules": tuple(rules[:MAX_RULES])}


FILTER = Filter(
    name="dspam",
    product="DSPAM",
    source="dspam: src/dspam.c",
    headers={
        "x-dspam-result": _result,
        "x-dspam-probability": score,
        "x-dspam-factors": _factors,
        "x-dspam-confidence": noted("confidence"),
        "x-dspam-improbability": noted("improbability"),
        "x-dspam-reclassified": noted("reclassified"),
        "x-dspam-processed": sealed,
        "x-dspam-signature": sealed,
        "x-dspam-user": sealed,
        "x-dspam-recipient": sealed,
        "x-dspam-check": noted("checked"),
    },
    any_header=lambda name, value: {},
)
