"""A message as Outlook saves it (MS-OXMSG): its transport header, and the messages attached to it.

Outlook keeps the header as it came (PidTagTransportMessageHeaders, MS-OXOMSG section 2.2.1.61), but takes the body
apart: that is not put together again.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from headertrace.sources.digest import sha256
from headertrace.sources.raw import Origin, Raw
from headertrace.sources.within import MAX_DEPTH, failed, inside, lacking, metered

if TYPE_CHECKING:
    from headertrace.sources.within import Meter

MAX_FILE = 256 << 20
_HEADERS = 0x007D
_SUBJECT = 0x0037
_CLASS = 0x001A
_FILE_NAME = 0x3707
_MIME_TYPE = 0x370E
_DATA = 0x3701
_MESSAGE = "__substg1.0_3701000D"
_MAIL = (".eml", ".msg", ".emlx")
_OTHER = "it is not an Outlook message but another Office file"
_ENCRYPTED = "it is an Office file that is encrypted: open it with its password, and save it without one"
_NO_HEADER = (
    "Outlook keeps no transport header in it, as in mail that was written there or never left its server:"
    " ask for the recipient's copy"
)


def read(stream: BinaryIO, origin: Origin, whole: bool) -> Iterator[Raw]:
    """The message, then those attached to it. Where there is no header of transport, that is told."""
    try:
        from oxmsg import Message
    except ImportError:
        yield failed("what is in it", origin, lacking("an Outlook message (.msg)", "python-oxmsg"))
        return
    packed, meter = metered(stream)
    data = packed.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        yield failed("what is in it", origin, f"it is longer than {MAX_FILE} bytes")
        return
    try:
        storage: Any = Message.load(data)._storage
    except Exception as error:
        # The library raises what damage makes of its offsets.
        yield failed("what is in it", origin, f"it is a damaged Outlook message: {error or type(error).__name__}")
        return
    digest = sha256(small=False)
    digest.update(data)
    yield from _messages(storage, origin, (len(data), digest.hexdigest()), whole, meter)


def _messages(
    storage: Any, origin: Origin, file: tuple[int, str], whole: bool, meter: Meter, depth: int = 0
) -> Iterator[Raw]:
    properties = _Properties(storage)
    header = properties.text(_HEADERS)
    if header.strip():
        block = header.encode("utf-8", "surrogateescape").rstrip(b"\r\n\0") + b"\r\n\r\n"
        yield Raw(origin, block, *file, whole=block if whole else None)
    elif _is_mail(properties):
        yield failed("its header", origin, _NO_HEADER)
    else:
        yield failed("what is in it", origin, _ENCRYPTED if properties.encrypted else _OTHER)
        return
    for number, attachment in enumerate(storage.iter_attachment_storages(), 1):
        yield from _attached(attachment, number, origin, whole, meter, depth)


def _attached(attachment: Any, number: int, origin: Origin, whole: bool, meter: Meter, depth: int) -> Iterator[Raw]:
    inner = next((item for item in attachment.storages if item.name == _MESSAGE), None)
    properties = _Properties(attachment)
    name = properties.text(_FILE_NAME) or f"attachment {number}"
    if inner is not None and depth < MAX_DEPTH:
        place = Origin(name, origin.format, 1, origin)
        yield from _messages(inner, place, (0, ""), whole, meter, depth + 1)
    elif inner is not None:
        yield failed(name, origin, f"it lies in more than {MAX_DEPTH} messages, one in the other: it was not read")
    elif name.lower().endswith(_MAIL) or properties.text(_MIME_TYPE).lower() == "message/rfc822":
        yield from inside(BytesIO(properties.data(_DATA)), name, origin, whole, meter)


def _is_mail(properties: _Properties) -> bool:
    return bool(properties.text(_SUBJECT) or properties.text(_CLASS))


class _Properties:
    """The properties of a message or an attachment that stand in streams of their own (MS-OXMSG section 2.1.3)."""

    def __init__(self, storage: Any) -> None:
        self._streams = {stream.name: stream.bytes_ for stream in storage.streams}

    @property
    def encrypted(self) -> bool:
        """Whether all of the file is (MS-OFFCRYPTO section 2.3.4.4)."""
        return "EncryptedPackage" in self._streams

    def text(self, id: int) -> str:
        """A string: UTF-16, or eight bits as they are."""
        wide = self._streams.get(f"__substg1.0_{id:04X}001F")
        if wide is not None:
            return str(wide.decode("utf-16-le", "replace")).strip("\0")
        return str(self.data(id, "001E").decode("utf-8", "surrogateescape")).strip("\0")

    def data(self, id: int, type: str = "0102") -> bytes:
        return bytes(self._streams.get(f"__substg1.0_{id:04X}{type}", b""))
