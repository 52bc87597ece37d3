"""A notice's body as the lines of its parts, decoded, each line with its number in the input.

Written for mail that is broken: where no header names a boundary, or one that is not there, it is found by the line of
a part's header below it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from headertrace.named import NamedTuple
from headertrace.patterns import lazy, lazy_bytes
from headertrace.records.evidence import Field
from headertrace.syntax.encoded_words import in_charset
from headertrace.syntax.parts import MAX_DEPTH, MAX_PARTS, inner_parts, named_boundary, part_of
from headertrace.syntax.parts import Part as Entity

# What is cut off a line: no notice writes so long a one, and patterns are run over them.
MAX_LINE = 8_000
_MAX_CHARSET = 40
_LOST = lazy_bytes(
    rb"(?m)^--(\S[^\r\n]{0,200}?)[ \t]{0,20}\r?\nContent-(?:Type|Description|Transfer-Encoding|Disposition):",
    re.IGNORECASE,
)
# The part of a notice that is for programs (RFC 3464, RFC 6533).
MACHINE = frozenset({"message/delivery-status", "message/global-delivery-status"})
_BREAKS = lazy(r"<(?:br|/?p|/?div|/?tr|/?li|/?h[1-6]|/?pre|/?table)\b[^<>]{0,500}>", re.IGNORECASE)
_SILENT = lazy(r"<(style|script|title)\b[^<>]{0,500}>[^<]{0,20000}", re.IGNORECASE)
_TAG = lazy(r"<[!/a-zA-Z][^<>]{0,2000}>")


class Line(NamedTuple):
    """One line of text without its end; ``number`` counts from 1 at the top of the input."""

    text: str
    number: int


class Part(NamedTuple):
    """One part that holds no others: ``kind`` is its media type in lower case, ``fields`` its own header.

    ``lines`` are decoded. Where an encoding was undone their numbers are those of the part's first line.
    """

    kind: str
    fields: tuple[Field, ...]
    lines: tuple[Line, ...]


def parts(fields: Sequence[Field], body: bytes, first_line: int) -> tuple[Part, ...]:
    """The parts of a message's body, in order; ``first_line`` is the number of the body's first line.

    A message within the message is one part: its own parts are not looked at.
    """
    found: list[Part] = []
    waiting = [part_of(tuple(fields), body, first_line)]
    while waiting and len(found) < MAX_PARTS:
        entity = waiting.pop()
        boundary = _boundary(entity)
        if boundary is None:
            found.append(_leaf(entity))
        else:
            waiting += reversed(list(inner_parts(entity, boundary, preamble=True)))
    return tuple(found)


def undivided(fields: Sequence[Field], body: bytes, first_line: int) -> tuple[Part]:
    """A body as one part, whatever lines in it look like: redaction writes no others."""
    return (_leaf(part_of(tuple(fields), body, first_line)),)


def kind(fields: Sequence[Field], otherwise: str = "text/plain") -> str:
    """The media type in lower case."""
    return part_of(tuple(fields), b"", None, default=otherwise).type


def text_of(data: bytes, charset: str) -> str:
    """Bytes as text: in ``charset`` where Python knows that, else UTF-8; what cannot be read is marked."""
    try:
        return in_charset(data, charset)
    except (LookupError, ValueError, TypeError):
        return data.decode("utf_8", "replace")


def _boundary(part: Entity) -> bytes | None:
    """The boundary that the header names, or else the first line of dashes above a part's header."""
    if part.depth >= MAX_DEPTH:
        return None
    if part.type.startswith("multipart/"):
        named = named_boundary(part)
        if named and (part.body.startswith(b"--" + named) or b"\n--" + named in part.body):
            return named
    elif part.type in MACHINE:
        # A part that was not closed as it should be runs on into the next.
        pass
    elif (part.fields and part.type != "text/plain") or part.type.startswith("message/"):
        return None
    match = _LOST.search(part.body)
    return match[1] if match else None


def _leaf(part: Entity) -> Part:
    data = part.content.removesuffix(b"\n")
    # Japanese servers write so without a word about it: its escapes occur in no other text.
    assumed = "iso-2022-jp" if b"\x1b$B" in data or b"\x1b$@" in data else "utf-8"
    text = text_of(data, part.parameters.get("charset", "")[:_MAX_CHARSET] or assumed)
    step = 0 if part.encoded else 1
    first = part.line or 1
    lines = [Line(line.rstrip("\r")[:MAX_LINE], first + index * step) for index, line in enumerate(text.split("\n"))]
    if part.type == "text/html":
        lines = [Line(line.strip()[:MAX_LINE], first) for line in _without_tags(lines).split("\n")]
    return Part(part.type, part.fields, tuple(lines))


def _without_tags(lines: Sequence[Line]) -> str:
    """A page's text, a line for each of its blocks."""
    page = " ".join(line.text for line in lines)
    page = _TAG.sub("", _BREAKS.sub("\n", _SILENT.sub("", page)))
    return unescape(page).replace("\xa0", " ")
