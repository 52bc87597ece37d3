"""From all messages' showings to every host's clock over time.

The hosts are told against one of them, the reference: the reader's own newest server, or, where most agree that it is
that one's clock which is wrong, the host that most agree with. From there the clocks are worked out one by one, that
with the most hand-overs to known ones first; then each anew beside all others. Hosts without a hand-over to these
are told against the newest server among themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from heapq import heappop, heappush
from math import inf, isfinite

import numpy as np

from headertrace.mailbox.clocks.bounds import Bounds
from headertrace.mailbox.clocks.courses import Beside, Course, Window, about, course, refined
from headertrace.mailbox.clocks.evidence import pairs
from headertrace.mailbox.clocks.pieces import Line
from headertrace.mailbox.clocks.references import as_newest, groups, most_agreed_with, newest
from headertrace.mailbox.clocks.showings import Numbers, Places, Showing, Showings, columns
from headertrace.named import NamedTuple
from headertrace.provenance import CLAIMED, VOUCHED
from headertrace.records.knowledge import HostClock
from headertrace.records.vocabulary import ClockKind, Trust

_DAY_S = 86_400.0
_NEAR_S = 5.0


def pooled(given: Iterable[Showing] | Showings) -> list[HostClock]:
    """The clock of every host that enough messages passed, a row a window, by host and time.

    ``given`` are the showings of all messages, in any order. Claims never move what believed lines tell: the clocks of
    the reader's own servers, and of operators, are worked out first and without them. Windows are by the time of the
    reference's clock.
    """
    seen = given if isinstance(given, Showings) else columns(given)
    if not len(seen.message):
        return []
    # At first a message's newest stamp is its time; that comes from servers that differ, and leaves waits out.
    time = _by_references(seen, _spread(seen, seen.stamp[seen.newest]))
    places = seen.by_host()
    found = [row for group in _told(seen, time, with_claims=True) for row in _rows(seen.names, places, time, group)]
    return sorted(found, key=lambda row: (row.host, row.start))


class _Group(NamedTuple):
    """Clocks that are told against the same one; ``claims`` are those among them of other houses."""

    reference: int
    courses: dict[int, Course]
    claims: frozenset[int] = frozenset()


def _told(seen: Showings, time: Numbers, with_claims: bool) -> Iterator[_Group]:
    every = pairs(seen, time)
    believed, attested = Beside(every.taken(every.seen)), Beside(every.taken(~every.seen))
    own = frozenset(np.unique(seen.host[seen.seen]).tolist())
    counts, start = as_newest(seen), float(time.min())
    for hosts in groups(seen, believed):
        reference = newest(counts, hosts)
        courses = _courses(believed, reference, start)
        better = most_agreed_with(counts, courses, time, reference)
        if better != reference:
            reference, courses = better, _courses(believed, better, start)
        others = {other for host in courses for other, _ in attested.of(host)} - own if with_claims else set()
        claims = {host: found for host in sorted(others) if (found := course(attested, host, courses))}
        yield _Group(reference, courses | claims, frozenset(claims))


def _spread(seen: Showings, newest: Numbers) -> Numbers:
    """A number a message given to each of its showings."""
    found: Numbers = newest[np.cumsum(seen.newest) - seen.newest]
    return found


def _by_references(seen: Showings, time: Numbers) -> Numbers:
    """When each showing was by the clocks of the references: what it showed less its error."""
    ends = time[seen.newest]
    errors, places = np.full(len(time), np.nan), seen.by_host()
    for group in _told(seen, time, with_claims=False):
        for host, found in group.courses.items():
            errors[places[host]] = about(found, time[places[host]])
    of_newest = errors[seen.newest]
    ends = ends - np.where(np.isfinite(of_newest), of_newest, 0.0)
    return np.where(np.isfinite(errors), seen.stamp - errors, _spread(seen, ends))


def _courses(believed: Beside, reference: int, start: float) -> dict[int, Course]:
    """All clocks that can be told against the reference, those with most hand-overs to known ones first."""
    courses: dict[int, Course] = {reference: (Window(-inf, inf, Line(start, 0.0), Bounds(0.0, 0.0)),)}
    counts: dict[int, int] = {}
    waiting: list[tuple[int, int]] = []

    def is_known(host: int) -> None:
        for other, many in believed.of(host):
            if other not in courses:
                counts[other] = counts.get(other, 0) + many
                heappush(waiting, (-counts[other], other))

    is_known(reference)
    while waiting:
        count, host = heappop(waiting)
        if host not in courses and -count == counts[host]:
            found = course(believed, host, courses)
            if found:
                courses[host] = found
                is_known(host)
    for again in (course, refined):
        for host in list(courses):
            if host != reference:
                courses[host] = again(believed, host, courses) or courses[host]
    return courses


def _rows(names: tuple[str, ...], places: list[Places], time: Numbers, group: _Group) -> Iterator[HostClock]:
    if len(group.courses) == 1:
        # A clock beside no other one.
        return
    for host, windows in group.courses.items():
        times = np.array(sorted(time[places[host]].tolist()))
        trust: Trust = CLAIMED if host in group.claims else VOUCHED
        for place, window in enumerate(windows):
            first, last = max(window.start, float(times[0])), min(window.end, float(times[-1]))
            # A window's time is that of the hosts after, and all times are known to seconds.
            edges = (first - _NEAR_S, last + _NEAR_S)
            many = int(np.searchsorted(times, edges[1], "right") - np.searchsorted(times, edges[0], "left"))
            level = float(window.line.at(np.array([first]))[0])
            low, high = (round(level + bound, 3) if isfinite(bound) else None for bound in window.bounds)
            named = None if low is None or high is None else round(min(max(level, low), high), 3)
            yield HostClock(
                names[host], _moment(first), _moment(last), named, low, high,
                round(window.line.slope * _DAY_S, 3), many, names[group.reference], _kind(window, place), trust,
            )  # fmt: skip


def _kind(window: Window, place: int) -> ClockKind:
    if window.is_pool:
        return "pool"
    if place:
        return "step"
    return "drift" if window.line.slope else "steady"


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
