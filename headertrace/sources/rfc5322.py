"""One message as RFC 5322 has it: a header block, a blank line, a body that is not kept."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from headertrace.records.evidence import Defect, Field
from headertrace.records.message import Message, Source
from headertrace.sources.digest import sha256
from headertrace.syntax.fields import CHUNK, parse_block, read_block

NAME = "rfc5322"
# How many paragraphs may stand above the header before it is taken for missing.
_MAX_JUNK = 20


def sniff(head: bytes) -> bool:
    """Anything may be a message: what is not shows as unparsed."""
    return True


def read(stream: BinaryIO, name: str) -> Iterator[Message]:
    """The one message in ``stream``; its body is hashed and counted, never held."""
    block, rest = read_block(stream)
    digest = sha256(small=len(block) + len(rest) < CHUNK)
    digest.update(block)
    size = len(block)
    fields, defects = parse_block(block)
    if rest and not any(field.name for field in fields):
        fields, defects = _below_junk(rest, block, fields, defects)
    while rest:
        digest.update(rest)
        size += len(rest)
        rest = stream.read(CHUNK)
    if size:
        yield Message(fields, Source(name, NAME, 1, size, digest.hexdigest()), defects)


def _below_junk(
    rest: bytes, junk: bytes, fields: tuple[Field, ...], defects: tuple[Defect, ...]
) -> tuple[tuple[Field, ...], tuple[Defect, ...]]:
    """The first paragraph that holds a header, where text was put above it; else what was found before."""
    stream = BytesIO(rest)
    above = junk.count(b"\n")
    for _ in range(_MAX_JUNK):
        block, rest = read_block(stream)
        if not block:
            break
        found, faults = parse_block(block)
        if any(field.key == "received" for field in found):
            moved = tuple(
                field._replace(first_line=field.first_line + above, last_line=field.last_line + above)
                for field in found
            )
            return moved, (Defect("junk-on-top", f"{above} lines of other text stand above the header"), *faults)
        above += block.count(b"\n")
        stream = BytesIO(rest)
    return fields, defects
