"""A stretch of a mailbox read as if the whole were read from its top.

Whether a ``From `` line begins a message depends on what stands above it only by the blank line there, and by a
Content-Length further up (mboxcl). A stretch is begun at the first line that may begin a message. Who puts stretches
together holds where each began against where the one before it ended: at a line that begins a message the reader has
no memory, so that stretches which meet are the whole.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import BinaryIO, cast

from headertrace.sources.index import FROM_LINE, MBOX
from headertrace.sources.mbox import MAX_LINE, read
from headertrace.sources.raw import Origin, Raw

_CHUNK = 1 << 20
# With a blank line above it.
_TOP = re.compile(rb"\n\r?\n(?=From )")
_ABOVE = 3


def first_top(stream: BinaryIO, start: int, end: int) -> int | None:
    """The offset of the first line from ``start`` on, and before ``end``, that may begin a message."""
    if start == 0:
        return 0 if end > 0 else None
    # The blank line, and the line end above it, stand before the line itself.
    here = max(start - _ABOVE, 0)
    stream.seek(here)
    data = b""
    while here < end:
        more = stream.read(_CHUNK)
        data += more
        keep = max(len(data) - _ABOVE - len(b"From "), 0)
        for found in _TOP.finditer(data):
            top = here + found.end()
            if top >= end:
                return None
            if data.find(b"\n", found.end()) < 0 and more and len(data) - found.end() < MAX_LINE:
                # Its end is still to come.
                keep = found.start()
                break
            if top >= start and FROM_LINE.match(data, found.end()):
                return top
        if not more:
            return None
        here, data = here + keep, data[keep:]
    return None


def read_range(
    stream: BinaryIO, name: str, top: int, end: int, outer: Origin | None = None
) -> Iterator[tuple[Raw, int]]:
    """The messages from the one that begins at ``top`` to the last that begins before ``end``, each with the offset
    behind it, which is where the next one begins.

    They are numbered from 1. ``stream`` can be read from any place.
    """
    stream.seek(top)
    buffered = stream if hasattr(stream, "peek") else io.BufferedReader(cast("io.RawIOBase", stream), _CHUNK)
    behind = top
    for raw in read(buffered, Origin(name, MBOX, 1, outer), False):
        behind += raw.size
        yield raw, behind
        if behind >= end:
            return
