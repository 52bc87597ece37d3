"""Files that lie in others: in packed files, archives and folders. Each is read as if it lay by itself.

Nothing is written to disk under a name from an archive, and no link is followed. What unpacks to far more than mail
does is told and not read on; so is what is nested too deep, and what breaks off: the messages before it stay.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from headertrace.patterns import lazy_bytes
from headertrace.records.evidence import Defect
from headertrace.sources.index import RFC5322, SNIFFED, choose, load
from headertrace.sources.raw import FAILED, Origin, Raw
from headertrace.syntax.fields import CHUNK

# Mail in an archive in an archive in a zip that was mailed: deeper lies only what is made to be unpacked for ever.
MAX_DEPTH = 4
# Mail packs to a tenth, a mailbox of the same notice again and again to a hundredth of its size.
MAX_RATIO = 200
# What is packed small may unpack to so much all the same.
MAX_MADE = 64 << 20
MAX_MEMBERS = 1_000_000
# Each member of an archive takes some bytes of it: there is no more mail in it than one for so many.
FEW_MEMBERS = 20_000
MIN_MEMBER = 20
# What an archive within others may have for its list of contents; each row of it takes ten times as much when read.
MAX_LIST = 4 << 20
# What has to be laid aside before it can be read.
MAX_ASIDE = 4 << 30
IN_MEMORY = 16 << 20
_A_FIELD = lazy_bytes(rb"(?m)^[ \t>|]{0,8}[!-9;-~]{1,76}[ \t]{0,4}:|^\xff\xfe|^\xfe\xff")


class TooLong(ValueError):
    """What would have to be laid aside is longer than ``MAX_ASIDE``; the words say what helps."""


class Meter:
    """How many bytes were read of the outermost packed file, how many came of all that lies packed in it, and in how
    many files that was. The limits are those of the whole nest.
    """

    __slots__ = ("made", "members", "packed")

    def __init__(self, packed: int = 0) -> None:
        self.packed = packed
        self.made = 0
        self.members = 0

    @property
    def room(self) -> int:
        """So many bytes may still come; less than 0 where there were too many."""
        return max(MAX_MADE, MAX_RATIO * self.packed) - self.made

    @property
    def over(self) -> bool:
        return self.room < 0

    @property
    def crowded(self) -> bool:
        """Whether there were as many files as may be."""
        return self.members >= min(MAX_MEMBERS, max(FEW_MEMBERS, self.packed // MIN_MEMBER))


class Counted(io.RawIOBase):
    """A stream that ends where it breaks off or unpacks to too much: ``fault`` says so, "" where all went well."""

    def __init__(self, stream: BinaryIO, meter: Meter, packed: bool = False) -> None:
        self.meter = meter
        self.fault = ""
        # As much as is there: asked for more, a decoder whose data breaks off gives nothing of it.
        self._read = getattr(stream, "read1", stream.read)
        self._packed = packed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.fault:
            return 0
        try:
            data = self._read(len(buffer))
        except Exception as error:
            # A decoder raises what it likes on data that it does not know: zlib.error, LZMAError, RuntimeError …
            self.fault = f"it breaks off: {str(error) or type(error).__name__}"
            return 0
        buffer[: len(data)] = data
        if self._packed:
            self.meter.packed += len(data)
            return len(data)
        self.meter.made += len(data)
        if self.meter.over:
            self.fault = (
                f"it unpacks to more than {MAX_RATIO} times its size: only {self.meter.made} bytes of it were read"
            )
        return len(data)


def metered(stream: BinaryIO) -> tuple[BinaryIO, Meter]:
    """A packed stream with its meter: that of the file it lies in, else a new one that counts its bytes."""
    raw = getattr(stream, "raw", None)
    if isinstance(raw, Counted):
        return stream, raw.meter
    meter = Meter()
    return _buffered(Counted(stream, meter, packed=True)), meter


@contextmanager
def seekable(stream: BinaryIO) -> Iterator[tuple[BinaryIO, Meter]]:
    """A packed stream whose list of contents does not stand on top, to be read from any place, with its meter.

    What came through a pipe, or lies packed itself, is laid aside first, in a temporary file without a name. Raises
    TooLong where there is more of it than ``MAX_ASIDE``: of such a file no part can be read without its end.
    """
    from tempfile import SpooledTemporaryFile

    packed, meter = metered(stream)
    if stream.seekable():
        meter.packed = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        yield stream, meter
        return
    with SpooledTemporaryFile(IN_MEMORY) as aside:
        size = 0
        while data := packed.read(CHUNK):
            size += len(data)
            if size > MAX_ASIDE:
                raise TooLong(f"it is longer than {MAX_ASIDE >> 30} GiB: unpack it into a file, and name that")
            aside.write(data)
        aside.seek(0)
        yield aside, meter  # type: ignore[misc]


def lacking(what: str, library: str) -> str:
    """What to say where a library of the extra ``formats`` is not there."""
    from headertrace.installing import command

    return f"{what} is read by {library}: {command('formats')}"


def _buffered(stream: Counted) -> io.BufferedReader:
    return io.BufferedReader(stream, CHUNK)


def inside(
    stream: BinaryIO, name: str, outer: Origin, whole: bool, meter: Meter, known: str | None = None
) -> Iterator[Raw]:
    """The messages in a file of that name in ``outer``; one without fields, which says why, where there is none.

    ``known`` is the file's format, where not its content decides but where it lies.
    """
    meter.members += 1
    if _depth(outer) >= MAX_DEPTH:
        yield failed(
            name, outer, f"it lies in more than {MAX_DEPTH} files, one in the other: what is in it was not read"
        )
        return
    counted = Counted(stream, meter)
    buffered = _buffered(counted)
    head = buffered.peek(SNIFFED)[:SNIFFED]
    format = known or choose(head, name).name
    if not head:
        yield failed(name, outer, counted.fault or "it is empty")
        return
    if format == RFC5322 and not _A_FIELD.search(head):
        yield failed(name, outer, "it is not a message: there is no header field in it")
        return
    try:
        yield from load(format)(buffered, Origin(name, format, 1, outer), whole)
    except Exception as error:
        # Whatever happens in one file costs that file only: those beside it are read.
        yield failed(name, outer, f"it could not be read: {type(error).__name__}: {error}")
    if counted.fault:
        yield failed(name, outer, counted.fault)


def crowded(outer: Origin) -> Raw:
    """What stands for the files of an archive that are too many."""
    return failed("the rest", outer, "there are more files in it than an archive of mail has: these were not read")


def failed(name: str, outer: Origin, why: str) -> Raw:
    """What stands for a file whose messages could not be read, or not all of them."""
    return Raw(Origin(name, RFC5322, 1, outer), b"", 0, "", notes=(Defect(FAILED, why),))


def _depth(origin: Origin | None) -> int:
    depth = 0
    while origin is not None:
        depth, origin = depth + 1, origin.outer
    return depth
