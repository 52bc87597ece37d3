"""A message that lies in the middle of a file, and whose length is known beforehand."""

from __future__ import annotations

import io
from typing import BinaryIO

from headertrace.syntax.fields import CHUNK


class Slice(io.BufferedIOBase, BinaryIO):
    """The next ``size`` bytes of a stream, as a stream."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream = stream
        self._left = size

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        data = self._stream.read(wanted)
        self._left -= len(data)
        return data

    def read1(self, size: int | None = -1, /) -> bytes:
        return self.read(size)

    def skip(self) -> None:
        """Leave the rest, so that the stream stands behind it."""
        while self._left and self.read(CHUNK):
            pass
