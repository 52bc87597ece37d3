"""How unlikely each anomaly is, in one unit: a wait of some minutes has the weight 1.

The weights were calibrated on real mail and on stories played by real servers. What they say: a wait and a
server's clock that is minutes off are about as likely; an error of hours that is neither a time zone nor
whole days is rare; a queue gives up after five days.
"""

from __future__ import annotations

from math import log

# Readings whose weights differ by no more than this are both kept.
MARGIN = 0.45
_MINUTE, _HOUR, _DAY = 60.0, 3_600.0, 86_400.0
# Two zones are whole or half hours apart, but for those of Nepal, Eucla and the Chatham Islands in winter and summer
# (tz database: Asia/Kathmandu, Australia/Eucla, Pacific/Chatham). So far those are from UTC, which is what a zone is
# taken for where it is not set; against other zones any quarter of an hour would do, which is no evidence.
_ZONE_STEP_S = 1_800.0
_QUARTER_ZONES_S = (5.75 * _HOUR, 8.75 * _HOUR, 12.75 * _HOUR, 13.75 * _HOUR)
_LONGEST_ZONE_S = 14 * _HOUR
_SLACK_S = 6.0
# A wait that something else tells of: a moderated list, a mail sent on by hand.
EXPECTED_WAIT = 0.5
# Nobody collects a mailbox the moment that mail comes in.
COLLECTED_WAIT = 0.35
# No wrong clock weighs less.
LIGHTEST_CLOCK = 0.7
LIGHTEST_WAIT = COLLECTED_WAIT
# RFC 5321 section 4.5.4.1: queues give up after four to five days.
_QUEUE_LIFE_S = 5.5 * _DAY
# Chances as weights: what happens once in twenty times weighs 1, once in a few times nothing.
_FOLD, _FEW = log(20.0), 4.0
# What lies for longer, in a spool or by hand, is found and sent on in the same season or not at all.
_SEASON_S = 60 * _DAY


def wait(seconds: float) -> float:
    """The weight of a wait of that many seconds."""
    if seconds <= _MINUTE:
        return 0.4
    if seconds <= _DAY:
        return 1.0
    if seconds <= _QUEUE_LIFE_S:
        return 1.3
    return 1.5 if seconds <= _SEASON_S else 3.1


def clock(error: float) -> float:
    """The weight of a server's clock that is wrong by ``error`` seconds."""
    size = abs(error)
    if size < _MINUTE:
        return 0.7
    if is_zone(size):
        return 0.8
    if size <= 1.5 * _HOUR or _near_multiple(size, _DAY):
        return 1.0
    # Nobody keeps a clock that is months off: that the mail lay as long is about as likely.
    return 1.6 if size <= _SEASON_S else 2.6


def writer(error: float) -> float:
    """The weight of the writer's clock, or zone, that is wrong by ``error`` seconds."""
    return 0.8 if is_zone(error) else 0.7 if abs(error) < _MINUTE else 1.0


def coincidence(seconds: float, apart: float) -> float:
    """The weight of a wait of that many seconds that makes up for a wrong clock beside it but for ``apart`` seconds:
    the stamps on both sides of a right clock agree that nearly, and it alone stands out.
    """
    return max(log(seconds / max(apart, _MINUTE) / _FEW), 0.0) / _FOLD


def is_zone(error: float) -> bool:
    """Whether an error is what a wrong time zone makes: whole or half hours, up to fourteen hours, or as much as a zone
    with odd quarters is from UTC.
    """
    size = abs(error)
    if any(abs(size - zone) <= _SLACK_S for zone in _QUARTER_ZONES_S):
        return True
    return _ZONE_STEP_S <= size <= _LONGEST_ZONE_S + _SLACK_S and _near_multiple(size, _ZONE_STEP_S)


def _near_multiple(size: float, unit: float) -> bool:
    return size > unit / 2 and abs(size - round(size / unit) * unit) <= _SLACK_S
