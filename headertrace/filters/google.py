"""Google: Gmail's forwarding marks, Google Groups, and Postini before them.

Source: "Google Message Security Administration Guide", chapter "Interpreting Header Fields": the spam score S runs
from 0 (spam) to 100, and below the threshold is spam. X-Gm-Spam and X-Gm-Phishy are 1 where routing passed on
mail that Gmail took for spam or phishing.
"""

from __future__ import annotations

from headertrace.filters.filter import Facts, Filter, number, sealed, word
from headertrace.patterns import lazy
from headertrace.records.filters import Rule

_LEVEL = lazy(r"\b([A-Z]{1,4}):\s*([0-9.]+)")
_SETTINGS = lazy(r"\s*([0-9])\s*\(([0-9.]+):\s*([0-9.]+)\)")
_POSTINI = {"S": "spam", "R": "racially insensitive", "P": "get rich quick", "M": "sexually explicit",
            "C": "commercial offer"}  # fmt: skip


def _levels(value: str) -> Facts | None:
    found = {item[1]: number(item[2]) for item in _LEVEL.finditer(value)}
    if not found:
        return None
    rules = tuple(Rule(key, points, _POSTINI.get(key)) for key, points in found.items())
    return {"score": found.get("S"), "rules": rules, "product": "Postini"}


def _settings(value: str) -> Facts | None:
    match = _SETTINGS.match(value)
    if not match:
        return None
    text = f"level {match[1]}; spam is below the threshold"
    return {"threshold": number(match[3]), "text": text, "product": "Postini"}


FILTER = Filter(
    name="google",
    product="Google",
    source="https://support.google.com/a/: gateway and routing settings",
    headers={
        "x-gm-phishy": word({"1": "phishing", "0": "ham"}),
        "x-gm-spam": word({"1": "spam", "0": "ham"}),
        "x-pstn-disposition": word({"quarantine": "spam", "deliver": "ham"}),
        "x-spam-checked-in-group": lambda value: {
            "verdict": "scanned",
            "text": f"checked by Google Groups for {value[:120]}",
        },
        "x-pstn-levels": _levels,
        "x-pstn-settings": _settings,
        "x-pstn-addresses": sealed,
        "x-pstn-neptune": sealed,
        "x-pstn-2strike": sealed,
        "x-pstn-nxpr": sealed,
        "x-pstn-nxp": sealed,
        "x-google-appengine-spam": sealed,
    },
)
