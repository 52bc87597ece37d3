"""Time that grows with length: CPU time of four times as much is held against that of once.

It is about four times; by the square it were sixteen.
"""

from __future__ import annotations

import time
from collections.abc import Callable

TIMES = 4
# Others on the machine take caches and clock rates away: one round of so many is enough.
_ROUNDS = 3
# Below this, in seconds, nothing can be told from what every run costs.
_NOISE_S = 0.1


def seconds(do: Callable[[], object]) -> float:
    """CPU time of this process."""
    began = time.process_time()
    do()
    return time.process_time() - began


def grows_by_length(once: Callable[[], object], more: Callable[[], object]) -> None:
    """``more`` does what ``once`` does, with ``TIMES`` as much. What is loaded on first use should have been by then."""
    took = []
    for _ in range(_ROUNDS):
        took.append((seconds(once), seconds(more)))
        if took[-1][1] < 2 * TIMES * took[-1][0] + _NOISE_S:
            return
    raise AssertionError(f"seconds for once and {TIMES} times as much: {took}")
