"""Logs as they lie there: files, packed ones, folders of rotated files, a pipe → blocks of whole lines."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, BinaryIO, cast

from headertrace.named import NamedTuple
from headertrace.text.encoding import UTF_16, as_utf_8

# So many bytes are looked through at a time.
BLOCK = 1 << 20
# A line without an end for so many bytes is cut.
_LONGEST = 1 << 20
_PIPE = "-"
_GZIP, _BZIP2, _XZ, _ZSTD = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"


class LogFile(NamedTuple):
    """A log: ``name`` is what users are told, ``path`` where it lies. ``kept`` is a pipe's own file, which goes with it."""

    name: str
    path: Path
    kept: object = None


def files_of(places: tuple[str, ...]) -> Iterator[LogFile]:
    """The logs in those places; of a folder all files in it, of which rotated ones are many. "-" is standard input.

    Raises OSError for a place that cannot be read.
    """
    for place in places:
        if place == _PIPE:
            yield _kept(_PIPE, sys.stdin.buffer)
        elif _is_pipe(place):
            # As a shell makes of <(zcat mail.log.gz).
            with open(place, "rb") as pipe:
                yield _kept(place, pipe)
        elif os.path.isdir(place):
            yield from (LogFile(str(path), path) for path in sorted(Path(place).iterdir()) if path.is_file())
        else:
            with open(place, "rb"):
                yield LogFile(place, Path(place))


def blocks(file: LogFile) -> Iterator[bytes]:
    """The bytes of a log, unpacked, each block ending at the end of a line. Raises OSError where it cannot be read."""
    with _opened(file.path) as stream:
        rest = b""
        while data := stream.read(BLOCK):
            end = data.rfind(b"\n") + 1
            if end == 0 and len(rest) + len(data) < _LONGEST:
                rest += data
                continue
            end = end or len(data)
            yield rest + data[:end]
            rest = data[end:]
        if rest:
            yield rest


class Numbers:
    """The numbers of lines by where they begin: counted only up to where somebody asks."""

    def __init__(self, file: LogFile) -> None:
        head = b""
        # Whoever reads the log itself tells what is wrong with it.
        with suppress(OSError), open(file.path, "rb") as stream:
            head = stream.read(6)
        self._path = None if any(head.startswith(mark) for mark in _PACKED) else file.path
        # The line ends before ``_place``.
        self._ends = self._place = 0
        # Of a packed log, which cannot be looked into again: the ends in each block, by where it begins.
        self._blocks: list[tuple[int, bytes]] = []

    def passed(self, block: bytes) -> None:
        """A block went by."""
        if self._path is None:
            start = self._blocks[-1][0] + len(self._blocks[-1][1]) if self._blocks else 0
            if len(self._blocks) > 1:
                self._count(self._blocks.pop(0)[1])
            self._blocks.append((start, block))

    def at(self, place: int) -> int:
        """The number, from 1, of the line that begins there."""
        if self._path is not None:
            return self._before(place) + 1
        rest = b"".join(block for _, block in self._blocks)
        return self._ends + rest.count(b"\n", 0, place - self._place) + 1

    def _count(self, block: bytes) -> None:
        self._ends += block.count(b"\n")
        self._place += len(block)

    def _before(self, place: int) -> int:
        """The line ends before that place."""
        if place < self._place:
            self._ends = self._place = 0
        assert self._path is not None
        with suppress(OSError), open(self._path, "rb", buffering=0) as stream:
            stream.seek(self._place)
            while self._place < place and (data := stream.read(min(BLOCK, place - self._place))):
                self._count(data)
        return self._ends


def _opened(path: Path) -> BinaryIO:
    stream = open(path, "rb", buffering=0)  # noqa: SIM115 - it is the caller who closes it
    head = stream.read(6)
    if not stream.seekable():
        stream.close()
        raise OSError(f"{path} is not a regular file")
    stream.seek(0)
    packed = next((name for mark, name in _PACKED.items() if head.startswith(mark)), None)
    return stream if packed is None else cast(BinaryIO, _unpacked(packed, stream))


# What lies there in another form than it is read in.
_PACKED = {_GZIP: "gzip", _BZIP2: "bz2", _XZ: "lzma", _ZSTD: "zstandard", **dict.fromkeys(UTF_16, "utf-16")}


def _unpacked(name: str, stream: IO[bytes]) -> IO[bytes]:
    from importlib import import_module

    if name == "utf-16":
        return as_utf_8(cast(BinaryIO, stream))
    return cast(IO[bytes], import_module(name).open(stream, "rb"))


def _is_pipe(place: str) -> bool:
    with suppress(OSError):
        return stat.S_ISFIFO(os.stat(place).st_mode)
    return False


def _kept(name: str, pipe: BinaryIO) -> LogFile:
    """What comes through a pipe, in a file: a log is looked through more than once."""
    kept = tempfile.NamedTemporaryFile(prefix="headertrace-", suffix=".log")  # noqa: SIM115 - it goes with the LogFile
    shutil.copyfileobj(pipe, kept, BLOCK)
    kept.flush()
    return LogFile(name, Path(kept.name), kept)
