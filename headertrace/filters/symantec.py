"""Symantec: Messaging Gateway (X-Brightmail-) and Email Security.cloud, once MessageLabs (X-StarScan-, X-SpamReason).

The forms are as mail through them shows; X-SpamReason has SpamAssassin's form. The Brightmail tracker is
compressed and encoded for the vendor.
"""

from __future__ import annotations

from headertrace.filters.filter import Facts, Filter, names, noted, number, scanned, sealed, word
from headertrace.patterns import lazy

_SCORE = lazy(r"\bhits=(-?[0-9.]+)")
_REQUIRED = lazy(r"\brequired=(-?[0-9.]+)")
_TESTS = lazy(r"\btests=(.*)$")


def _reason(value: str) -> Facts | None:
    first = value.split(",", 1)[0].strip().lower()
    if first not in ("yes", "no"):
        return {"verdict": "spam", "text": value[:200]} if value else {}
    points, required, tests = _SCORE.search(value), _REQUIRED.search(value), _TESTS.search(value)
    return {
        "verdict": "spam" if first == "yes" else "ham",
        "score": number(points[1]) if points else None,
        "threshold": number(required[1]) if required else None,
        "rules": names(tests[1]) if tests else (),
    }


FILTER = Filter(
    name="symantec",
    product="Symantec",
    source="as its mail shows; the vendor publishes no description",
    headers={
        "x-spamreason": _reason,
        "x-brightmail-verdict": word(
            {
                "spam": "spam",
                "ham": "ham",
                "suspected": "suspect",
                "suspected_spam": "suspect",
                "virus": "malware",
                "newsletter": "bulk",
                "marketing": "bulk",
            }
        ),
        "x-brightmail-scanned": scanned,
        "x-viruschecked": lambda value: {"verdict": "scanned", "text": f"virus check: {value[:100]}"} if value else {},
        "x-symc-ess-client-auth": noted("client authentication"),
        "x-spaminfo": noted("details"),
        "x-brightmail-tracker": sealed,
        "x-starscan-received": sealed,
        "x-starscan-version": lambda value: {"version": value.partition(";")[0][:40]} if value else {},
        "x-msg-ref": sealed,
        "x-auditid": sealed,
        "x-cfilter-loop": sealed,
    },
    any_header=lambda name, value: {},
)
