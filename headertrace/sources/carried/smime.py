"""What was signed and lies within its signature (S/MIME, opaque signing): a part as any other.

The signature itself is not checked here. Only the way to the content is read, of all the rest no more than its length.

Source: RFC 8551 section 3.5.2, RFC 5652 sections 3, 5.1 and 5.2, X.690 section 8.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from headertrace.syntax.parts import Part, entity

_SEQUENCE, _SET, _OID, _OCTETS, _PARTS_OF_OCTETS, _INTEGER, _FIRST = 0x30, 0x31, 0x06, 0x04, 0x24, 0x02, 0xA0
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
# A writer cuts its content into pieces of a kilobyte or so.
_MAX_PIECES = 200_000
_MAX_LENGTH_BYTES = 6


def mails(part: Part) -> Iterator[Part]:
    """The part that was signed; nothing where it was encrypted, or is no such structure."""
    if part.parameters.get("smime-type", "signed-data").lower() != "signed-data":
        return
    try:
        content = _content(part.content)
    except (IndexError, ValueError):
        return
    if content:
        yield entity(content, None, part.depth + 1)


def _content(data: bytes) -> bytes:
    """The content of a SignedData. Raises ValueError or IndexError for anything else."""
    at = _into(data, 0, _SEQUENCE)
    at = _behind(data, at, _OID, _SIGNED_DATA)
    at = _into(data, _into(data, at, _FIRST), _SEQUENCE)
    at = _behind(data, at, _INTEGER)
    at = _behind(data, at, _SET)
    at = _into(data, at, _SEQUENCE)
    at = _behind(data, at, _OID)
    return _octets(data, _into(data, at, _FIRST))


def _octets(data: bytes, at: int) -> bytes:
    """An OCTET STRING, in one piece or in many."""
    if data[at] == _OCTETS:
        begin, end = _span(data, at)
        return data[begin:end]
    begin, end = _span(data, at)
    if data[at] != _PARTS_OF_OCTETS:
        raise ValueError("no content")
    pieces: list[bytes] = []
    at = begin
    while at < end and data[at] == _OCTETS and len(pieces) < _MAX_PIECES:
        first, at = _span(data, at)
        pieces.append(data[first:at])
    return b"".join(pieces)


def _into(data: bytes, at: int, tag: int) -> int:
    """Where the content of an element of that tag begins."""
    if data[at] != tag:
        raise ValueError("another tag")
    return _span(data, at)[0]


def _behind(data: bytes, at: int, tag: int, value: bytes | None = None) -> int:
    """Where an element of that tag ends, and of that value where one is given."""
    begin, end = _span(data, at)
    if data[at] != tag or (value is not None and data[begin:end] != value):
        raise ValueError("another element")
    return end


def _span(data: bytes, at: int) -> tuple[int, int]:
    """Where the content of the element at that place begins and ends; an open length goes to the end of all."""
    length = data[at + 1]
    if length < 0x80:
        return at + 2, at + 2 + length
    count = length & 0x7F
    if count == 0:
        return at + 2, len(data)
    if count > _MAX_LENGTH_BYTES:
        raise ValueError("too long")
    begin = at + 2 + count
    return begin, begin + int.from_bytes(data[at + 2 : begin], "big")
