"""How long and how much a server may talk: a socket that keeps to one limit for a whole delivery, or for a message.

The timeout of a socket is for each read: a server that sends a byte a second holds a client for ever, one that
never ends its greeting fills its memory. Here every read is given what is left of the time and of the bytes.
"""

from __future__ import annotations

import io
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from headertrace.remote.errors import Failed

DEADLINE_S = 600.0
"""For all that is asked and answered in one delivery, waits for a busy server included."""
MAX_TALK = 256 * 1024 * 1024
_TICK_S = 0.005
"""Less is no time: a timeout of nearly nothing ends a little before its end."""


class Limit:
    """What is left of ``seconds`` and ``size`` bytes; no single read takes longer than ``timeout`` seconds."""

    def __init__(
        self,
        timeout: float,
        seconds: float = DEADLINE_S,
        size: int = MAX_TALK,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._seconds, self._size = seconds, size
        self._end = clock() + seconds
        self._left = size
        self.timeout = timeout

    def anew(self, size: int | None = None) -> None:
        """Begin the next of many deeds, each of which has the whole time, and ``size`` bytes from here on."""
        self._size = self._size if size is None else size
        self._end = self._clock() + self._seconds
        self._left = self._size

    def wait(self) -> float:
        """Seconds that the next read may take. Raises Failed where the time is up."""
        left = self.left()
        if left <= _TICK_S:
            raise Failed(f"the server is not done after {self._seconds:g} s: given up")
        return min(self.timeout, left)

    def left(self) -> float:
        return self._end - self._clock()

    def took(self, size: int) -> None:
        """Raises Failed where the server has said more than it may."""
        self._left -= size
        if self._left < 0:
            raise Failed(f"the server says more than {self._size:,} bytes: given up")


class Limited:
    """A connected socket under a limit; what reads it reads ``makefile``, as http.client and smtplib do."""

    def __init__(self, own: socket.socket, limit: Limit) -> None:
        self._own, self._limit = own, limit

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)

    def makefile(self, *args: Any, **kwargs: Any) -> io.BufferedReader:
        return io.BufferedReader(_Reading(self._own, self._limit))

    def sendall(self, data: Any) -> None:
        # The timeout of sendall is for the whole of it.
        with _timed(self._own, self._limit):
            self._own.sendall(data)


@contextmanager
def _timed(own: socket.socket, limit: Limit) -> Iterator[None]:
    """One read or write. Raises Failed where the whole is over, TimeoutError where only this one takes too long."""
    own.settimeout(limit.wait())
    try:
        yield
    except TimeoutError:
        limit.wait()
        raise


class _Reading(io.RawIOBase):
    def __init__(self, own: socket.socket, limit: Limit) -> None:
        self._own, self._limit = own, limit
        # It holds the socket open for as long as it is read, as the library's own files do.
        self._raw = own.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        with _timed(self._own, self._limit):
            size = self._raw.readinto(buffer)
        self._limit.took(size or 0)
        return size

    def close(self) -> None:
        self._raw.close()
        super().close()
