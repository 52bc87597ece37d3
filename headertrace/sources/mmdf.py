"""A mailbox of MMDF: each message between two lines of four control-A.

Source: the manual page mmdf(5) of mutt; mbox_mmdf in mutt's mbox.c.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from headertrace.sources import rfc5322
from headertrace.sources.index import FROM_LINE
from headertrace.sources.mbox import MAX_LINE
from headertrace.sources.raw import Origin, Raw
from headertrace.sources.within import failed

MARK = b"\1\1\1\1\n"
# Unlike an mbox's, a message here has to be held until its end is found.
MAX_HELD = 256 << 20


def read(stream: BinaryIO, origin: Origin, whole: bool) -> Iterator[Raw]:
    """Each message in turn; a mailbox's From line on top of one is none of it."""
    number = 0
    held = bytearray()
    while True:
        line = stream.readline(MAX_LINE)
        if line and line.replace(b"\r", b"") != MARK:
            held += line
            if len(held) <= MAX_HELD:
                continue
            why = f"it is longer than {MAX_HELD >> 20} MiB: neither it nor what stands behind it was read"
            yield failed(f"message {number + 1}", origin, why)
            return
        if held.strip():
            number += 1
            yield from _message(bytes(held), origin._replace(number=number), whole)
        held.clear()
        if not line:
            return


def _message(data: bytes, origin: Origin, whole: bool) -> Iterator[Raw]:
    match = FROM_LINE.match(data)
    for raw in rfc5322.read(BytesIO(data[match.end() :] if match else data), origin, whole):
        yield raw._replace(first_line=2) if match else raw
