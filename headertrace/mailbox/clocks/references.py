"""Against which clock the others are told."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from headertrace.mailbox.clocks.courses import Beside, Course, shown
from headertrace.mailbox.clocks.showings import Numbers, Places, Showings

# Clocks this near to each other agree.
_AGREE_S = 3.0
# Bounds wider than that say nothing on whether clocks agree.
_NARROW_S = 12.0
# Among fewer hosts there is no majority; and clocks are held against each other at so many times.
_FEW, _LOOKS = 3, 16
# As many as are asked, those with most hand-overs first.
_MOST = 400


def groups(seen: Showings, believed: Beside) -> list[list[int]]:
    """The clocks of believed lines that hand-overs join to each other."""
    left = set(np.unique(seen.host[seen.seen]).tolist())
    found = []
    for host in sorted(left):
        group, fresh = [], [host]
        while fresh:
            host = fresh.pop()
            if host in left:
                left.discard(host)
                group.append(host)
                fresh += [other for other, _ in believed.of(host)]
        if group:
            found.append(group)
    return found


def as_newest(seen: Showings) -> Places:
    """How many messages' newest line each host wrote."""
    return np.bincount(seen.host[seen.newest & seen.seen], minlength=len(seen.names))


def newest(counts: Places, group: list[int]) -> int:
    """The host that wrote the newest line of most messages; ``counts`` are those of ``as_newest``."""
    return max(group, key=lambda host: (counts[host], -host))


def most_agreed_with(counts: Places, courses: Mapping[int, Course], times: Numbers, reference: int) -> int:
    """The host whose clock goes as those of more than half of all do; the reference where none does.

    Clocks that show the same time count first; where they are all set differently, those that keep their distance: if
    most seem to jump or to drift together, it is the reference that does. ``times`` are those of the messages.
    """
    hosts = [host for host, course in courses.items() if host == reference or _is_narrow(course)][:_MOST]
    if len(hosts) <= _FEW:
        return reference
    looks = np.quantile(times, np.linspace(0.02, 0.98, _LOOKS))
    table = np.array([shown(courses[host], looks) for host in hosts])
    # A clock that showed nothing at any of these times has no middle.
    silent = np.isnan(table).all(axis=1, keepdims=True)
    for moved in (table, table - np.nanmedian(np.where(silent, 0.0, table), axis=1, keepdims=True)):
        most = [host for at, host in enumerate(hosts) if 2 * _agreeing(moved, at) > len(hosts)]
        if most:
            return reference if reference in most else newest(counts, most)
    return reference


def _agreeing(table: Numbers, at: int) -> int:
    """How many clocks go as that one does: nowhere apart, and known at the same time at least once."""
    apart = np.abs(table - table[at])
    together = np.isfinite(apart)
    return int((together.any(axis=1) & (~together | (apart <= _AGREE_S)).all(axis=1)).sum())


def _is_narrow(course: Course) -> bool:
    return all(window.bounds.high - window.bounds.low <= _NARROW_S for window in course)
