"""What is assumed of hand-overs, and where that was learned: all bounds rest on these numbers.

Between servers kept by NTP most hand-overs are over in a second or two: of 2,600 between Microsoft's own servers two in
three took less than two seconds and one in three less than one; of those between Google's own, nine in ten that did not
wait in a queue less than two. Greylisting, queues and people hold up others for minutes to days.
"""

from __future__ import annotations

from functools import lru_cache
from math import factorial, log

import numpy as np

from headertrace.mailbox.clocks.showings import Marks, Numbers

# The fastest of very many hand-overs takes no longer than that for each line: a connection, a few answers, and the
# message itself.
FASTEST_S = 1.0
# A hand-over that nothing holds up takes up to that.
PROMPT_S = 3.0
# As many hand-overs have to agree on the fastest one before it says anything: no two queues let go of messages after
# the same time to the second.
AGREEING = 3
# Shares of hand-overs that wait, and of stamps that are wrong by themselves (another zone, a line made up).
_WAITING, _WRONG = 0.15, 0.004
# The chance that something taken for granted is not so, for one bound.
_UNLIKELY = 0.05
_DOUBT = -log(_UNLIKELY)
# No hand-over is looked for that is slower, and none more precisely.
_LONGEST_S, _STEP_S = 30.0, 0.01
# Waits and errors may have any length up to some days: what is spread over so many powers of e is as likely in each.
_POWERS = 12.0
_TYPICAL_S = 1.5


def costs(excess: Numbers, links: Numbers) -> Numbers:
    """How unlikely hand-overs over ``links`` lines are that took ``excess`` seconds: minus the logarithm."""
    late = np.maximum(excess - 0.5 * links, 0.0)
    early = np.minimum(excess + 0.5, 0.0)
    scale = _TYPICAL_S * np.sqrt(links)
    prompt = np.exp(-late / scale - 0.5 * (early / 0.6) ** 2) / (scale + 0.5 * links)
    waiting = np.where(excess > 0, _WAITING / (_POWERS * (np.abs(excess) + PROMPT_S)), 0.0)
    wrong = _WRONG / (_POWERS * (np.abs(excess) + 10.0))
    found: Numbers = -np.log((1 - _WAITING) * prompt + waiting + wrong)
    return found


@lru_cache(maxsize=4_096)
def fastest(many: int, links: int, resolution: float) -> float:
    """The seconds by which the fastest of ``many`` prompt hand-overs over ``links`` lines may have seemed to take more
    than the least that any takes.

    Each line adds up to ``PROMPT_S`` to that least, evenly spread: the chance that the sum of k such is below z is
    ``(z / PROMPT_S) ** k / k!`` (the corner of a cube); cut stamps blur it by ``resolution``. What is looked for is the
    number of seconds at which none of so many seemed faster with a chance of ``_UNLIKELY``.
    """
    low, high = 0.0, _LONGEST_S * links
    while high - low > _STEP_S:
        middle = (low + high) / 2
        if many * _blurred(middle, links, resolution) < _DOUBT:
            low = middle
        else:
            high = middle
    return high


def least(links: int) -> float:
    """The seconds that the fastest hand-over over ``links`` lines takes at most, but for that chance.

    Each line takes up to ``FASTEST_S``; that all of a way take their most is unlikely.
    """
    return float(FASTEST_S * (links - (factorial(links) * _UNLIKELY) ** (1 / links) * (links > 1)))


def _blurred(seconds: float, links: int, resolution: float) -> float:
    """The mean chance that a hand-over takes less than ``seconds`` and ``resolution`` less than that."""
    if resolution < _STEP_S:
        return float(min((seconds / PROMPT_S) ** links / factorial(links), 1.0))
    return (_summed(seconds, links) - _summed(max(seconds - resolution, 0.0), links)) / resolution


def _summed(seconds: float, links: int) -> float:
    """The integral of that chance."""
    return float(seconds ** (links + 1) / (PROMPT_S**links * factorial(links + 1)))


def is_prompt(excess: Numbers, links: int) -> Marks:
    """Whether hand-overs took no longer than one that nothing holds up; ``excess`` is above the fastest."""
    return excess <= PROMPT_S * links
