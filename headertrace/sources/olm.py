"""An archive of Outlook for Mac (.olm): a zip archive with a file of XML for each message.

Source: the readers olm-convert (olmConvert.py), mailarium (parse_olm.py) and OfficeIMO (OfficeIMO.Email.Store); the
format is not published. A message's header, where Outlook kept it, is the text of OPFMessageCopySource, with or
without a body below. Sender, subject and dates in the other elements tell nothing of the path.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from headertrace.patterns import lazy_bytes
from headertrace.sources import rfc5322
from headertrace.sources.raw import MAX_WHOLE, Origin, Raw
from headertrace.sources.within import failed
from headertrace.syntax.fields import CHUNK

if TYPE_CHECKING:
    from zipfile import ZipInfo

WITHOUT = (
    "Outlook kept no transport header, as of mail that was written or imported there: ask for the recipient's copy"
)
_SOURCE = "OPFMessageCopySource"
_MESSAGE = "email"
_MESSAGES = "/com.microsoft.__messages/"
_ATTACHMENTS = "/com.microsoft.__attachments/"
# White space before a line's name, as of XML that was written with an indent.
_INDENT = lazy_bytes(rb"\A\s+(?=[!-9;-~]{1,76}:)")


def message_files(members: Sequence[ZipInfo]) -> list[ZipInfo] | None:
    """The files of messages among those of a zip archive; None where it is no archive of Outlook's."""
    paths = [(f"/{member.filename.lower()}", member) for member in members]
    if not any(_MESSAGES in path for path, _ in paths):
        return None
    return [
        member
        for path, member in paths
        if _MESSAGES in path and _ATTACHMENTS not in path and path.endswith(".xml") and not member.is_dir()
    ]


def read(stream: BinaryIO, origin: Origin, whole: bool) -> Iterator[Raw]:
    """The messages in one such file of which there is a header; in an archive that may be none.

    XML that is damaged is told, and not read on.
    """
    try:
        yield from _messages(stream, origin, whole)
    except ValueError as error:
        yield failed("the rest", origin, str(error))


def _messages(stream: BinaryIO, origin: Origin, whole: bool) -> Iterator[Raw]:
    found = False
    for number, source in enumerate(_sources(stream), 1):
        text = _INDENT.sub(b"", source)
        if text.strip():
            found = True
            yield from rfc5322.read(BytesIO(text), origin._replace(number=number), whole)
    if not found and origin.outer is None:
        yield failed("its header", origin, WITHOUT)


def _sources(stream: BinaryIO) -> Iterator[bytes]:
    """The source of each message in the file, empty where there is none. Raises ValueError, behind those before it,
    where the file is damaged or a source too long.
    """
    from xml.parsers.expat import ExpatError, ParserCreate

    found = _Found()
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = found.start
    parser.EndElementHandler = found.end
    parser.CharacterDataHandler = found.text
    # Without a document type there are no entities, which could grow without end or name other files.
    parser.StartDoctypeDeclHandler = _refuse
    last = False
    while not last:
        data = stream.read(CHUNK)
        last = not data
        fault = ""
        try:
            parser.Parse(data, last)
        except ExpatError as error:
            fault = f"its XML is damaged: {error}"
        except ValueError as error:
            fault = str(error)
        yield from found.taken()
        if fault:
            raise ValueError(fault)


def _refuse(*_: object) -> None:
    raise ValueError("its XML has a document type, which Outlook's has not")


class _Found:
    """The sources while the parser goes through the file."""

    def __init__(self) -> None:
        self._done: list[bytes] = []
        self._text: list[str] = []
        self._size = 0
        self._inside = False

    def start(self, name: str, _: object) -> None:
        self._inside = name.rpartition(" ")[2] == _SOURCE

    def end(self, name: str) -> None:
        self._inside = False
        if name.rpartition(" ")[2] == _MESSAGE:
            self._done.append("".join(self._text).encode("utf-8", "surrogatepass"))
            self._text.clear()
            self._size = 0

    def text(self, data: str) -> None:
        if not self._inside:
            return
        self._text.append(data)
        self._size += len(data)
        if self._size > MAX_WHOLE:
            limit = f"{MAX_WHOLE >> 20} MiB"
            raise ValueError(f"a message in it is longer than {limit}: neither it nor what stands behind it was read")

    def taken(self) -> list[bytes]:
        """Those that are whole, once."""
        done, self._done = self._done, []
        return done
