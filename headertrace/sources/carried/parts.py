"""A mail's body as its parts (RFC 2046), without recursion and in time linear in its bytes."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, a2b_qp
from collections.abc import Iterator
from typing import NamedTuple

from headertrace.patterns import lazy, lazy_bytes
from headertrace.records.evidence import Field
from headertrace.syntax.fields import parse_block

# A mail within a mail within a mail: nobody goes deeper, and each level costs a copy.
MAX_DEPTH = 8
MAX_PARTS = 1_000

_PARAMETER = lazy(r";\s{0,20}([\w*.-]{1,60})\s{0,5}=\s{0,5}(?:\"((?:[^\"\\]|\\.){0,1000})\"|([^\s;\"]{0,1000}))")
_BLANK_LINE = lazy_bytes(rb"\r?\n[ \t]*\r?\n|\A[ \t]*\r?\n")
_BACKSLASH = lazy(r"\\(.)")


class Part(NamedTuple):
    """One part: its ``type`` in lower case, the parameters of that, how it is shown and encoded, and its ``body``.

    ``line`` is the line of the input that the body begins in, None where that was encoded; ``depth`` counts the
    parts around it.
    """

    type: str
    parameters: dict[str, str]
    disposition: str
    encoding: str
    body: bytes
    line: int | None
    depth: int = 0

    @property
    def content(self) -> bytes:
        """The body decoded; as it stands where its encoding is unknown or broken."""
        try:
            if self.encoding == "base64":
                return a2b_base64(self.body)
            if self.encoding == "quoted-printable":
                return a2b_qp(self.body)
        except (Error, ValueError):
            pass
        return self.body

    @property
    def encoded(self) -> bool:
        return self.encoding in ("base64", "quoted-printable")

    @property
    def content_line(self) -> int | None:
        """The line of the input that the content begins in, where its lines are lines of the input."""
        return None if self.encoded else self.line


def part_of(
    fields: tuple[Field, ...], body: bytes, line: int | None, depth: int = 0, default: str = "text/plain"
) -> Part:
    """The part that has those fields and that body."""
    said = {field.key: field.value for field in reversed(fields)}
    value = said.get("content-type", default)
    type = value.partition(";")[0].strip().lower()
    parameters: dict[str, str] = {}
    for match in _PARAMETER.finditer(value):
        text = match[3] if match[2] is None else _BACKSLASH.sub(r"\1", match[2])
        parameters.setdefault(match[1].lower(), text)
    disposition = said.get("content-disposition", "").partition(";")[0].strip().lower()
    encoding = said.get("content-transfer-encoding", "").strip().lower()
    return Part(type if "/" in type else default, parameters, disposition, encoding, body, line, depth)


def entity(data: bytes, line: int | None, depth: int, default: str = "text/plain") -> Part:
    """The part that those bytes are: a header, a blank line, a body."""
    match = _BLANK_LINE.search(data)
    at = match.end() if match else len(data)
    fields, _ = parse_block(data[:at])
    return part_of(fields, data[at:], None if line is None else line + data.count(b"\n", 0, at), depth, default)


def inner_parts(part: Part) -> Iterator[Part]:
    """The parts of a multipart one, in order; of a digest they are mails where they do not say otherwise."""
    boundary = part.parameters.get("boundary", "")
    if not boundary or part.depth >= MAX_DEPTH:
        return
    default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
    edge = re.compile(
        rb"(?:^|(?<=\n))--" + re.escape(boundary.encode("utf-8", "surrogateescape")) + rb"(--)?[ \t]*\r?(?:\n|\Z)"
    )
    begun: int | None = None
    counted, line = 0, part.line
    for number, match in enumerate(edge.finditer(part.body)):
        if begun is not None:
            if line is not None:
                line += part.body.count(b"\n", counted, begun)
                counted = begun
            yield entity(part.body[begun : match.start()], line, part.depth + 1, default)
        if match[1] or number >= MAX_PARTS:
            return
        begun = match.end()
    if begun is not None:
        # The end is missing: the mail was cut.
        if line is not None:
            line += part.body.count(b"\n", counted, begun)
        yield entity(part.body[begun:], line, part.depth + 1, default)
