"""How far a clock may be from its line: what is certain, and what the fastest of many hand-overs makes so.

A hand-over bounds the clock on one side for certain, within the resolution of two stamps. The other side is bounded by
messages the other way, or by the fastest of many: it was faster than ``assumed.fastest`` has it, and than
``assumed.least`` more. Every two clocks are looked at by themselves, and what all say together counts.
"""

from __future__ import annotations

from math import inf

import numpy as np

from headertrace.mailbox.clocks.assumed import AGREEING, fastest, is_prompt, least
from headertrace.mailbox.clocks.evidence import Evidence
from headertrace.mailbox.clocks.pieces import Line, excess
from headertrace.mailbox.clocks.showings import Marks, Numbers
from headertrace.named import NamedTuple

# Before that a hand-over contradicts the line, and is that of a stamp which is wrong by itself.
_CONTRADICTS_S = 2.5
# So many prompt hand-overs in a row tell where a clock stood; a clock that wanders is told over more than that.
_ENOUGH = 60


class Bounds(NamedTuple):
    """The clock is at least ``low`` and at most ``high`` seconds above its line; infinite where nothing bounds it."""

    low: float = -inf
    high: float = inf

    def both(self, other: Bounds) -> Bounds:
        """What holds by either; where they exclude each other, what holds by one of them."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Bounds(low, high) if low <= high else self.either(other)

    def either(self, other: Bounds) -> Bounds:
        """What holds by one of them."""
        return Bounds(min(self.low, other.low), max(self.high, other.high))

    def moved(self, seconds: float) -> Bounds:
        return Bounds(self.low + seconds, self.high + seconds)

    def wider(self, seconds: float) -> Bounds:
        return Bounds(self.low - seconds, self.high + seconds)


def bounds(seen: Evidence, line: Line) -> Bounds:
    """Of the clock above ``line``, for as long as ``seen`` goes."""
    found = Bounds()
    took = excess(seen, line)
    fits = ~contradicting(seen, took)
    for source in np.unique(seen.source):
        which = (seen.source == source) & fits
        for links in np.unique(seen.links[which]):
            rows = np.flatnonzero(which & (seen.links == links))
            found = found.both(_of_one(seen.taken(rows), took[rows], int(links)))
    return found.wider(_slope_doubt(seen, line, took))


def contradicting(seen: Evidence, took: Numbers) -> Marks:
    """The hand-overs that would have ended before they began, by more than stamps may be off."""
    found: Marks = took < -_CONTRADICTS_S * np.sqrt(seen.links)
    return found


def _of_one(seen: Evidence, took: Numbers, links: int) -> Bounds:
    """By the hand-overs between two clocks one way, in stretches of enough prompt ones."""
    prompt = np.cumsum(is_prompt(took - took.min(), links))
    enough = _ENOUGH * links * links
    parts = np.minimum(prompt // enough, max(prompt[-1] // enough - 1, 0))
    found = Bounds()
    for part in np.unique(parts):
        rows = parts == part
        found = found.both(_of_stretch(seen.taken(rows), took[rows], links))
    return found


def _of_stretch(seen: Evidence, took: Numbers, links: int) -> Bounds:
    prompt = is_prompt(took - took.min(), links)
    many, side = int(prompt.sum()), float(seen.side[0])
    # How far the other clock may be off adds to either side.
    low, high = float(seen.low[prompt].min()), float(seen.high[prompt].max())
    resolution = float(seen.resolution[prompt].max())
    certain = float(took.min()) + resolution + (high if side > 0 else -low)
    assumed = -inf
    if many >= AGREEING:
        assumed = float(took.min()) - fastest(many, links, resolution) - least(links) + (low if side > 0 else -high)
    return Bounds(assumed, certain) if side > 0 else Bounds(-certain, -assumed)


def _slope_doubt(seen: Evidence, line: Line, took: Numbers) -> float:
    """How far the ends of a sloping line may be off because its slope was measured."""
    if line.slope == 0.0:
        return 0.0
    near = np.abs(took) <= 4.0 * np.sqrt(seen.links)
    if near.sum() < AGREEING:
        return inf
    time = seen.time[near] - seen.time[near].mean()
    spread = float(np.sqrt((time * time).sum()))
    noise = float(np.std(took[near])) + 0.3
    return 2.0 * noise / max(spread, 1.0) * float(np.abs(seen.time - seen.time[near].mean()).max())
