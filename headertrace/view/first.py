"""The few facts under the answer: who writes to whom about what, and what the reader's own server judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.text.safe import safe

if TYPE_CHECKING:
    from headertrace.records.trace import Trace

_METHODS = ("spf", "dkim", "dmarc")
_UNTOLD = "–"


def head(trace: Trace) -> list[tuple[str, str]]:
    """(name, text safe to show) of From, To and Subject, those that there are, and of who handed it over."""
    said = trace.message
    rows = [("From", said.from_), ("To", said.to), ("Subject", said.subject), ("Checks", _checks(trace))]
    return [(name, safe(value)) for name, value in rows if value]


def _checks(trace: Trace) -> str:
    """ "SPF pass · DKIM pass · DMARC none", as the reader's own server judged; "" where it judged nothing."""
    said = trace.authentication
    trusted = [item for item in (*said.results, *said.spf) if item.trusted] if said else []
    judged = {item.method: item.result for item in reversed(trusted)}
    if not any(method in judged for method in _METHODS):
        return ""
    return " · ".join(f"{method.upper()} {judged.get(method, _UNTOLD)}" for method in _METHODS)
