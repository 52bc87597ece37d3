"""A tar archive (POSIX.1-1988 and later, which GNU tar writes as well), read as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from headertrace.sources.raw import Origin, Raw
from headertrace.sources.within import crowded, failed, inside, metered


def read(stream: BinaryIO, origin: Origin, whole: bool) -> Iterator[Raw]:
    """The messages in each file of the archive, in its order; links and devices are told, and not followed."""
    import tarfile

    packed, meter = metered(stream)
    try:
        with tarfile.open(fileobj=_Ending(packed), mode="r|") as archive:  # type: ignore[call-overload]
            for member in archive:
                if meter.crowded:
                    yield crowded(origin)
                    return
                if member.isfile():
                    yield from inside(archive.extractfile(member), member.name, origin, whole, meter)
                elif not member.isdir():
                    meter.members += 1
                    yield failed(member.name, origin, "it is a link or a device, which is not followed")
                # The archive keeps a list of what it has passed; a mailbox of millions is no reason to.
                archive.members = []
    except (tarfile.TarError, EOFError, ValueError) as error:
        yield failed("the rest", origin, f"it breaks off: {error}")


class _Ending:
    """A stream that raises EOFError for whoever reads on and on behind its end.

    A member may be told to be of any size: it would be passed over block by block, though nothing comes any more.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._ends = 0

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._ends += not data
        if self._ends > _MAX_ENDS:
            raise EOFError("a file in it is longer than the archive")
        return data


_MAX_ENDS = 100
