"""Small statistical filters of the mail reader's own machine: SpamBayes, SpamProbe, POPFile, SpamPal.

Read as the products' own words say: a class, and a probability after it where one is given.
"""

from __future__ import annotations

import re

from headertrace.filters.filter import Facts, Filter, Reader, number, sealed
from headertrace.patterns import lazy
from headertrace.records.filters import Rule

_CLASS = lazy(r"\s*(ham|spam|unsure|good|yes|no|pass)\b[;:,]?\s*([01]?\.[0-9]+|[01]\b)?", re.IGNORECASE)
_WORDS: dict[str, str] = {
    "ham": "ham", "good": "ham", "no": "ham", "pass": "ham", "spam": "spam", "yes": "spam", "unsure": "suspect",
}  # fmt: skip


def _classified(product: str) -> Reader:
    def read(value: str) -> Facts | None:
        match = _CLASS.match(value)
        if not match:
            return None
        return {"verdict": _WORDS[match[1].lower()], "score": number(match[2]), "product": product}

    return read


def _bucket(value: str) -> Facts | None:
    bucket = value.strip()[:80]
    known = _WORDS.get(bucket.lower())
    return {"verdict": known, "rules": (Rule("bucket", None, bucket),), "product": "POPFile"} if bucket else {}


FILTER = Filter(
    name="bayesian",
    product="a statistical filter",
    source="as their mail shows",
    headers={
        "x-spambayes-classification": _classified("SpamBayes"),
        "x-hammie-disposition": _classified("SpamBayes"),
        "x-spamprobe": _classified("SpamProbe"),
        "x-spampal": _classified("SpamPal"),
        "x-text-classification": _bucket,
        "x-spambayes-evidence": sealed,
        "x-spambayes-level": sealed,
        "x-spambayes-mailid": sealed,
        "x-spambayes-trained": sealed,
        "x-popfile-link": sealed,
    },
)
