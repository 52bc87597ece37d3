"""How often a client may come: a bucket for each that fills by the minute."""

from __future__ import annotations

import time
from collections.abc import Callable
from ipaddress import ip_address
from math import ceil


class Rates:
    """``rate`` requests a minute for each client, all of them at once if need be; ``most`` clients are remembered."""

    def __init__(self, rate: int, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._most, self._clock = rate, most, clock
        # Client → (what is left in its bucket, when that was so), the latest last.
        self._left: dict[str, tuple[float, float]] = {}

    def wait(self, address: str) -> int:
        """Take one out of the client's bucket: 0 where there was one, else the seconds after which there will be."""
        client, now = _client(address), self._clock()
        left, then = self._left.pop(client, (float(self._rate), now))
        left = min(float(self._rate), left + (now - then) * self._rate / 60)
        allowed = left >= 1
        self._left[client] = (left - 1 if allowed else left, now)
        if len(self._left) > self._most:
            # The one that was not here for longest: its bucket is the fullest.
            del self._left[next(iter(self._left))]
        return 0 if allowed else ceil((1 - left) * 60 / self._rate)


def _client(address: str) -> str:
    """The address; of IPv6 the network of 64 bits, out of which one host has as many addresses as it likes."""
    try:
        read = ip_address(address)
    except ValueError:
        return address
    return address if read.version == 4 else str(int(read) >> 64)
