"""A list's moderator let it through: Mailman says when (X-Mailman-Approved-At)."""

from __future__ import annotations

from headertrace.dates import parse_date
from headertrace.delays import Guess, Wait, evidence
from headertrace.model import Evidence
from headertrace.text import duration

_NAMES = frozenset({"x-mailman-approved-at", "x-approved-at", "x-moderated-at"})
_SLACK_S = 900.0
_LONG_S = 600.0


def explain(wait: Wait) -> Guess | None:
    if wait.seconds <= 0 or wait.before is None:
        return None
    for field in wait.fields:
        if field.name.lower() in _NAMES:
            approved = parse_date(field.value).utc
            start, end = wait.before.received.time, wait.hop.received.time
            if approved and start and end and start <= approved and (end - approved).total_seconds() <= _SLACK_S:
                waited = duration((approved - start).total_seconds())
                ground = Evidence(field.number, field.lines, field.value[:80])
                return Guess("moderation", "measured", f"a moderator let it through after {waited}", (ground,))
    if wait.hop.leg == "list" and wait.seconds >= _LONG_S:
        text = "it waited at the list's own host, as for a moderator"
        certainty = "likely" if wait.before.received.by == wait.hop.received.by else "possible"
        return Guess("moderation", certainty, text, (evidence(wait.hop, "sent out by the list"),))
    return None
