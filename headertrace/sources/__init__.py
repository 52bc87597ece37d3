"""Path, bytes, pipe or mailbox → Messages. One file a format, found by its ``sniff``."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from typing import BinaryIO

from headertrace.records.message import Message
from headertrace.sources import mbox, rfc5322

# The first whose ``sniff`` takes the opening bytes reads the rest; the last takes anything.
FORMATS = (mbox, rfc5322)
_SNIFF = 8192
# Messages with their bodies are held in memory: what is longer is refused.
MAX_WHOLE = 256 * 1024 * 1024


def read(source: str | os.PathLike[str] | bytes | BinaryIO) -> Iterator[Message]:
    """The messages in a path, bytes, or a binary file, in order.

    Raises OSError where a path cannot be read (IsADirectoryError for a directory).
    """
    if isinstance(source, bytes):
        yield from _read(io.BytesIO(source), "-", source[:_SNIFF])
    elif isinstance(source, (str, os.PathLike)):
        with open(source, "rb") as stream:
            yield from _read(stream, os.fspath(source), stream.peek(_SNIFF)[:_SNIFF])
    else:
        buffered = source if hasattr(source, "peek") else io.BufferedReader(source)  # type: ignore[type-var]
        yield from _read(buffered, "-", buffered.peek(_SNIFF)[:_SNIFF])


def read_whole(source: str | os.PathLike[str] | bytes | BinaryIO) -> Iterator[tuple[Message, bytes]]:
    """The messages with all their bytes, as they were before a mailbox took them in.

    For what needs the body: signatures and attachments. Raises OSError as ``read`` does, and
    ValueError where the input is longer than ``MAX_WHOLE`` bytes.
    """
    name, data = _all_of(source)
    if len(data) > MAX_WHOLE:
        raise ValueError(f"longer than {MAX_WHOLE} bytes")
    at = 0
    for message in _read(io.BytesIO(data), name, data[:_SNIFF]):
        end = at + (message.source.size or 0)
        own = data[at:end]
        yield message, mbox.taken_out(own) if message.source.format == mbox.NAME else own
        at = end


def _all_of(source: str | os.PathLike[str] | bytes | BinaryIO) -> tuple[str, bytes]:
    if isinstance(source, bytes):
        return "-", source
    if isinstance(source, (str, os.PathLike)):
        with open(source, "rb") as stream:
            return os.fspath(source), stream.read(MAX_WHOLE + 1)
    return "-", source.read(MAX_WHOLE + 1)


def _read(stream: BinaryIO, name: str, head: bytes) -> Iterator[Message]:
    for format in FORMATS:
        if format.sniff(head):
            yield from format.read(stream, name)
            return
