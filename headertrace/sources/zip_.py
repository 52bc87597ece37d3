"""A zip archive (PKWARE's APPNOTE.TXT)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from headertrace.sources.raw import Origin, Raw
from headertrace.sources.within import MAX_MEMBERS, Meter, failed, inside, metered
from headertrace.syntax.fields import CHUNK

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

# The list of what is in it stands at the end: of a pipe so much is laid aside to get there.
MAX_ASIDE = 4 << 30
_IN_MEMORY = 16 << 20
_ENCRYPTED = 1
_OFFICE = "[Content_Types].xml"


def read(stream: BinaryIO, origin: Origin, whole: bool) -> Iterator[Raw]:
    """The messages in each file of the archive, in its order; what is encrypted is told."""
    from tempfile import SpooledTemporaryFile
    from zipfile import BadZipFile, ZipFile

    packed, meter = metered(stream)
    with SpooledTemporaryFile(_IN_MEMORY) as aside:
        source = stream if _seeks(stream) else _laid_aside(packed, aside)  # type: ignore[arg-type]
        if source is stream:
            meter.packed = source.seek(0, io.SEEK_END)
        try:
            with ZipFile(source) as archive:
                yield from _members(archive, origin, whole, meter)
        except (BadZipFile, ValueError, NotImplementedError) as error:
            yield failed("what is in it", origin, f"the archive is damaged: {error}")


def _members(archive: ZipFile, origin: Origin, whole: bool, meter: Meter) -> Iterator[Raw]:
    members = archive.infolist()
    if any(member.filename == _OFFICE for member in members):
        yield failed("what is in it", origin, "it is an Office document and no archive of mail")
        return
    for member in members[:MAX_MEMBERS]:
        if not member.is_dir():
            yield from _member(archive, member, origin, whole, meter)
    if len(members) > MAX_MEMBERS:
        yield failed("the rest", origin, f"of {len(members)} files the first {MAX_MEMBERS} were read")


def _member(archive: ZipFile, member: ZipInfo, origin: Origin, whole: bool, meter: Meter) -> Iterator[Raw]:
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
        yield from inside(unpacked, name, origin, whole, meter)  # type: ignore[arg-type]


def _seeks(stream: BinaryIO) -> bool:
    try:
        return stream.seekable()
    except (AttributeError, ValueError):
        return False


def _laid_aside(stream: BinaryIO, aside: BinaryIO) -> BinaryIO:
    size = 0
    while size < MAX_ASIDE and (data := stream.read(CHUNK)):
        aside.write(data)
        size += len(data)
    aside.seek(0)
    return aside
