"""Stamps whose zone is mislabelled, as an id of the same line shows."""

from __future__ import annotations

from headertrace.records.judgements import Clock

_QUARTER_S = 900.0
_SLACK_S = 5.0
_LONGEST = 56  # quarters of an hour: fourteen hours
# Since 4.97's forerunners Exim's ids follow the clock as it was when the daemon started (src/src/exim.c): no proof.
_DRIFTING = frozenset({"exim"})


def zone_errors(clocks: tuple[Clock, ...]) -> dict[int, tuple[float, Clock]]:
    """Hop number → (seconds its stamp is off by whole quarter hours, the id's clock that shows it).

    A queue id holds UTC by the same clock as the stamp: where both differ by whole quarter hours,
    the zone in the stamp is mislabelled, and the clock is right.
    """
    found = {}
    for clock in clocks:
        if clock.hop is None or clock.against_stamp_s is None or clock.resolution_s > 1 or clock.scheme in _DRIFTING:
            continue
        off = -clock.against_stamp_s
        quarters = round(off / _QUARTER_S)
        if quarters and abs(off - quarters * _QUARTER_S) <= _SLACK_S and abs(quarters) <= _LONGEST:
            found[clock.hop] = (quarters * _QUARTER_S, clock)
    return found
