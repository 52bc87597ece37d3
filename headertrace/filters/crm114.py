"""CRM114's mailfilter and mailreaver.

Read as mail through it shows: X-CRM114-Status: GOOD, SPAM or UNSURE with the probability ratio (pR) in parentheses.
"""

from __future__ import annotations

import re

from headertrace.filters.filter import Facts, Filter, number, sealed
from headertrace.patterns import lazy

_STATUS = lazy(r"\s*(good|spam|unsure)\b(?:[^()]*\(\s*(?:pR:?)?\s*(-?[0-9.]+))?", re.IGNORECASE)
_WORDS = {"good": "ham", "spam": "spam", "unsure": "suspect"}


def _status(value: str) -> Facts | None:
    match = _STATUS.match(value)
    if not match:
        return None
    return {"verdict": _WORDS[match[1].lower()], "score": number(match[2])}


FILTER = Filter(
    name="crm114",
    product="CRM114",
    source="crm114: mailfilter.crm, mailreaver.crm",
    headers={
        "x-crm114-status": _status,
        "x-crm114-version": lambda value: {"version": value.partition("(")[0].strip()[:60]},
        "x-crm114-cacheid": sealed,
        "x-crm114-notice": sealed,
        "x-crm114-action": sealed,
    },
)
