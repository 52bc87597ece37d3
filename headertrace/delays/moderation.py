"""A list's moderator let it through: Mailman says when (X-Mailman-Approved-At).

Mailman writes that field since 2.1 whenever a moderator approves (Mailman/ListAdmin.py; in 3
mailman/app/moderator.py): with it a long wait without the field was none of a moderator's. Other
list managers write nothing, so that only a long wait at the list's own host speaks for one.
"""

from __future__ import annotations

from headertrace.delays.wait import Guess, Wait
from headertrace.dictionary.lists import MODERATED
from headertrace.patterns import lazy
from headertrace.records.vocabulary import Certainty
from headertrace.syntax.dates import parse_date
from headertrace.text.durations import duration

_TELLS = lazy(r"\s*(?:2\.[1-9]|[3-9])")
_SLACK_S = 900.0
_LONG_S = 3_600.0
_VERY_LONG_S = 7_200.0


def explain(wait: Wait) -> Guess | None:
    if wait.seconds <= 0 or wait.before is None:
        return None
    for field in wait.fields:
        if field.key in MODERATED:
            approved = parse_date(field.value).utc
            start, end = wait.before.received.time, wait.hop.received.time
            if approved and start and end and start <= approved and (end - approved).total_seconds() <= _SLACK_S:
                waited = duration((approved - start).total_seconds())
                ground = field.evidence(field.value[:80])
                return Guess("moderation", "measured", f"a moderator let it through after {waited}", (ground,))
    if wait.before.leg == "list" or wait.seconds < _LONG_S or _would_tell(wait):
        return None
    own = wait.hop.leg == "list" and wait.before.received.by == wait.hop.received.by
    certainty: Certainty = "likely" if own and wait.seconds >= _VERY_LONG_S else "possible"
    text = "it waited at the list's own host, as for a moderator"
    return Guess("moderation", certainty, text, (wait.hop.field.evidence("sent out by the list"),))


def _would_tell(wait: Wait) -> bool:
    return any(field.key == "x-mailman-version" and _TELLS.match(field.value) for field in wait.fields)
