"""A stamp whose zone is mislabelled: the id beside it holds UTC and differs by whole quarter hours."""

from __future__ import annotations

from headertrace.delays import Guess, Wait, evidence
from headertrace.text import duration

_SLACK_S = 60.0
_SLIPS = {3_600.0: "; an hour is daylight-saving time taken for none, or the reverse",
          43_200.0: "; twelve hours are morning taken for evening"}  # fmt: skip


def explain(wait: Wait) -> Guess | None:
    for hop, sign in ((wait.hop, 1), (wait.before, -1)):
        known = wait.zones.get(hop.n) if hop else None
        if hop is None or known is None:
            continue
        off, clock = known
        if abs(wait.seconds - sign * off) <= max(_SLACK_S, abs(wait.seconds) * 0.02):
            text = f"the zone of that stamp is off by {duration(abs(off))}: the id {clock.text} tells the time in UTC"
            text += _SLIPS.get(abs(off), "")
            return Guess("wrong-zone", "measured", text, (evidence(hop, clock.text),), hop.received.by)
    return None
