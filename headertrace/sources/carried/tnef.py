"""Mails in a winmail.dat, as Outlook and Exchange send to others of their kind.

A mail that was attached to one is an attachment with the mail's properties; its header as it came by SMTP is one of
them. A mail attached as a file is found by its text.

Read here and not by a library: the one there is copies the rest for each attribute and counts to a number in the file.

Source: MS-OXTNEF sections 2.1.3.1 (attributes) and 2.1.3.4 (properties), MS-OXPROPS (PidTagTransportMessageHeaders,
PidTagAttachDataObject), MS-OXCDATA section 2.11.1 (types).
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import error, unpack_from

from headertrace.sources.carried.carrier import Mail
from headertrace.syntax.parts import Part

_SIGNATURE = 0x223E9F78
# attMsgProps, attAttachment, attAttachData.
_MESSAGE, _ATTACHMENT, _FILE = 0x9003, 0x9005, 0x800F
_TRANSPORT_HEADERS, _EMBEDDED = 0x007D, 0x3701
# An embedded message begins with the id of its interface.
_INTERFACE = 16
_MANY_VALUES, _NAMED = 0x1000, 0x8000
# How long a value is, by type; of the others the length stands before each.
_SIZES = {
    0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4, 0x0014: 8, 0x0040: 8,
    0x0048: 16,
}  # fmt: skip
_COUNTED = frozenset({0x000D, 0x001E, 0x001F, 0x0102})
_UNICODE = 0x001F


def mails(part: Part) -> Iterator[Mail | Part]:
    """The mails attached in it; of each attached mail what is attached to that, as a part of its own."""
    for name, value in _attributes(part.content):
        if name == _FILE and b"eceived:" in value[:65_536]:
            yield Mail(value)
        elif name == _ATTACHMENT:
            for _, inner in _properties(value, _EMBEDDED):
                attached = inner[_INTERFACE:]
                yield from (Mail(header) for header in _headers(attached))
                if any(name in (_FILE, _ATTACHMENT) for name, _ in _attributes(attached)):
                    yield Part(part.type, {}, (), attached, None, part.depth + 1)


def _headers(data: bytes) -> Iterator[bytes]:
    for name, value in _attributes(data):
        if name == _MESSAGE:
            for type, text in _properties(value, _TRANSPORT_HEADERS):
                decoded = (
                    text.decode("utf-16-le", "replace").encode("utf-8", "surrogateescape") if type == _UNICODE else text
                )
                yield decoded.rstrip(b"\0") + b"\r\n\r\n"


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(name, value) of each attribute: a level, a name with its type above it, a length, the value, a checksum."""
    try:
        if unpack_from("<I", data)[0] != _SIGNATURE:
            return
        at = 6
        while at + 11 <= len(data):
            name, length = unpack_from("<II", data, at + 1)
            yield name & 0xFFFF, data[at + 9 : at + 9 + length]
            at += 9 + length + 2
    except error:
        return


def _properties(data: bytes, wanted: int) -> Iterator[tuple[int, bytes]]:
    """(type, value) of each property of that id."""
    try:
        (count,) = unpack_from("<I", data)
        at = 4
        while count and at < len(data):
            count -= 1
            type, id = unpack_from("<HH", data, at)
            at += 4
            if id >= _NAMED:
                at = _behind_name(data, at)
            many, type = type & _MANY_VALUES, type & ~_MANY_VALUES
            values = 1
            if many or type in _COUNTED:
                (values,) = unpack_from("<I", data, at)
                at += 4
            while values and at < len(data):
                values -= 1
                length = _SIZES.get(type)
                if type in _COUNTED:
                    (length,) = unpack_from("<I", data, at)
                    at += 4
                if length is None:
                    return
                if id == wanted:
                    yield type, data[at : at + length]
                # Values are filled up to four bytes.
                at += length + -length % 4
    except error:
        return


def _behind_name(data: bytes, at: int) -> int:
    """Where the name of a named property ends: a set, a kind, and a number or a text."""
    kind, length = unpack_from("<II", data, at + 16)
    return at + 24 if kind == 0 else at + 24 + length + -length % 4
