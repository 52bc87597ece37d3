"""A file packed by zstd (RFC 8878)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from headertrace.sources.packed import unpacked
from headertrace.sources.raw import Origin, Raw
from headertrace.sources.within import failed, lacking

# As much as zstd itself allows without being told to (--long=27): a window is held in memory.
_MAX_WINDOW = 1 << 27


def read(stream: BinaryIO, origin: Origin, whole: bool) -> Iterator[Raw]:
    """The messages in the file that was packed, as they are unpacked."""
    try:
        from zstandard import ZstdDecompressor
    except ImportError:
        yield failed("what is in it", origin, lacking("a zstd file", "zstandard"))
        return
    decoder = ZstdDecompressor(max_window_size=_MAX_WINDOW)
    yield from unpacked(
        stream, origin, whole, lambda packed: decoder.stream_reader(packed, read_across_frames=True, closefd=False)
    )
