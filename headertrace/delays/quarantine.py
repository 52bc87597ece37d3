"""Released from quarantine: a field says that it had been held."""

from __future__ import annotations

from headertrace.delays import Guess, Wait
from headertrace.model import Evidence
from headertrace.patterns import lazy

_NAME = lazy(r"x-.*(?:quarantine|released?-(?:by|from|at))", 2)
_LONG_S = 600.0


def explain(wait: Wait) -> Guess | None:
    if wait.seconds < _LONG_S or wait.before is None:
        return None
    for field in wait.fields:
        if _NAME.match(field.name) and field.number < wait.before.field.number:
            ground = Evidence(field.number, field.lines, field.value[:80])
            return Guess("quarantine", "likely", f"{field.name} says that it had been held", (ground,))
    return None
