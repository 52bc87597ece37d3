"""A tar archive (POSIX.1-1988 and later, which GNU tar writes as well), read as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from headertrace.sources.raw import Origin, Raw
from headertrace.sources.within import MAX_MEMBERS, failed, inside, metered


def read(stream: BinaryIO, origin: Origin, whole: bool) -> Iterator[Raw]:
    """The messages in each file of the archive, in its order; links and devices are told, and not followed."""
    import tarfile

    packed, meter = metered(stream)
    try:
        with tarfile.open(fileobj=packed, mode="r|") as archive:
            for number, member in enumerate(archive):
                if number >= MAX_MEMBERS:
                    yield failed(
                        member.name, origin, f"it stands behind the first {MAX_MEMBERS} files: none of those was read"
                    )
                    return
                if member.isfile():
                    yield from inside(archive.extractfile(member), member.name, origin, whole, meter)  # type: ignore[arg-type]
                elif not member.isdir():
                    yield failed(member.name, origin, "it is a link or a device, which is not followed")
                # The archive keeps a list of what it has passed; a mailbox of millions is no reason to.
                archive.members = []  # type: ignore[attr-defined]
    except (tarfile.TarError, EOFError, ValueError) as error:
        yield failed("the rest", origin, f"it breaks off: {error}")
