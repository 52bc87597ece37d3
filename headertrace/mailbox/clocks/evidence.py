"""Pairs of showings → what they say of one clock beside another.

A message that clock a showed at time A and clock b, later on, at time B, bounds their difference: ``B - A`` is the
error of b less that of a, and the time in between, which is never negative. So ``B - A`` is the difference or more.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from headertrace.mailbox.clocks.showings import Marks, Numbers, Places, Showings
from headertrace.named import NamedTuple

# Clocks further apart than so many lines are held against those in between.
_FURTHEST = 6
# Of more hand-overs between two clocks only so many are looked at.
_MOST = 800


class Pairs(NamedTuple):
    """All hand-overs: from clock ``early`` to clock ``late``, ``links`` lines on; ``gap`` is what the later one showed
    less what the earlier one did. ``time`` is when the later one took the message in, ``resolution`` how finely the
    stamps are told. ``seen`` marks those with believed lines on both ends.
    """

    message: Places
    early: Places
    late: Places
    links: Places
    time: Numbers
    gap: Numbers
    resolution: Numbers
    seen: Marks

    def taken(self, which: Marks | Places) -> Pairs:
        return Pairs._make(column[which] for column in self)


class Evidence(NamedTuple):
    """What hand-overs say of one clock: it showed ``value`` seconds more than true time, or less by the time that
    the hand-over took: ``side`` is +1 where it took the message in (``value`` is too high by that time), -1 where it
    sent it (too low). ``low`` and ``high`` are how far ``value`` may be off because of the other clock, and
    ``resolution`` how finely the stamps are told; ``source``
    numbers the hand-overs between the same two, the same way.
    """

    message: Places
    time: Numbers
    value: Numbers
    side: Numbers
    links: Numbers
    low: Numbers
    high: Numbers
    resolution: Numbers
    source: Places

    @property
    def size(self) -> int:
        return len(self.time)

    def taken(self, which: Marks | Places) -> Evidence:
        return Evidence._make(column[which] for column in self)

    @property
    def nearest(self) -> Evidence:
        """One hand-over a message, that with the nearest clock: a stamp that is wrong by itself counts once."""
        order = np.lexsort((self.links, self.message))
        first = order[np.flatnonzero(np.diff(self.message[order], prepend=-1))]
        return self.taken(np.unique(first))


def pairs(given: Showings, time: Numbers) -> Pairs:
    """Every two clocks that one message passed, the nearer ones; ``time`` is when each showing was."""
    found: list[Pairs] = []
    for links in range(1, _FURTHEST + 1):
        if len(given.message) <= links:
            break
        same = (given.message[links:] == given.message[:-links]) & (given.host[links:] != given.host[:-links])
        # Two claims bound nothing: the newer line of a pair is always a believed one.
        same &= given.seen[links:]
        late, early = np.flatnonzero(same) + links, np.flatnonzero(same)
        resolution = np.maximum(given.resolution[late], given.resolution[early])
        made = Pairs(
            given.message[late], given.host[early], given.host[late], np.full(len(late), links), time[late],
            given.stamp[late] - given.stamp[early], resolution, given.seen[early],
        )  # fmt: skip
        found.append(made)
    if not found:
        return _NONE
    return Pairs._make(map(np.concatenate, zip(*found, strict=True)))


_NONE = Pairs._make(np.zeros(0, kind) for kind in (*[np.int64] * 4, *[np.float64] * 3, np.bool_))


class Between(NamedTuple):
    """The hand-overs from one clock to another, in order of time."""

    early: int
    late: int
    pairs: Pairs


def between(given: Pairs) -> list[Between]:
    """Parted by the clocks on both ends, each thinned where there are very many."""
    order = np.lexsort((given.time, given.late, given.early))
    whole = given.taken(order)
    changes = np.flatnonzero((np.diff(whole.early) != 0) | (np.diff(whole.late) != 0)) + 1
    edges = [0, *changes.tolist(), len(order)]
    return [
        Between(int(whole.early[start]), int(whole.late[start]), _thinned(whole.taken(np.arange(start, end))))
        for start, end in pairwise(edges)
        if end > start
    ]


def _thinned(given: Pairs) -> Pairs:
    """So many as are enough, evenly spread: not the fastest, among which are the stamps that are wrong."""
    return given.taken(evenly(len(given.time), _MOST))


def evenly(size: int, most: int) -> Places:
    """The places of at most ``most`` of ``size`` rows, evenly spread."""
    return np.arange(size) if size <= most else np.linspace(0, size - 1, most).astype(np.int64)
