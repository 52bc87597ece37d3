"""Hornetsecurity, once antispameurope.

No published description could be had: status and reason are read by their own words.
"""

from __future__ import annotations

from headertrace.filters.filter import Facts, Filter, noted, sealed, word
from headertrace.records.filters import Rule

_CLASSES: dict[str, str | None] = {
    "clean": "ham", "ok": "ham", "spam": "spam", "infomail": "bulk", "virus": "malware", "threat": "malware",
    "content": "blocked", "advthreat": "malware", "rejected": "blocked", "scanned": "scanned",
}  # fmt: skip


def _any(name: str, value: str) -> Facts | None:
    kind = name.rpartition("-")[2]
    return {"rules": (Rule(kind, None, value[:200]),)} if kind in ("reason", "spfresult", "connect", "class") else {}


FILTER = Filter(
    name="hornetsecurity",
    product="Hornetsecurity",
    source="as its mail shows; the vendor publishes no description",
    headers={
        "x-antispameurope-spamstatus": word(_CLASSES),
        "x-antispameurope-virusstatus": word({"clean": "clean", "virus": "malware", "infected": "malware"}),
        "x-antispameurope-virus-status": word({"clean": "clean", "virus": "malware", "infected": "malware"}),
        "x-hornetsecurity-classification": word(_CLASSES),
        "x-antispameurope-reason": noted("reason"),
        "x-hornetsecurity-identifier": sealed,
    },
    any_header=_any,
)
