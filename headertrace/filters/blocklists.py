"""Lines that a server writes for a listed address: SpamCop and others; greylisting; policyd-weight.

Read as mail shows: the words are the server's own, since most are set in its configuration.
"""

from __future__ import annotations

import re

from headertrace.filters.filter import Facts, Filter, noted, number
from headertrace.patterns import lazy
from headertrace.records.filters import Rule

_GREY = lazy(r".*?\b(?:delayed|Delayed for) ([0-9:]+)(?: seconds)?(?: by (\S+)(?: at (\S+))?)?", re.IGNORECASE)
_RATE = lazy(r"\brate: ?(-?[0-9.]+)")


def _disposition(value: str) -> Facts | None:
    low = value.lower()
    verdict = "spam" if low.startswith("blocked") else "allowed" if "white" in low else None
    return {"verdict": verdict, "text": value[:200], "product": "SpamCop"} if value else {}


def _listed(value: str) -> Facts | None:
    return {"verdict": "suspect", "rules": (Rule("listed", None, value[:300]),), "group": "listed"} if value else {}


def _greylist(value: str) -> Facts | None:
    if not value:
        return {}
    match = _GREY.match(value[:400])
    facts: Facts = {"text": value[:200], "product": "greylisting", "group": "greylist"}
    if match:
        facts["verdict"] = "delayed"
        facts["version"] = match[2]
        facts["host"] = match[3].rstrip(";,").lower() if match[3] else None
    elif "whitelist" in value.lower() or "not delayed" in value.lower():
        facts["verdict"] = "allowed"
    return facts


def _weight(value: str) -> Facts | None:
    rate = _RATE.search(value)
    return {"score": number(rate[1]) if rate else None, "text": value[:200], "product": "policyd-weight",
            "group": "policyd-weight"}  # fmt: skip


FILTER = Filter(
    name="blocklists",
    product="a block list",
    source="as their mail shows",
    headers={
        "x-spamcop-disposition": _disposition,
        "x-spamcop-checked": noted("addresses checked"),
        "x-spamcop-note": noted("note"),
        "x-rbl-warning": _listed,
        "x-rbl": _listed,
        "x-dnsbl": _listed,
        "x-dnsbl-warning": _listed,
        "x-blacklisted": _listed,
        "x-spamhaus": _listed,
        "x-spamhaus-status": _listed,
        "x-ordb": _listed,
        "x-maps": _listed,
        "x-osirusoft": _listed,
        "x-block-list": _listed,
        "x-blocklist": _listed,
        "x-greylist": _greylist,
        "x-greylisting": _greylist,
        "x-greylisted": _greylist,
        "x-policyd-weight": _weight,
    },
)
