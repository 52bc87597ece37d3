"""A message as Apple Mail keeps it: its length in bytes on the first line, the message, and a property list behind.

Learned from the files of Mail 2 to 16; the format is not published.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from headertrace.sources import rfc5322
from headertrace.sources.raw import Origin, Raw
from headertrace.sources.slices import Slice

_LONGEST = 40


def read(stream: BinaryIO, origin: Origin, whole: bool) -> Iterator[Raw]:
    """The one message; what Mail notes of it in the property list is left."""
    size = int(stream.readline(_LONGEST))
    for raw in rfc5322.read(Slice(stream, size), origin, whole):
        yield raw._replace(first_line=raw.first_line + 1)
