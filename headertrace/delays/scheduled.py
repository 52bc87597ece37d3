"""Scheduled sending: a field says for when, or it was given in on the second of a round time.

Outlook's Deferred-Delivery (RFC 2156 section 2.3.1.2, registered in RFC 4021) and the X-Send-Later-At
of Thunderbird's Send Later name the time; Exchange sets the Date anew when it sends, so that
nothing seems to have waited there.
"""

from __future__ import annotations

from headertrace.delays.wait import Guess, Wait
from headertrace.records.vocabulary import Certainty
from headertrace.syntax.dates import parse_date
from headertrace.text.durations import duration

_NAMES = frozenset({"deferred-delivery", "x-send-later-at"})
_LONG_S = 1_800.0
_PROMPT_S = 8
# Between servers chance must be kept out better: only the first seconds of a full hour.
_CRON_S = 5
_SLACK_S = 300.0


def explain(wait: Wait) -> Guess | None:
    time = wait.hop.received.time
    if time is None or wait.seconds <= 0:
        return None
    for field in wait.fields:
        if field.key in _NAMES:
            meant = parse_date(field.value).utc
            if meant and abs((time - meant).total_seconds()) <= _SLACK_S:
                text = f"{field.name} had it sent at {meant:%Y-%m-%d %H:%M:%S} UTC, {duration(wait.seconds)} after it was submitted"
                return Guess("scheduled", "measured", text, (field.evidence(field.value[:80]),))
    if wait.seconds < _LONG_S or time.minute % 15 or time.second >= _PROMPT_S or _by_machine(wait):
        return None
    text = f"submitted at {time:%H:%M:%S} UTC, exactly at a round time, as if it had been scheduled"
    certainty: Certainty = "likely" if time.minute % 30 == 0 else "possible"
    return Guess(
        "scheduled", certainty, text, (wait.hop.field.evidence("first stamp" if wait.before is None else "sent on"),)
    )


def _by_machine(wait: Wait) -> bool:
    """Between two servers a round time says something only right after the submission."""
    if wait.before is None:
        return False
    time = wait.hop.received.time
    on_the_hour = time is not None and time.minute == 0 and time.second < _CRON_S
    return wait.before.leg != "submission" or wait.hop.leg == "filtering" or not on_the_hour
