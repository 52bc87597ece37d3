"""Greylisting: the receiver asks an unknown sender to come again, and says in a header for how long.

postgrey, SQLgrey and gld write ``X-Greylist: delayed 310 seconds by postgrey-1.37 at host``,
milter-greylist ``Delayed for 00:15:03 by milter-greylist-4.2``. Source: postgrey's and sqlgrey's
programs, milter-greylist.c. Without a header the first retry's shape makes it possible only.
"""

from __future__ import annotations

from headertrace.delays import Guess, Wait, evidence
from headertrace.model import Evidence, Field
from headertrace.patterns import lazy
from headertrace.text import duration

_NAMES = frozenset({"x-greylist", "x-greylisting", "x-greylist-delay", "x-grey-list"})
_SECONDS = lazy(r".*?delayed (?:for )?([0-9]{1,7}) ?s(?:ec|econds)?\b", 2)
_CLOCK = lazy(r".*?delayed for (?:([0-9]+) days? )?([0-9]{1,3}):([0-9]{2}):([0-9]{2})", 2)
_SLACK_S = 120.0
# First retries after a greylist's usual five minutes.
_SHAPE_S = (240.0, 2_400.0)


def explain(wait: Wait) -> Guess | None:
    if wait.before is None or wait.seconds <= 0 or wait.hop.leg not in ("transit", "forwarding", "list"):
        return None
    for field in wait.fields:
        if field.name.lower() in _NAMES and _belongs(field, wait):
            said = _delay(field.value)
            if said is not None and wait.seconds <= said * 1.5 + _SLACK_S:
                text = f"{wait.hop.received.by} made the sender wait and says so: {duration(said)} by its greylist"
                if wait.seconds < said - _SLACK_S:
                    text += f"; the stamps tell {duration(wait.seconds)}, so the two clocks differ"
                ground = Evidence(field.number, field.lines, field.value[:120])
                certainty = "measured" if wait.hop.trust == "vouched" else "likely"
                return Guess("greylisting", certainty, text, (ground,), wait.hop.received.by)
    if _SHAPE_S[0] <= wait.seconds <= _SHAPE_S[1] and wait.hop.sender_organisation != wait.hop.receiver_organisation:
        text = "as long as a first retry after greylisting takes"
        return Guess("greylisting", "possible", text, (evidence(wait.hop, "no header says so"),), wait.hop.received.by)
    return None


def _belongs(field: Field, wait: Wait) -> bool:
    """The receiver's greylist writes beside its own line: above the line before, next to this one."""
    return wait.before is not None and field.number < wait.before.field.number


def _delay(text: str) -> float | None:
    match = _SECONDS.match(text)
    if match:
        return float(match[1])
    match = _CLOCK.match(text)
    if match:
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return days * 86_400.0 + hours * 3_600 + minutes * 60 + seconds
    return None
