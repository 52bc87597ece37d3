"""Mimecast: spam score and impersonation checks.

Source: Mimecast's knowledge base, "Policies - Spam Scanning" (Relaxed 7, Moderate 5, Aggressive 3 and
above is spam) and "Targeted Threat Protection - Impersonation Protect" (the names of the checks).
"""

from __future__ import annotations

from headertrace.filters.filter import Facts, Filter, noted, pairs, score, sealed, yes_no
from headertrace.opinions import Rule


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
    source="https://mimecastsupport.zendesk.com/: Policies - Spam Scanning",
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
