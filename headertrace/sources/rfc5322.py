"""One message as RFC 5322 has it: a header block, a blank line, a body."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from headertrace.reports.signs import MAX_BODY, suspect
from headertrace.sources.digest import sha256
from headertrace.sources.raw import Origin, Raw
from headertrace.syntax.fields import CHUNK, read_block


def read(stream: BinaryIO, origin: Origin, whole: bool) -> Iterator[Raw]:
    """The one message in ``stream``; its body is hashed and counted, and held only where it is asked for."""
    block, below = read_block(stream)
    digest = sha256(small=len(block) + len(below) < CHUNK)
    digest.update(block)
    size = len(block)
    kept = [block]
    body = bytearray()
    room = MAX_BODY if suspect(block) else 0
    rest = below or stream.read(CHUNK)
    while rest:
        digest.update(rest)
        size += len(rest)
        if whole:
            kept.append(rest)
        if len(body) < room:
            body += rest[: room - len(body)]
        rest = stream.read(CHUNK)
    if size:
        yield Raw(origin, block, size, digest.hexdigest(), 1, below, bytes(body), b"".join(kept) if whole else None)
