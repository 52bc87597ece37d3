"""One file packed by a program that packs single files: gzip, bzip2, xz, zstd.

Source: RFC 1952; bzip2's and xz's own formats; RFC 8878.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import BinaryIO

from headertrace.sources.raw import Origin, Raw
from headertrace.sources.within import inside, metered

# What came through a pipe has no name.
_UNPACKED = "unpacked"
_ENDINGS = {
    ".gz": "", ".bz2": "", ".xz": "", ".lzma": "", ".zst": "",
    ".tgz": ".tar", ".tbz": ".tar", ".tbz2": ".tar", ".txz": ".tar", ".tzst": ".tar",
}  # fmt: skip


def unpacked(stream: BinaryIO, origin: Origin, whole: bool, unpacker: Callable[[BinaryIO], BinaryIO]) -> Iterator[Raw]:
    """The messages in what ``unpacker`` makes of a stream; a file in it bears the name of its own less the ending."""
    packed, meter = metered(stream)
    yield from inside(unpacker(packed), _bare(origin.name), origin, whole, meter)


def _bare(name: str) -> str:
    base = os.path.basename(name)
    root, ending = os.path.splitext(base)
    left = _ENDINGS.get(ending.lower())
    return f"{root}{left}" if left is not None and root else _UNPACKED if base == "-" else base
