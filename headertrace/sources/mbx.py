"""A mailbox of the mbx driver: c-client's own format, for Pine and the UW IMAP server.

Source: src/osdep/unix/mbx.c of UW imap: 2,048 bytes on top, and before each message a line
``dd-mmm-yyyy hh:mm:ss +zzzz,size;flags-uid``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import BinaryIO

from headertrace.patterns import lazy_bytes
from headertrace.sources import rfc5322
from headertrace.sources.raw import Origin, Raw
from headertrace.sources.slices import Slice
from headertrace.sources.within import failed
from headertrace.syntax.fields import CHUNK

_TOP = 2_048
_LONGEST = 200
_LINE = lazy_bytes(
    rb"[ 0-9][0-9]-[A-Z][a-z]{2}-[0-9]{4} [0-9:]{8} [+-][0-9]{4},([0-9]{1,10});[0-9A-Fa-f]{12}-[0-9A-Fa-f]{8}\r\n"
)


def read(stream: BinaryIO, origin: Origin, whole: bool) -> Iterator[Raw]:
    """Each message in turn, by the lengths that the driver wrote; where one is wrong, the rest is told as unread."""
    if len(stream.read(_TOP)) < _TOP:
        yield failed("the mailbox", origin, f"it ends within the {_TOP:,} bytes that such a mailbox begins with")
        return
    number = 0
    while line := stream.readline(_LONGEST):
        match = _LINE.fullmatch(line)
        if match is None:
            # Behind the last message there may be what a file system filled up.
            if any(piece.strip(b"\0\r\n") for piece in chain([line], iter(partial(stream.read, CHUNK), b""))):
                yield failed(
                    f"the rest behind message {number}", origin, "no message begins where the one before it ends"
                )
            return
        number += 1
        inner = Slice(stream, int(match[1]))
        yield from rfc5322.read(inner, origin._replace(number=number), whole)
        inner.skip()
