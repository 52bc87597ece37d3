"""Opening what is read: files, and pipes, which give what they have when they have it.

Of a named pipe to which nothing writes that is told, as it would be waited for without end.

Source: fifo(7), and pipe(7) on reading without waiting: nothing comes where there is no writer, EAGAIN where one is.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from contextlib import suppress
from time import monotonic, sleep
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from typing_extensions import Buffer

# So long a writer is waited for. One that is there may take as long as it likes.
WAIT_S = 10.0
_BETWEEN_S = 0.02
_AT_ONCE = 64 * 1024


def open_to_read(path: str | os.PathLike[str]) -> BinaryIO:
    """The file, as ``open`` does. Raises OSError, also where nothing has opened a named pipe to write within WAIT_S."""
    return _named_pipe(path) if _is_named_pipe(path) else open(path, "rb")


def begun(stream: BinaryIO, size: int) -> tuple[io.BufferedReader, bytes]:
    """The stream, to be read from its beginning, and its first ``size`` bytes: all of them, however slowly they come.

    What a pipe gives at once may be a single line, by which no format is told. Where a whole header is there, nothing
    more is waited for: what comes behind it may come in an hour.
    """
    buffered = cast("io.BufferedReader", stream if hasattr(stream, "peek") else io.BufferedReader(stream))
    if buffered.seekable():
        return buffered, buffered.peek(size)[:size]
    head = b""
    while len(head) < size and not _has_header(head) and (more := buffered.read1(size - len(head))):
        head += more
    return io.BufferedReader(_Led(head, buffered), _AT_ONCE), head


def _has_header(head: bytes) -> bool:
    text = head.lstrip()
    return b"\n\n" in text or b"\n\r\n" in text


def _is_named_pipe(path: str | os.PathLike[str]) -> bool:
    """Not one without a name, as a shell's ``<(...)`` gives: that ends where its writer has ended."""
    with suppress(OSError, ValueError):
        return hasattr(os, "O_NONBLOCK") and stat.S_ISFIFO(os.lstat(os.path.realpath(path)).st_mode)
    return False


def _named_pipe(path: str | os.PathLike[str]) -> BinaryIO:
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        first = _first(descriptor, path)
        os.set_blocking(descriptor, True)
    except BaseException:
        os.close(descriptor)
        raise
    return io.BufferedReader(_Begun(descriptor, first))


def _first(descriptor: int, path: str | os.PathLike[str]) -> bytes:
    """A byte, where one is there already, as soon as there is a writer."""
    until = monotonic() + WAIT_S
    while True:
        try:
            first = os.read(descriptor, 1)
        except BlockingIOError:
            return b""
        if first:
            return first
        if monotonic() > until:
            raise OSError(errno.ETIMEDOUT, "nothing writes to this pipe", os.fspath(path))
        sleep(_BETWEEN_S)


class _Begun(io.FileIO):
    """A pipe of which the first byte was read already."""

    def __init__(self, descriptor: int, first: bytes) -> None:
        super().__init__(descriptor)
        self._first = first

    def readinto(self, buffer: Buffer, /) -> int | None:
        if not self._first:
            return super().readinto(buffer)
        memoryview(buffer).cast("B")[:1], self._first = self._first, b""
        return 1


class _Led(io.RawIOBase):
    """A stream whose first bytes were read already."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer).cast("B")
        part = self._head[: len(view)] or self._rest.read1(len(view))  # type: ignore[attr-defined]
        self._head = self._head[len(part) :]
        view[: len(part)] = part
        return len(part)
