"""A stamp whose zone is mislabelled: off by whole quarter hours, while the clock behind it is right.

Where the id beside the stamp holds UTC and differs by as much, that is measured. Without one, an
error of whole half hours to the second, made good by the next step, is likely a zone as well: a
clock that runs in local time under another zone's name. Clocks that drift are not so exact.
"""

from __future__ import annotations

from headertrace.delays.wait import Guess, Wait
from headertrace.delays.wrong_clock import explain as as_clock
from headertrace.text.durations import duration

_SLACK_S = 60.0
_SLIPS = {3_600.0: "; an hour is daylight-saving time taken for none, or the reverse",
          43_200.0: "; twelve hours are morning taken for evening"}  # fmt: skip
_HALF_HOUR_S = 1_800.0
_EXACT_S = 6.0
# Zones lie between twelve hours west and fourteen east (zone database).
_WIDEST_S = 50_400.0


def explain(wait: Wait) -> Guess | None:
    for hop, sign in ((wait.hop, 1), (wait.before, -1)):
        known = wait.zones.get(hop.n) if hop else None
        if hop is None or known is None:
            continue
        off, clock = known
        if abs(wait.stamped_s - sign * off) <= max(_SLACK_S, abs(wait.stamped_s) * 0.02):
            text = f"the zone of that stamp is off by {duration(abs(off))}: the id {clock.text} tells the time in UTC"
            text += _SLIPS.get(abs(off), "")
            return Guess("wrong-zone", "measured", text, (hop.field.evidence(clock.text),), hop.received.by)
    return _by_shape(wait)


def _by_shape(wait: Wait) -> Guess | None:
    whole = round(abs(wait.stamped_s) / _HALF_HOUR_S) * _HALF_HOUR_S
    if not whole or whole > _WIDEST_S or abs(abs(wait.stamped_s) - whole) > _EXACT_S:
        return None
    clock = as_clock(wait)
    if clock is None or clock.certainty != "likely":
        return None
    text = f"its stamp is {duration(whole)} off to the second, as by a wrong zone: the step beside makes it good"
    text += _SLIPS.get(whole, "")
    own = next((hop for hop in (wait.hop, wait.before) if hop and hop.received.by == clock.at), wait.hop)
    return clock._replace(
        cause="wrong-zone", text=text, evidence=(own.field.evidence("the stamp that is off"), *clock.evidence)
    )
