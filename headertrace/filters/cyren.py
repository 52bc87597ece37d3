"""Cyren, once Commtouch: the recurrent-pattern classes, also inside Mirapoint, Sophos and others.

The forms are as mail shows: X-CTCH-Spam and -VOD hold a class by its own name; Mirapoint's X-Junkmail-Status holds
the score, what it is out of, and the host.
"""

from __future__ import annotations

from headertrace.filters.filter import Facts, Filter, host, noted, number, sealed, version, word
from headertrace.patterns import lazy
from headertrace.records.filters import Rule

_CLASSES: dict[str, str | None] = {
    "nonspam": "ham", "unknown": "ham", "suspect": "suspect", "suspected": "suspect", "bulk": "bulk",
    "confirmed": "spam", "validbulk": "bulk", "valid_bulk": "bulk",
}  # fmt: skip
_VIRUS: dict[str, str | None] = {
    "nonvirus": "clean", "non_virus": "clean", "unknown": "clean", "medium": "suspect", "high": "malware",
    "virus": "malware",
}  # fmt: skip
_SCORED = lazy(r"score=([0-9]+)/([0-9]+)(?:.*\bhost=(\S+))?")


def _junkmail(value: str) -> Facts | None:
    match = _SCORED.match(value)
    if not match:
        return None
    return {
        "score": number(match[1]),
        "text": f"{match[1]} of {match[2]} points",
        "host": match[3].lower() if match[3] else None,
        "product": "Mirapoint",
    }


def _raw(value: str) -> Facts | None:
    match = value.startswith("score=") and value[6:].split(",")[0].strip().lower()
    return {"verdict": _CLASSES.get(match), "rules": (Rule("class", None, match),)} if match else None


FILTER = Filter(
    name="cyren",
    product="Cyren",
    source="as its mail shows; the vendor publishes no description",
    headers={
        "x-ctch-spam": word(_CLASSES),
        "x-ctch-vod": word(_VIRUS),
        "x-junkmail-status": _junkmail,
        "x-junkmail-sd-raw": _raw,
        "x-junkmail": noted("junk mail"),
        "x-junkmail-info": noted("details"),
        "x-junkmail-whitelist": lambda value: {"verdict": "allowed", "text": value[:200]},
        "x-ctch-score": noted("score"),
        "x-ctch-scorecust": noted("own score"),
        "x-ctch-rules": noted("rules"),
        "x-ctch-flags": noted("flags"),
        "x-ctch-pver": version,
        "x-ctch-server": host,
        "x-ctch-refid": sealed,
        "x-ctch-ipclass": noted("address class"),
        "x-ctch-isprecip": sealed,
        "x-junkmail-signature-raw": sealed,
        "x-junkmail-iwf": noted("words"),
    },
    any_header=lambda name, value: {},
)
