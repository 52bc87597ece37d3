"""Path, bytes, pipe or mailbox → Messages. One file a format, chosen by ``index.py``."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from typing import BinaryIO

from headertrace.records.message import Message
from headertrace.sources.index import choose, load
from headertrace.sources.raw import Origin, Raw, message

# By so many opening bytes a format is told.
_SNIFF = 8192
# Messages with their bodies are held in memory: what is longer is refused.
MAX_WHOLE = 256 * 1024 * 1024


def read(source: str | os.PathLike[str] | bytes | BinaryIO, *, recursive: bool = False) -> Iterator[Message]:
    """The messages in a path, bytes, or a binary file, in order; of a folder of mail those in its files.

    Raises OSError where a path cannot be read, and IsADirectoryError for a folder that is none of mail, but
    where it is ``recursive``: then all files below are read.
    """
    if isinstance(source, bytes):
        yield from map(message, _raws(io.BytesIO(source), "-", source[:_SNIFF]))
    elif isinstance(source, (str, os.PathLike)):
        try:
            stream = open(source, "rb")  # noqa: SIM115
        except IsADirectoryError:
            yield from map(message, _folder(source, recursive))
            return
        with stream:
            yield from map(message, _raws(stream, os.fspath(source), stream.peek(_SNIFF)[:_SNIFF]))
    else:
        buffered = source if hasattr(source, "peek") else io.BufferedReader(source)  # type: ignore[type-var]
        yield from map(message, _raws(buffered, "-", buffered.peek(_SNIFF)[:_SNIFF]))


def read_whole(
    source: str | os.PathLike[str] | bytes | BinaryIO, *, recursive: bool = False
) -> Iterator[tuple[Message, bytes]]:
    """The messages with all their bytes, as they were before a mailbox took them in.

    For what needs the body: signatures and attachments. Raises OSError as ``read`` does, and
    ValueError where the input is longer than ``MAX_WHOLE`` bytes.
    """
    if isinstance(source, (str, os.PathLike)) and os.path.isdir(source):
        for raw in _folder(source, recursive, whole=True):
            yield message(raw), raw.whole or b""
        return
    name, data = _all_of(source)
    if len(data) > MAX_WHOLE:
        raise ValueError(f"longer than {MAX_WHOLE} bytes")
    for raw in _raws(io.BytesIO(data), name, data[:_SNIFF], whole=True):
        yield message(raw), raw.whole or b""


def _all_of(source: str | os.PathLike[str] | bytes | BinaryIO) -> tuple[str, bytes]:
    if isinstance(source, bytes):
        return "-", source
    if isinstance(source, (str, os.PathLike)):
        with open(source, "rb") as stream:
            return os.fspath(source), stream.read(MAX_WHOLE + 1)
    return "-", source.read(MAX_WHOLE + 1)


def _folder(path: str | os.PathLike[str], recursive: bool, whole: bool = False) -> Iterator[Raw]:
    from headertrace.sources import folders

    return folders.read(os.fspath(path), whole, recursive)


def _raws(stream: BinaryIO, name: str, head: bytes, whole: bool = False) -> Iterator[Raw]:
    format = choose(head, name).name
    return load(format)(stream, Origin(name, format), whole)
