"""Cloudmark Authority (now Proofpoint): the analysis string, the score and the verdict of its gateways.

Cloudmark publishes no description: ``v=`` is the version, ``c=`` a category, ``a=name:points`` attributes that
matched, as mail shows; what the category's number means is not known, so the analysis alone gives no verdict.
The envelope is sealed.
"""

from __future__ import annotations

from headertrace.filters.filter import MAX_RULES, Facts, Filter, number, score, sealed, word
from headertrace.patterns import lazy
from headertrace.records.filters import Rule

_ATTRIBUTE = lazy(r"\ba=([^\s:]+):([0-9]+)")
_VERSION = lazy(r"\bv=([0-9.]+)")
_CATEGORY = lazy(r"\bc=([0-9]+)")


def _analysis(value: str) -> Facts | None:
    written = _VERSION.search(value)
    if not written:
        return None
    category = _CATEGORY.search(value)
    rules = [Rule(item[1][:80], number(item[2])) for item in _ATTRIBUTE.finditer(value)]
    if category:
        rules.insert(0, Rule(f"c={category[1]}", None, "category"))
    return {"verdict": "scanned", "version": written[1], "rules": tuple(rules[:MAX_RULES])}


FILTER = Filter(
    name="cloudmark",
    product="Cloudmark",
    source="as its mail shows; the vendor publishes no description",
    headers={
        "x-cmae-verdict": word(
            {
                "spam": "spam",
                "clean": "ham",
                "legit": "ham",
                "suspect": "suspect",
                "virus": "malware",
                "phish": "phishing",
            }
        ),
        "x-cmae-score": score,
        "x-cm-score": score,
        "x-cnfs-score": score,
        "x-cloudmark-score": score,
        "x-cmae-analysis": _analysis,
        "x-cm-analysis": _analysis,
        "x-cnfs-analysis": _analysis,
        "x-authority-analysis": _analysis,
        "x-cloudmark-sp-result": _analysis,
        "x-cha": _analysis,
        "x-cloudmark-sp-filtered": word({"true": "scanned", "false": "skipped"}),
        "x-cmae-match": word({"0": "ham", "1": "spam"}),
        "x-cm-envelope": sealed,
        "x-cmae-envelope": sealed,
        "x-cmae-id": sealed,
    },
)
