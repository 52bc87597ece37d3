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
from headertrace.sources.mbox import read
from headertrace.sources.raw import Origin, Raw

_CHUNK = 1 << 20
# A line with a blank one above it. ``FROM_LINE`` takes no longer ones.
_TOP = re.compile(rb"\n\r?\n(?=(From [^\n]{0,1000}\n?))")
_LONGEST = 1_024


def first_top(stream: BinaryIO, start: int, end: int) -> int | None:
    """The offset of the first line from ``start`` on, and before ``end``, that may begin a message."""
    if start == 0:
        return 0 if end > 0 else None
    # The blank line, and the line end above it, stand before the line itself.
    here = max(start - 3, 0)
    stream.seek(here)
    data = b""
    while here < end:
        more = stream.read(_CHUNK)
        data += more
        for found in _TOP.finditer(data):
            top = here + found.end()
            if top >= end:
                return None
            # A line may be cut off at the end of what was read: it is looked at again with what follows.
            if found.end(1) == len(data) and more:
                break
            if top >= start and FROM_LINE.match(found[1]):
                return top
        if not more:
            return None
        keep = min(len(data), _LONGEST + 3)
        here += len(data) - keep
        data = data[len(data) - keep :]
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
