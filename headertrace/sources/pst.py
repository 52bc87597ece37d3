"""A store of Outlook's (MS-PST): .pst, and .ost of Outlook 2010 and older.

Of each message the transport header is read (PidTagTransportMessageHeaders); what was written in Outlook has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from headertrace.sources.raw import Origin, Raw, of_header
from headertrace.sources.within import TooLong, failed, lacking, seekable


def read(stream: BinaryIO, origin: Origin, whole: bool) -> Iterator[Raw]:
    """The messages of all folders, each folder's name beside them; how many have no header is told once."""
    try:
        import pypff
    except ImportError:
        yield failed("what is in it", origin, lacking("an Outlook store (.pst, .ost)", "libpff-python"))
        return
    try:
        with seekable(stream) as (source, _):
            yield from _store(pypff.file(), source, origin, whole)
    except TooLong as error:
        yield failed("what is in it", origin, str(error))


def _store(file: Any, source: BinaryIO, origin: Origin, whole: bool) -> Iterator[Raw]:
    """What is in the store; ``file`` is the library's, not yet opened."""
    try:
        file.open_file_object(source)
        root = file.get_root_folder()
    except (OSError, ValueError, TypeError) as error:
        yield failed("what is in it", origin, f"it is a damaged Outlook store: {_why(error)}")
        return
    if root is None:
        yield failed("what is in it", origin, "it is a damaged Outlook store: it has no folder")
        return
    yield from _folders(root, origin, whole)
    file.close()


def _folders(root: Any, origin: Origin, whole: bool) -> Iterator[Raw]:
    without = 0
    waiting = [(root, "")]
    while waiting:
        folder, path = waiting.pop()
        place = Origin(path or "root", origin.format, 1, origin)
        number = 0
        for message in _items(folder, "sub_message", place):
            if isinstance(message, Raw):
                yield message
                continue
            number += 1
            try:
                header = _header(message)
            except (OSError, UnicodeError) as error:
                yield failed(f"item {number}", place, f"its header cannot be read: {_why(error)}")
                continue
            if header:
                yield _raw(header, place._replace(number=number), whole)
            else:
                without += 1
        inner = []
        for item in _items(folder, "sub_folder", place):
            if isinstance(item, Raw):
                yield item
            else:
                inner.append(item)
        waiting += [(item, f"{path}/{_name(item)}".lstrip("/")) for item in reversed(inner)]
    if without:
        why = "Outlook keeps no transport header of them, as of what was written there, of contacts and of dates"
        yield failed(f"{without} items", origin, why)


def _items(folder: Any, kind: str, place: Origin) -> Iterator[Any]:
    """The messages or folders in a folder; a ``Raw`` that says so for each that cannot be read."""
    try:
        # An item that stands where a folder should has no such number.
        count = getattr(folder, f"number_of_{kind}s", 0)
    except OSError as error:
        yield failed("the folder", place, f"it cannot be read: {_why(error)}")
        return
    for number in range(count):
        try:
            yield getattr(folder, f"get_{kind}")(number)
        except OSError as error:
            yield failed(f"item {number + 1}", place, f"it cannot be read: {_why(error)}")


def _why(error: Exception) -> str:
    """ "unable to open file": the library tells each function that an error came through, the outermost first."""
    said = str(error).partition(". ")[0]
    return said.partition(": ")[2] or said


def _header(message: Any) -> str:
    """The header of transport, "" where there is none, as of a contact or a date. Raises OSError or UnicodeError."""
    return str(getattr(message, "transport_headers", None) or "").strip("\r\n\0")


def _name(folder: Any) -> str:
    try:
        return str(folder.name or "folder").replace("/", "_")
    except (OSError, UnicodeError):
        return "folder"


def _raw(header: str, origin: Origin, whole: bool) -> Raw:
    block = header.encode("utf-8", "surrogateescape") + b"\r\n\r\n"
    return of_header(origin, block, whole)
