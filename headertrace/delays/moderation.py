"""A list's moderator let it through: Mailman says when (X-Mailman-Approved-At).

Mailman writes that field since 2.1 whenever a moderator approves (Mailman/ListAdmin.py; in 3
mailman/app/moderator.py): with it a long wait without the field was none of a moderator's. Other
list managers write nothing, so that only a long wait at the list's own host speaks for one.
"""

from __future__ import annotations

from headertrace.delays.wait import Guess, Wait
from headertrace.dictionary.lists import MODERATED
from headertrace.patterns import lazy
from headertrace.syntax.dates import parse_date
from headertrace.text.durations import duration

_TELLS = lazy(r"\s*(?:2\.[1-9]|[3-9])")
_SLACK_S = 900.0
# The list's clock may be fast by so much; what was approved later was not sent out by then.
_FAST_S = 120.0
_LONG_S = 3_600.0


def explain(wait: Wait) -> Guess | None:
    if wait.seconds <= 0 or wait.before is None:
        return None
    for field in wait.fields:
        if field.key in MODERATED:
            approved = parse_date(field.value).utc
            start, end = wait.before.received.time, wait.hop.received.time
            if approved is None or start is None or end is None or approved < start:
                continue
            if -_FAST_S <= (end - approved).total_seconds() <= _SLACK_S:
                waited = duration((approved - start).total_seconds())
                ground = field.evidence(field.value[:80])
                return Guess("moderation", "measured", f"a moderator approved it after {waited}", (ground,))
    if _google_group(wait):
        text = "between Google Groups' intake and its sending out: for a moderator, or in its queue"
        return Guess("moderation", "possible", text, (wait.before.field.evidence("accepted by the group"),))
    if wait.before.leg == "list" or wait.seconds < _LONG_S or _would_tell(wait):
        return None
    text = "it waited at the list's own host, as for a moderator"
    return Guess("moderation", "possible", text, (wait.hop.field.evidence("sent out by the list"),))


# Google's ids: "ms" where the group takes in, "ls" where it sends out.
_INTAKE, _OUTGOING = lazy(r"[a-z]{1,3}[0-9]{1,3}ms[a-z]{2,4}"), lazy(r"[0-9a-z]{1,5}ls[0-9]+[a-z]{3}\.[0-9]+\.gmail")


def _google_group(wait: Wait) -> bool:
    if wait.before is None or wait.hop.received.dialect != "google":
        return False
    hops = wait.hops
    taken = any(_INTAKE.match(hop.received.id or "") for hop in hops[: wait.before.n])
    return taken and any(_OUTGOING.match(hop.received.id or "") for hop in hops[wait.before.n :])


def _would_tell(wait: Wait) -> bool:
    """Whether the list's manager says when a moderator approved: so it did, or would have."""
    return any(
        field.key in MODERATED or (field.key == "x-mailman-version" and _TELLS.match(field.value))
        for field in wait.fields
    )
