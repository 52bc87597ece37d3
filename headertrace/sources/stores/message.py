"""What one message of a store becomes: the same as if it lay in a file."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from headertrace.records.evidence import Defect
from headertrace.sources.index import RFC5322, load
from headertrace.sources.raw import FAILED, Origin, Raw

# A message is held in memory while it is read: what is longer is told and left out. No server takes one of that size.
MAX_WHOLE = 256 * 1024 * 1024
# What a server may say for one message: as much again is read past, so that those behind a long one are reached.
MAX_TALK = 4 * MAX_WHOLE
# What it may say of which messages there are, or of who is allowed in.
MAX_WORDS = 64 * 1024 * 1024


def as_file(data: bytes, url: str, number: int, whole: bool) -> Iterator[Raw]:
    """The message that those bytes are."""
    if not data.strip():
        yield left_out(url, number, "the server gave nothing for it")
        return
    yield from load(RFC5322)(BytesIO(data), Origin(url, RFC5322, number), whole)


def too_long(url: str, number: int, size: int) -> Raw:
    return left_out(url, number, f"it has {size:,} bytes, more than the {MAX_WHOLE:,} that are read")


def left_out(url: str, number: int, why: str) -> Raw:
    """What stands for a message that could not be had."""
    return Raw(Origin(url, RFC5322, number), b"", 0, "", notes=(Defect(FAILED, why),))
