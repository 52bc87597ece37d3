"""Path, bytes, pipe or mailbox → Messages. One file a format, found by its ``sniff``."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from typing import BinaryIO

from headertrace.model import Message
from headertrace.sources import mbox, rfc5322

# The first whose ``sniff`` takes the opening bytes reads the rest; the last takes anything.
FORMATS = (mbox, rfc5322)
_SNIFF = 8192


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


def _read(stream: BinaryIO, name: str, head: bytes) -> Iterator[Message]:
    for format in FORMATS:
        if format.sniff(head):
            yield from format.read(stream, name)
            return
