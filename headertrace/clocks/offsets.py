"""Whose clock is wrong, and by how much: what the stamps of one message allow to be said.

A message cannot arrive before it was sent. Where host A stamps ``a`` and the next, B, stamps
``b``, the clocks' errors obey ``error(A) - error(B) >= a - b`` less what the stamps round off:
difference constraints, whose shortest paths (Bellman and Ford) bound every error against that
of the reference, the newest host, whose clock is taken for right. A host that the mail passes
twice, with another in between, is bounded from both sides.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from headertrace.organisations import owner
from headertrace.patterns import lazy
from headertrace.records.evidence import Evidence, Field
from headertrace.records.judgements import Clock, Offset
from headertrace.records.path import Role, Step

_ROUNDING_S = 1.0
# Below this nobody is helped by knowing.
_WORTH_S = 5.0
# Bounds that lie this near name one number.
_TIGHT_S = 4.0
_QUARTER_S = 900.0
_ZONE_SLACK_S = 5.0
_NO_BOUND = float("inf")
_SIGNER = lazy(r"(?:^|;)\s*d\s*=\s*([^;\s]+)")


class _Bound(NamedTuple):
    """``error(later) - error(earlier) <= limit``."""

    earlier: str
    later: str
    limit: float


def solve(
    steps: tuple[Step, ...], roles: tuple[Role, ...], clocks: tuple[Clock, ...] = (), fields: tuple[Field, ...] = ()
) -> tuple[Offset, ...]:
    """The hosts whose clocks must be wrong, the newest host's being taken for right."""
    ways = zip(steps, roles, strict=True)
    stamped = [step for step, role in ways if step.received.time and step.received.by and role.leg != "retrieval"]
    if len(stamped) < 2:
        return ()
    signed = _signed(stamped, clocks, fields)
    bounds, backwards = [], False
    for before, after in pairwise(stamped):
        left = max(time for time in (before.received.time, signed.get(before.n)) if time)
        gap = (after.received.time - left).total_seconds()  # type: ignore[operator]
        backwards = backwards or gap < -_WORTH_S
        if before.received.by != after.received.by:
            bounds.append(_Bound(after.received.by or "", before.received.by or "", gap + _ROUNDING_S))
    if not backwards:
        return ()
    # error(before) - error(after) >= -gap  is  error(after) - error(before) <= gap: from before to after.
    edges = [_Bound(bound.later, bound.earlier, bound.limit) for bound in bounds]
    reference = stamped[-1].received.by or ""
    hosts = list(dict.fromkeys(step.received.by or "" for step in stamped))
    high, low = _shortest(hosts, edges, reference), _shortest(hosts, [_Bound(b, a, c) for a, b, c in edges], reference)
    if high is None or low is None:
        return ()
    found = []
    for host in hosts:
        least, most = -low[host], high[host]
        if least > _WORTH_S or most < -_WORTH_S:
            found.append(_offset(host, least, most, stamped))
    return tuple(found)


def _signed(stamped: list[Step], clocks: tuple[Clock, ...], fields: tuple[Field, ...]) -> dict[int, datetime]:
    """Hop number → when its host signed. Only where the signer's domain (``d=``) is that of the host's name, and
    the signature stands above the host's own line, with the next host's above it.
    """
    found: dict[int, datetime] = {}
    signatures = [clock for clock in clocks if clock.scheme == "signature"]
    if not signatures:
        return found
    by_number = {field.number: field for field in fields}
    newest_first = stamped[::-1]
    numbers = [step.field.number for step in newest_first]
    for clock in signatures:
        match = _SIGNER.search(by_number[clock.field].value) if clock.field in by_number else None
        at = bisect_right(numbers, clock.field)
        before = newest_first[at] if at < len(numbers) else None
        if match and before and owner(before.received.by) == owner(match[1].lower()) is not None:
            found[before.n] = max(clock.time, found.get(before.n, clock.time))
    return found


def _shortest(hosts: list[str], edges: list[_Bound], start: str) -> dict[str, float] | None:
    """The least limit on each host's error against ``start``; None where the stamps contradict themselves."""
    reach = dict.fromkeys(hosts, _NO_BOUND)
    reach[start] = 0.0
    for _ in hosts:
        changed = False
        for earlier, later, limit in edges:
            if reach[earlier] + limit < reach[later]:
                reach[later] = reach[earlier] + limit
                changed = True
        if not changed:
            return reach
    return None


def _offset(host: str, low: float, high: float, stamped: list[Step]) -> Offset:
    evidence = tuple(
        Evidence(step.field.number, step.field.lines, f"stamped {step.received.stamp.raw}")
        for step in stamped
        if step.received.by == host and step.received.stamp
    )
    tight = high - low <= _TIGHT_S
    return Offset(
        host,
        round((low + high) / 2, 1) if tight else None,
        low if low > -_NO_BOUND else None,
        high if high < _NO_BOUND else None,
        evidence,
    )


def zone_errors(clocks: tuple[Clock, ...]) -> dict[int, tuple[float, Clock]]:
    """Hop number → (seconds its stamp is off by whole quarter hours, the id's clock that shows it).

    A queue id holds UTC by the same clock as the stamp: where both differ by whole quarter hours,
    the zone in the stamp is mislabelled, and the clock is right.
    """
    found = {}
    for clock in clocks:
        if clock.hop is None or clock.against_stamp_s is None or clock.resolution_s > 1:
            continue
        off = -clock.against_stamp_s
        quarters = round(off / _QUARTER_S)
        if quarters and abs(off - quarters * _QUARTER_S) <= _ZONE_SLACK_S and abs(quarters) <= 56:
            found[clock.hop] = (quarters * _QUARTER_S, clock)
    return found
