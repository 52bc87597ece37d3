"""A file packed by bzip2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from headertrace.sources.packed import unpacked
from headertrace.sources.raw import Origin, Raw


def read(stream: BinaryIO, origin: Origin, whole: bool) -> Iterator[Raw]:
    """The messages in the file that was packed, as they are unpacked."""
    from bz2 import BZ2File

    return unpacked(stream, origin, whole, BZ2File)  # type: ignore[arg-type]
