"""A 7z archive (DOC/7zFormat.txt of the LZMA SDK)."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO

from headertrace.sources.raw import Origin, Raw
from headertrace.sources.within import IN_MEMORY, MAX_MEMBERS, Meter, failed, inside, lacking, seekable

if TYPE_CHECKING:
    from py7zr import SevenZipFile


def read(stream: BinaryIO, origin: Origin, whole: bool) -> Iterator[Raw]:
    """The messages in each file of the archive, in its order; nothing is unpacked under a name."""
    try:
        from py7zr import PasswordRequired, SevenZipFile
    except ImportError:
        yield failed("what is in it", origin, lacking("a 7z archive", "py7zr"))
        return
    try:
        with seekable(stream) as (source, meter), SevenZipFile(source) as archive:
            if archive.needs_password():
                raise PasswordRequired
            yield from _members(archive, origin, whole, meter)
    except PasswordRequired:
        # With its list of contents encrypted as well, it cannot even be opened.
        yield failed("what is in it", origin, "it is encrypted: unpack it with its password first")
    except Exception as error:
        # py7zr raises its own errors, those of its decoders, and what damage makes of its arithmetic.
        yield failed("what is in it", origin, f"the archive is damaged: {str(error) or type(error).__name__}")


def _members(archive: SevenZipFile, origin: Origin, whole: bool, meter: Meter) -> Iterator[Raw]:
    """Files are packed as one: all are laid aside in temporary files without names, then read."""
    files = [item.filename for item in archive.list() if not item.is_directory]
    aside = _Aside(meter)
    try:
        archive.extract(targets=files[:MAX_MEMBERS], factory=aside)  # type: ignore[arg-type]
    except _Full:
        yield failed("the rest", origin, "it unpacks to more than mail does: it was not read")
    for name, member in aside.members:
        with member.file as file:
            file.seek(0)
            yield from inside(file, name, origin, whole, meter)  # type: ignore[arg-type]
    if len(files) > MAX_MEMBERS:
        yield failed("the rest", origin, f"of {len(files)} files the first {MAX_MEMBERS} were read")


class _Full(Exception):
    """More was unpacked than the meter allows."""


class _Aside:
    """What py7zr asks for a place to put each file to (its ``WriterFactory``)."""

    def __init__(self, meter: Meter) -> None:
        self.members: list[tuple[str, _Member]] = []
        self._meter = meter

    def create(self, filename: str) -> _Member:
        member = _Member(self._meter)
        self.members.append((filename, member))
        return member


class _Member:
    """One such place (its ``Py7zIO``)."""

    def __init__(self, meter: Meter) -> None:
        self.file: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
        self._meter = meter
        self._size = 0

    def write(self, data: bytes | bytearray) -> int:
        self._meter.made += len(data)
        if self._meter.over:
            raise _Full
        self._size += len(data)
        return self.file.write(data)

    def read(self, size: int | None = None) -> bytes:
        return self.file.read(-1 if size is None else size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.file.seek(offset, whence)

    def flush(self) -> None:
        self.file.flush()

    def size(self) -> int:
        return self._size

    def close(self) -> None:
        """It is read later."""
