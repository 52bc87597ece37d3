"""Mimecast: spam score, signatures and impersonation checks.

Mimecast publishes no description of these headers that could be had: the forms are as mail through it
shows them. The score's threshold is the customer's and is not written.
"""

from __future__ import annotations

from headertrace.filters.filter import Facts, Filter, noted, pairs, score, sealed, yes_no
from headertrace.records.filters import Rule


def _impersonation(value: str) -> Facts | None:
    found = pairs(value)
    if not found:
        return None
    hits = [key for key, text in found.items() if text.lower() == "true" and key.lower() != "protected"]
    tagged = found.get("Policy")
    rules = tuple(Rule(key, None, text[:200]) for key, text in found.items())
    return {"rules": rules, "text": f"impersonation policy {tagged}: {', '.join(hits) or 'no hit'}" if tagged else None}


FILTER = Filter(
    name="mimecast",
    product="Mimecast",
    source="as its mail shows; the vendor publishes no description",
    headers={
        "x-mimecast-spam-score": score,
        "x-mimecast-spam-signature": yes_no("spam", None),
        "x-mimecast-bulk-signature": yes_no("bulk", None),
        "x-mimecast-impersonation-protect": _impersonation,
        "x-mimecast-warning": noted("warning"),
        "x-mimecast-mfc-proc-id": sealed,
        "x-mimecast-mfc-agg-id": sealed,
        "x-mimecast-originator": sealed,
        "x-mc-unique": sealed,
        "x-mc-system": sealed,
    },
    any_header=lambda name, value: {},
)
