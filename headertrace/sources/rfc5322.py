"""One message as RFC 5322 has it: a header block, a blank line, a body that is not kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from headertrace.headers import CHUNK, parse_block, read_block
from headertrace.model import Message, Source

NAME = "rfc5322"


def sniff(head: bytes) -> bool:
    """Anything may be a message: what is not shows as unparsed."""
    return True


def read(stream: BinaryIO, name: str) -> Iterator[Message]:
    """The one message in ``stream``; its body is hashed and counted, never held."""
    from hashlib import sha256

    block, rest = read_block(stream)
    digest = sha256(block)
    size = len(block)
    while rest:
        digest.update(rest)
        size += len(rest)
        rest = stream.read(CHUNK)
    if size:
        fields, defects = parse_block(block)
        yield Message(fields, Source(name, NAME, 1, size, digest.hexdigest()), defects)
