"""Path, bytes, pipe or mailbox → Messages. One file a format, chosen by ``index.py``."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from typing import BinaryIO

from headertrace.records.message import Message
from headertrace.sources.index import choose, load
from headertrace.sources.raw import Origin, Raw, messages

# By so many opening bytes a format is told.
_SNIFF = 8192
# Messages with their bodies are held in memory: what is longer is refused.
MAX_WHOLE = 256 * 1024 * 1024


def read(source: str | os.PathLike[str] | bytes | BinaryIO) -> Iterator[Message]:
    """The messages in a path, bytes, or a binary file, in order.

    Raises OSError where a path cannot be read (IsADirectoryError for a directory).
    """
    if isinstance(source, bytes):
        yield from _messages(_raws(io.BytesIO(source), "-", source[:_SNIFF]))
    elif isinstance(source, (str, os.PathLike)):
        with open(source, "rb") as stream:
            yield from _messages(_raws(stream, os.fspath(source), stream.peek(_SNIFF)[:_SNIFF]))
    else:
        buffered = source if hasattr(source, "peek") else io.BufferedReader(source)  # type: ignore[type-var]
        yield from _messages(_raws(buffered, "-", buffered.peek(_SNIFF)[:_SNIFF]))


def read_whole(source: str | os.PathLike[str] | bytes | BinaryIO) -> Iterator[tuple[Message, bytes]]:
    """The messages with all their bytes, as they were before a mailbox took them in.

    For what needs the body: signatures and attachments. Raises OSError as ``read`` does, and
    ValueError where the input is longer than ``MAX_WHOLE`` bytes.
    """
    name, data = _all_of(source)
    if len(data) > MAX_WHOLE:
        raise ValueError(f"longer than {MAX_WHOLE} bytes")
    for raw in _raws(io.BytesIO(data), name, data[:_SNIFF], whole=True):
        for message in messages(raw):
            yield message, raw.whole or b""


def _messages(raws: Iterator[Raw]) -> Iterator[Message]:
    for raw in raws:
        yield from messages(raw)


def _all_of(source: str | os.PathLike[str] | bytes | BinaryIO) -> tuple[str, bytes]:
    if isinstance(source, bytes):
        return "-", source
    if isinstance(source, (str, os.PathLike)):
        with open(source, "rb") as stream:
            return os.fspath(source), stream.read(MAX_WHOLE + 1)
    return "-", source.read(MAX_WHOLE + 1)


def _raws(stream: BinaryIO, name: str, head: bytes, whole: bool = False) -> Iterator[Raw]:
    format = choose(head, name).name
    return load(format)(stream, Origin(name, format), whole)
