"""One message as it was found, and the one place that makes a Message of it."""

from __future__ import annotations

from io import BytesIO
from typing import NamedTuple

from headertrace.records.evidence import Defect, Field
from headertrace.records.message import Message, Source
from headertrace.syntax.fields import parse_block, read_block

# How many paragraphs may stand above the header before it is taken for missing.
_MAX_JUNK = 20


# The defect of a message that could not be read at all.
FAILED = "failed"


class Origin(NamedTuple):
    """Where a message lies: ``name`` of the file ("-" for a pipe), its ``format``, the ``number`` in it from 1.

    ``outer`` is where that file itself was found, as in an archive.
    """

    name: str
    format: str
    number: int = 1
    outer: Origin | None = None

    @property
    def path(self) -> str:
        """The names from the outside in: "mail.zip > inbox.mbox"."""
        return f"{self.outer.path} > {self.name}" if self.outer else self.name


class Raw(NamedTuple):
    """The bytes of a message: its ``header`` block, and where that holds no field, what stands ``below``.

    ``size`` (bytes) and ``sha256`` are of all of it as it lay there; ``first_line`` is the header's line in
    that, from 1. ``whole`` is the message as it was sent, None where nobody asked for bodies. ``notes``
    are what its format has to tell; where one says that it could not be read, there is nothing else.
    """

    origin: Origin
    header: bytes
    size: int
    sha256: str
    first_line: int = 1
    below: bytes = b""
    whole: bytes | None = None
    notes: tuple[Defect, ...] = ()


def message(raw: Raw) -> Message:
    """The message that those bytes hold. One that can't be read is one without fields, and its defect says why.

    Whatever goes wrong in a message costs that message only: those behind it in the mailbox are read.
    """
    try:
        return _read(raw)
    except Exception as error:
        why = Defect(FAILED, f"the message could not be read: {type(error).__name__}: {error}")
        return Message((), _source(raw), (why,))


def _source(raw: Raw) -> Source:
    origin = raw.origin
    return Source(origin.path, origin.format, origin.number, raw.size or None, raw.sha256 or None)


def _read(raw: Raw) -> Message:
    if any(note.code == FAILED for note in raw.notes):
        return Message((), _source(raw), raw.notes)
    fields, defects = parse_block(raw.header, raw.first_line)
    if raw.below and not any(field.name for field in fields):
        fields, defects = _below_junk(raw.below, raw.header, fields, defects)
    return Message(fields, _source(raw), (*raw.notes, *defects))


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
