"""A zip archive (PKWARE's APPNOTE.TXT), which an archive of Outlook for Mac is too."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from headertrace.sources import olm
from headertrace.sources.raw import Origin, Raw
from headertrace.sources.within import MAX_LIST, Meter, TooLong, crowded, failed, inside, seekable
from headertrace.text.counts import how_many

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

_ENCRYPTED = 1
_OUTLOOK = "olm"
_OFFICE = "[Content_Types].xml"


def read(stream: BinaryIO, origin: Origin, whole: bool) -> Iterator[Raw]:
    """The messages in each file of the archive, in its order; what is encrypted is told."""
    from zipfile import BadZipFile, ZipFile

    try:
        with seekable(stream) as (source, meter), ZipFile(_Listed(source, meter)) as archive:
            yield from _members(archive, origin, whole, meter)
    except TooLong as error:
        yield failed("what is in it", origin, str(error))
    except (BadZipFile, ValueError, NotImplementedError) as error:
        yield failed("what is in it", origin, f"the archive is damaged: {error}")


def _members(archive: ZipFile, origin: Origin, whole: bool, meter: Meter) -> Iterator[Raw]:
    members = archive.infolist()
    if any(member.filename == _OFFICE for member in members):
        yield failed("what is in it", origin, "it is an Office document and no archive of mail")
        return
    messages = olm.message_files(members)
    if messages is not None:
        yield from _of_outlook(archive, messages, origin, whole, meter)
        return
    for member in members:
        if meter.crowded:
            yield crowded(origin)
            return
        if not member.is_dir():
            yield from _member(archive, member, origin, whole, meter)


def _of_outlook(archive: ZipFile, messages: list[ZipInfo], origin: Origin, whole: bool, meter: Meter) -> Iterator[Raw]:
    """The messages of an archive of Outlook for Mac; how many have no header is told once."""
    without = 0
    for member in messages:
        if meter.crowded:
            yield crowded(origin)
            break
        empty = True
        for raw in _member(archive, member, origin, whole, meter, _OUTLOOK):
            empty = False
            yield raw
        without += empty
    if without:
        yield failed(how_many(without, "message"), origin, olm.WITHOUT)


def _member(
    archive: ZipFile, member: ZipInfo, origin: Origin, whole: bool, meter: Meter, known: str | None = None
) -> Iterator[Raw]:
    name = member.filename
    if member.flag_bits & _ENCRYPTED:
        yield failed(name, origin, "it is encrypted: unpack it with its password first")
        return
    try:
        unpacked = archive.open(member)
    except Exception as error:
        # Of methods that Python does not know and of damage, zipfile raises what it meets.
        yield failed(name, origin, f"it cannot be unpacked: {error}")
        return
    with unpacked:
        yield from inside(unpacked, name, origin, whole, meter, known)  # type: ignore[arg-type]


class _Listed(io.BufferedIOBase, BinaryIO):
    """The file of the archive, whose list of contents, which is read in one go, has an end."""

    def __init__(self, stream: BinaryIO, meter: Meter) -> None:
        self._stream = stream
        self._meter = meter

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > max(MAX_LIST, self._meter.packed):
            raise ValueError("its list of contents is too long")
        return self._stream.read(-1 if size is None else size)
