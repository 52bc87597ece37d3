"""The body of a request: no bigger and no slower than it may be, and no more of them at once than there is room for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect

from headertrace.web.problems import Problem
from headertrace.web.settings import BODY_S, MAX_HELD, MIB

if TYPE_CHECKING:
    from starlette.requests import Request

# As many times the size are taken in of a body that is too big, and forgotten: a browser that still sends shows no
# answer.
_FORGOTTEN = 8


class Bodies:
    """``size`` bytes are the most of one body, ``most`` of all that are held at once."""

    def __init__(self, size: int, most: int = MAX_HELD, seconds: float = BODY_S) -> None:
        self._size, self._most, self._seconds = size, max(most, size), seconds
        self._held = 0

    @asynccontextmanager
    async def of(self, request: Request) -> AsyncIterator[bytes]:
        """The body, for which there is room until this ends. Raises Problem."""
        body = bytearray()
        try:
            await self._arrived(request, body)
            yield bytes(body)
        finally:
            self._held -= len(body)

    async def _arrived(self, request: Request, body: bytearray) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                await self._read(request, body)
        except TimeoutError:
            raise Problem("too-slow", f"It has {self._seconds:g} s to arrive.") from None
        except ClientDisconnect:
            raise Problem("bad-request", "It was broken off.") from None

    async def _read(self, request: Request, body: bytearray) -> None:
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > self._size * _FORGOTTEN:
                break
            if size > self._size:
                self._held -= len(body)
                body.clear()
                continue
            if self._held + len(chunk) > self._most:
                raise Problem("busy", "It has many requests at present. Please try again.", {"Retry-After": "10"})
            self._held += len(chunk)
            body += chunk
        if size > self._size:
            raise Problem("too-large", f"It may have {self._size / MIB:.3g} MiB; the header alone will do.")
