"""A file packed by gzip."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from headertrace.sources.packed import unpacked
from headertrace.sources.raw import Origin, Raw


def read(stream: BinaryIO, origin: Origin, whole: bool) -> Iterator[Raw]:
    """The messages in the file that was packed, as they are unpacked."""
    from gzip import GzipFile

    return unpacked(stream, origin, whole, lambda packed: GzipFile(fileobj=packed))  # type: ignore[arg-type, return-value]
