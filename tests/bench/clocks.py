"""How well the clocks of known hosts are told from their mail.

    python tests/bench/clocks.py [-s SEEDS] [-n MESSAGES] [-v]

For each seed a house of twenty servers writes messages (``tests/helpers/traffic.py``); headertrace reads them, and what
it says of each clock is held against the truth. Prints a line a seed and the sum; nothing passes or fails here.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from statistics import quantiles
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from headertrace.mailbox.clocks import pooled
from headertrace.records.knowledge import HostClock
from helpers.reckoning import Reckoning, reckoned, showings
from helpers.traffic import traffic


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("-s", "--seeds", type=int, default=24)
    parser.add_argument("-n", "--messages", type=int, default=2_000)
    parser.add_argument("-v", "--verbose", action="store_true")
    given = parser.parse_args()
    every = []
    for seed in range(given.seeds):
        house = traffic(seed, given.messages)
        seen = list(showings(house))
        start = perf_counter()
        rows = pooled(seen)
        took = perf_counter() - start
        found = reckoned(house, rows)
        every.append(found)
        print(f"seed {seed:3}: {_told(found)}, {took:.1f} s", flush=True)
        if given.verbose:
            print("\n".join(f"    {line}" for line in found.wrong))
            print("\n".join(f"    wide: {row}" for row in rows if _width(row) > 5.0))
    print(
        f"together: {_told(Reckoning(*(sum(column, start=type(column[0])()) for column in zip(*every, strict=True))))}"
    )


def _width(row: HostClock) -> float:
    return float("inf") if row.low_s is None or row.high_s is None else row.high_s - row.low_s


def _told(found: Reckoning) -> str:
    widths = quantiles(found.widths, n=20) if len(found.widths) > 1 else [0.0] * 19
    wide = sum(width > 5.0 for width in found.widths)
    return (
        f"{found.inside}/{found.looked} windows inside ({found.inside / max(found.looked, 1):.1%}), "
        f"{found.moments_inside / max(found.moments, 1):.2%} of moments, {found.missing} hosts missing; "
        f"width median {widths[9]:.1f}, 95 % {widths[18]:.1f}, {wide}/{len(found.widths)} over 5 s; "
        f"steps {found.steps_found}/{found.steps} within 10, {found.steps_made_up} made up"
    )


if __name__ == "__main__":
    main()
