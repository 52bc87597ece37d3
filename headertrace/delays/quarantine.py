"""Released from quarantine: somebody looked at it and let it go.

amavis, told to release, hands the message in again over its own socket (``Received: from unknown by
localhost (amavis, unix socket)``) with Resent- fields from "Content-filter at host", over the line
with which it had taken it in (amavisd, release). Microsoft notes SFV:SKQ among its verdicts ("Skip
filtering: released from quarantine", Anti-spam message headers in Microsoft 365); others have
fields of their own.
"""

from __future__ import annotations

import re

from headertrace.delays import Guess, Wait, evidence
from headertrace.patterns import lazy
from headertrace.records.evidence import Evidence
from headertrace.text.durations import duration

_NAME = lazy(r"x-.*(?:quarantine|released?-(?:by|from|at))", re.IGNORECASE)
_RELEASED = lazy(r".*\bby \S+ \((?:amavis|amavisd-new), unix socket\)", re.DOTALL)
_SKIPPED = lazy(r"(?:.*;)?\s*SFV:SKQ\b", re.IGNORECASE)
_REPORTS = frozenset({"x-forefront-antispam-report", "x-forefront-antispam-report-untrusted"})
_LONG_S = 600.0


def explain(wait: Wait) -> Guess | None:
    if wait.before is None:
        return None
    if _RELEASED.match(wait.hop.received.raw) and wait.before.received.dialect == "amavis":
        text = f"the filter had kept it in quarantine for {duration(wait.seconds)}, until it was released"
        return Guess(
            "quarantine", "measured", text, (evidence(wait.before, "taken in"), evidence(wait.hop, "released"))
        )
    if wait.seconds < _LONG_S:
        return None
    for field in wait.fields:
        if _NAME.match(field.name) and field.number < wait.before.field.number:
            ground = Evidence(field.number, field.lines, field.value[:80])
            return Guess("quarantine", "likely", f"{field.name} says that it had been held", (ground,))
        if field.name.lower() in _REPORTS and wait.hop.received.dialect == "exchange" and _SKIPPED.match(field.value):
            ground = Evidence(field.number, field.lines, "SFV:SKQ")
            return Guess(
                "quarantine", "likely", "Microsoft's filter says that it was released from quarantine", (ground,)
            )
    return None
