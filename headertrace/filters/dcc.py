"""DCC, Pyzor and Razor: checksums that many others saw too.

Source: dcc(8), "X-DCC-brand-Metrics: host id; bulk Body=many Fuz1=many": the word ``bulk`` stands where a
count passed the threshold.
"""

from __future__ import annotations

from headertrace.filters.filter import Facts, Filter, host, noted, number, sealed
from headertrace.patterns import lazy
from headertrace.records.filters import Rule

_METRICS = lazy(r"\s*(\S+)\s+[0-9]+;\s*(.*)$")
_COUNT = lazy(r"([A-Za-z][A-Za-z0-9-]*)=(many|ok2?|[0-9]+)")


def _any(name: str, value: str) -> Facts | None:
    if not name.endswith("metrics"):
        return {}
    match = _METRICS.match(value)
    if not match:
        return None
    words = match[2].partition("=")[0].split()
    verdict = "bulk" if "bulk" in words else "allowed" if "whitelist" in match[2] else "ham"
    rules = tuple(Rule(item[1], number(item[2]), item[2]) for item in _COUNT.finditer(match[2]))
    return {"verdict": verdict, "host": match[1].lower(), "rules": rules}


FILTER = Filter(
    name="dcc",
    product="DCC",
    source="dcc(8)",
    headers={
        "x-razor-id": sealed,
        "x-razor-check": lambda value: {"verdict": "bulk", "text": value[:200], "product": "Razor"},
        "x-pyzor": noted("Pyzor"),
        "x-dcc-host": host,
    },
    any_header=_any,
)
