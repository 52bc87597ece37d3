"""What a message tells of time: when each clock on the way showed what, in the order in which it happened.

A stamp is one clock's word. Lines of one host share its clock, and so do the lines of a filter that runs
on that host; the Date is the word of the writer's clock. Neighbours that agree to seconds are taken
together (``Station``): that several clocks are wrong by the same amount is far less likely than that
they are right.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from headertrace.records.path import Hop

if TYPE_CHECKING:
    from headertrace.timeline.joint import Moments

# Stamps are whole seconds, taken at the beginning or the end of a session, by clocks that NTP holds within one.
AGREE_S = 4.0
# What a step takes where nothing holds it up.
PROMPT_S = 15.0
WRITER = "Date"


class Observation(NamedTuple):
    """``clock`` showed ``time`` (seconds since 1970) when hop ``hop`` came about; hop 0 is the writing.

    ``weight`` is how much it takes to believe that this clock is wrong: 1 for a server.
    """

    clock: str
    time: float
    hop: int
    weight: float = 1.0


class Station(NamedTuple):
    """Observations in a row whose clocks agree."""

    seen: tuple[Observation, ...]

    @property
    def first(self) -> Observation:
        return self.seen[0]

    @property
    def last(self) -> Observation:
        return self.seen[-1]

    @property
    def clocks(self) -> frozenset[str]:
        return frozenset(item.clock for item in self.seen)


def observations(hops: tuple[Hop, ...], moments: Moments) -> list[Observation]:
    """The moments in the order in which they happened, oldest first.

    Nothing is taken from a contradicted line, nor from what stands below it.
    """
    seen: list[Observation] = []
    clock = "?"
    for hop in hops:
        clock = _clock(hop, clock)
        if hop.trust == "contradicted":
            seen.clear()
            continue
        moment = hop.received.time
        if moment is not None:
            seen.append(
                Observation(
                    clock,
                    moment.timestamp() - moments.corrections.get(hop.n, 0.0),
                    hop.n,
                    _WEIGHT.get(hop.trust or "", 1.0),
                )
            )
    if moments.written is not None and not any(hop.trust == "contradicted" for hop in hops):
        seen.insert(0, Observation(WRITER, moments.written, 0))
    return sorted([*seen, *moments.others], key=lambda item: item.hop) if moments.others else seen


# Whose servers keep their clocks by NTP, and are seen by their own people every day.
_WEIGHT = {"vouched": 1.2, "operator": 1.5}


def stations(seen: list[Observation], stated: Mapping[int, float]) -> list[Station]:
    """Neighbours that agree put together; a step of which a server states how long it took stands alone."""
    found: list[list[Observation]] = []
    for item in seen:
        last = found[-1][-1] if found else None
        if last is not None and item.hop not in stated and abs(item.time - last.time) <= AGREE_S:
            found[-1].append(item)
        else:
            found.append([item])
    return [Station(tuple(group)) for group in found]


def _clock(hop: Hop, before: str) -> str:
    """Whose clock wrote the line: its host's; a queue step's and a loopback filter's is that of the host before."""
    host = hop.received.by
    if host is None or hop.same_host:
        return before if hop.same_host or hop.n > 1 else f"hop {hop.n}"
    label = host.partition(".")[0]
    if label == "localhost" and before != "?":
        return before
    if before.partition(".")[0] == label and ("." not in host or "." not in before):
        return before
    return host
