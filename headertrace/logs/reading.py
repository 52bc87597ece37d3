"""Logs as they lie there: files, packed ones, folders of rotated files, a pipe → blocks of whole lines."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple, cast

# So many bytes are looked through at a time.
BLOCK = 1 << 22
# A line without an end for so many bytes is cut.
_LONGEST = 1 << 20
_PIPE = "-"
_GZIP, _BZIP2, _XZ, _ZSTD = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"


class LogFile(NamedTuple):
    """A log: ``name`` is what users are told, ``path`` where it lies."""

    name: str
    path: Path


def files_of(places: tuple[str, ...]) -> Iterator[LogFile]:
    """The logs in those places; of a folder all files in it, of which rotated ones are many. "-" is standard input.

    Raises OSError for a place that cannot be read.
    """
    for place in places:
        if place == _PIPE:
            yield LogFile(_PIPE, _kept(sys.stdin.buffer))
        elif os.path.isdir(place):
            yield from (LogFile(str(path), path) for path in sorted(Path(place).iterdir()) if path.is_file())
        else:
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
            yield rest + data[:end] if rest else data[:end] if end < len(data) else data
            rest = data[end:]
        if rest:
            yield rest


def _opened(path: Path) -> BinaryIO:
    stream = open(path, "rb", buffering=0)  # noqa: SIM115 - it is the caller who closes it
    head = stream.read(6)
    if not stream.seekable():
        stream.close()
        raise OSError(f"{path} is no file")
    stream.seek(0)
    packed = next((name for mark, name in _PACKED.items() if head.startswith(mark)), None)
    return stream if packed is None else cast(BinaryIO, _unpacked(packed, stream))


_PACKED = {_GZIP: "gzip", _BZIP2: "bz2", _XZ: "lzma", _ZSTD: "zstandard"}


def _unpacked(name: str, stream: IO[bytes]) -> IO[bytes]:
    from importlib import import_module

    return cast(IO[bytes], import_module(name).open(stream, "rb"))


def _kept(pipe: BinaryIO) -> Path:
    """What comes through a pipe, in a file: a log is looked through more than once."""
    with tempfile.NamedTemporaryFile(prefix="headertrace-", suffix=".log", delete=False) as kept:
        while data := pipe.read(BLOCK):
            kept.write(data)
    return Path(kept.name)
