"""A 7z archive (DOC/7zFormat.txt of the LZMA SDK)."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO

from headertrace.sources.raw import Origin, Raw
from headertrace.sources.slices import Slice
from headertrace.sources.within import IN_MEMORY, Meter, TooLong, crowded, failed, inside, lacking, seekable
from headertrace.text.counts import how_many

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
    except TooLong as error:
        yield failed("what is in it", origin, str(error))
    except PasswordRequired:
        # With its list of contents encrypted as well, it cannot even be opened.
        yield failed("what is in it", origin, "it is encrypted: unpack it with its password first")
    except Exception as error:
        # py7zr raises its own errors, those of its decoders, and what damage makes of its arithmetic.
        yield failed("what is in it", origin, f"the archive is damaged: {str(error) or type(error).__name__}")


def _members(archive: SevenZipFile, origin: Origin, whole: bool, meter: Meter) -> Iterator[Raw]:
    """Files are packed as one: those that may be read, by their sizes, are laid aside in one temporary file."""
    files = [item for item in archive.list() if not item.is_directory]
    wanted, size = [], 0
    for item in files:
        # py7zr unpacks as much as the list says, and no more.
        size += item.uncompressed
        if size > meter.room:
            break
        wanted.append(item.filename)
    with SpooledTemporaryFile(IN_MEMORY) as file:
        aside = _Aside(file)
        if wanted:
            archive.extract(targets=wanted, factory=aside)  # type: ignore[arg-type]
        for name, member in aside.members:
            if meter.crowded:
                yield crowded(origin)
                return
            file.seek(member.begin)
            yield from inside(Slice(file, member.length), name, origin, whole, meter)  # type: ignore[arg-type]
    if len(wanted) < len(files):
        yield failed(files[len(wanted)].filename, origin, "it unpacks to more than mail does: it was not read")
    if len(wanted) + 1 < len(files):
        yield failed(how_many(len(files) - len(wanted) - 1, "more file"), origin, "they are packed behind that one")


class _Aside:
    """What py7zr asks for a place to put each file to (its ``WriterFactory``): one behind the other in one file."""

    def __init__(self, file: SpooledTemporaryFile[bytes]) -> None:
        self.members: list[tuple[str, _Member]] = []
        self._file = file

    def create(self, filename: str) -> _Member:
        member = _Member(self._file)
        self.members.append((filename, member))
        return member


class _Member:
    """One such place (its ``Py7zIO``), which begins where the file ends when it is first written to."""

    def __init__(self, file: SpooledTemporaryFile[bytes]) -> None:
        self._file = file
        self.begin = 0
        self.length = 0

    def write(self, data: bytes | bytearray) -> int:
        if not self.length:
            self.begin = self._file.tell()
        self.length += len(data)
        return self._file.write(data)

    def read(self, size: int | None = None) -> bytes:
        """Nothing: it is read later."""
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0

    def flush(self) -> None:
        """It is in the file already."""

    def size(self) -> int:
        return self.length

    def close(self) -> None:
        """It is read later."""
