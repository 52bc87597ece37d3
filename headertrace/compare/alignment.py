"""Which hop of one message is which of the other: the pairing with the most in common, in order.

The way of Needleman and Wunsch (1970), with nothing for a gap. Equal lines at both ends are paired at
once, so that two copies of one message take no time.
"""

from __future__ import annotations

from headertrace.records.path import Hop

Pair = tuple[Hop | None, Hop | None, str | None]
# So many hops of each message are held against each other; a path beyond that is a loop's.
_MOST = 200


def align(a: tuple[Hop, ...], b: tuple[Hop, ...]) -> list[Pair]:
    """Pairs of hops, oldest first, each with its ground; a hop without a partner stands beside None."""
    start = 0
    while start < min(len(a), len(b)) and _same_line(a[start], b[start]):
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and _same_line(a[-1 - end], b[-1 - end]):
        end += 1
    head: list[Pair] = [(x, y, "line") for x, y in zip(a[:start], b[:start], strict=True)]
    tail: list[Pair] = [(x, y, "line") for x, y in zip(a[len(a) - end :], b[len(b) - end :], strict=True)]
    return head + _middle(a[start : len(a) - end], b[start : len(b) - end]) + tail


def _middle(a: tuple[Hop, ...], b: tuple[Hop, ...]) -> list[Pair]:
    rest: list[Pair] = [(x, None, None) for x in a[_MOST:]]
    rest += [(None, y, None) for y in b[_MOST:]]
    a, b = a[:_MOST], b[:_MOST]
    marks = [[_likeness(x, y) for y in b] for x in a]
    best = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) - 1, -1, -1):
        for j in range(len(b) - 1, -1, -1):
            worth, ground = marks[i][j]
            together = best[i + 1][j + 1] + worth if ground else 0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    out: list[Pair] = []
    i = j = 0
    while i < len(a) and j < len(b):
        worth, ground = marks[i][j]
        if ground and best[i][j] == best[i + 1][j + 1] + worth:
            out.append((a[i], b[j], ground))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            out.append((a[i], None, None))
            i += 1
        else:
            out.append((None, b[j], None))
            j += 1
    out += [(x, None, None) for x in a[i:]]
    return out + [(None, y, None) for y in b[j:]] + rest


def _same_line(x: Hop, y: Hop) -> bool:
    return bool(x.received.raw) and x.received.raw == y.received.raw


def _likeness(x: Hop, y: Hop) -> tuple[int, str | None]:
    """(how much the two have in common, on what ground they may be one step; None where they may not)."""
    one, other = x.received, y.received
    alike = (x.role == y.role) + (x.leg == y.leg) + (one.protocol == other.protocol)
    alike += one.from_name == other.from_name
    if _same_line(x, y):
        return 40, "line"
    if (one.by and one.by == other.by) or (one.by_ip and one.by_ip == other.by_ip):
        return 20 + alike, "host"
    house = x.receiver_organisation
    if house and house == y.receiver_organisation:
        senders = x.sender_organisation == y.sender_organisation
        return 8 + 2 * senders + alike, "organisation"
    if not (one.by or other.by) and one.dialect == other.dialect and x.role == y.role:
        return 2 + alike, "role"
    return 0, None
