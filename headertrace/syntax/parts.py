"""A mail's body as its MIME parts (RFC 2045 section 5.1, RFC 2046 section 5.1), by bytes, each with its line.

For mail that is broken or hostile too: a part that is never closed ends with what it stands in, depth and number are
bounded, nothing here calls itself, and the time is linear in the bytes for each level.
"""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, a2b_qp
from collections.abc import Iterator

from headertrace.named import NamedTuple
from headertrace.patterns import lazy, lazy_bytes
from headertrace.records.evidence import Field
from headertrace.syntax.fields import parse_block

# A mail within a mail within a mail: nobody goes deeper, and each level costs a copy.
MAX_DEPTH = 8
MAX_PARTS = 1_000

# No program writes so long a Content-Type.
_MAX_VALUE = 10_000
_TYPE = lazy(r"\s*([a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,80})", re.IGNORECASE)
# Some programs leave out the semicolon.
_PARAMETER = lazy(r"[;\s]\s{0,20}([\w*.-]{1,60})\s{0,9}=\s{0,9}(?:\"((?:[^\"\\]|\\.){0,1000})\"|([^\s;\"]{0,1000}))")
_BACKSLASH = lazy(r"\\(.)")
_BLANK_LINE = lazy_bytes(rb"\A[ \t\r]*\n|\n[ \t\r]*\n")
_NO_BASE64 = lazy_bytes(rb"[^A-Za-z0-9+/]+")
# Words, or a header's first field: nothing was encoded there, whatever the part says.
_WORDS = lazy_bytes(rb":|\S[ \t]\S")
_OPENING = 72
_LINE_END = 0x0A


class Part(NamedTuple):
    """One part: its ``type`` in lower case, the parameters of that, its own header, and its ``body`` as it stands.

    ``line`` is the line of the input that the body begins in, None where that was encoded; ``depth`` counts the
    parts around it.
    """

    type: str
    parameters: dict[str, str]
    fields: tuple[Field, ...]
    body: bytes
    line: int | None
    depth: int = 0

    @property
    def disposition(self) -> str:
        """How it is shown, in lower case; "" where it does not say."""
        return _said(self.fields, "content-disposition").partition(";")[0].strip().lower()

    @property
    def encoding(self) -> str:
        """The transfer encoding, in lower case; "" where none is named."""
        return _said(self.fields, "content-transfer-encoding").strip().lower()

    @property
    def encoded(self) -> bool:
        return self.encoding in ("base64", "quoted-printable")

    @property
    def content(self) -> bytes:
        """The body decoded, as much of it as can be read; as it stands where it is not encoded as it says."""
        if self.encoding == "quoted-printable":
            return a2b_qp(self.body)
        if self.encoding != "base64" or _WORDS.search(_opening(self.body)):
            return self.body
        try:
            return a2b_base64(self.body)
        except Error:
            bare = _NO_BASE64.sub(b"", self.body)
            return a2b_base64(bare[: len(bare) // 4 * 4])

    @property
    def content_line(self) -> int | None:
        """The line of the input that the content begins in, where its lines are lines of the input."""
        return None if self.encoded else self.line


def part_of(
    fields: tuple[Field, ...], body: bytes, line: int | None, depth: int = 0, default: str = "text/plain"
) -> Part:
    """The part that has those fields and that body."""
    value = _said(fields, "content-type")[:_MAX_VALUE]
    match = _TYPE.match(value)
    parameters: dict[str, str] = {}
    for found in _PARAMETER.finditer(value):
        text = found[3] if found[2] is None else _BACKSLASH.sub(r"\1", found[2])
        parameters.setdefault(found[1].lower(), text)
    return Part(match[1].lower() if match else default, parameters, fields, body, line, depth)


def entity(data: bytes, line: int | None, depth: int, default: str = "text/plain") -> Part:
    """The part that those bytes are: a header, a blank line, a body. Without a blank line all of it is body."""
    match = _BLANK_LINE.search(data)
    if match is None:
        return part_of((), data, line, depth, default)
    at = match.end()
    fields, _ = parse_block(data[: match.start() + 1], line or 1) if match.start() else ((), ())
    return part_of(fields, data[at:], None if line is None else line + data.count(b"\n", 0, at), depth, default)


def named_boundary(part: Part) -> bytes:
    """The boundary that the part's header names; b"" where it names none."""
    return part.parameters.get("boundary", "").strip().encode("utf-8", "surrogateescape")


def inner_parts(part: Part, boundary: bytes | None = None, preamble: bool = False) -> Iterator[Part]:
    """The parts in a part, in order, by its own boundary or the one given; of a digest they are mails where they do
    not say otherwise. What stands before the first comes too, as text, where the ``preamble`` is wanted.
    """
    edge = named_boundary(part) if boundary is None else boundary
    if not edge or part.depth >= MAX_DEPTH:
        return
    default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
    counted, line = 0, part.line
    for number, (begin, end) in enumerate(_sections(part.body, b"--" + edge)):
        if line is not None:
            line += part.body.count(b"\n", counted, begin)
            counted = begin
        if number:
            yield entity(part.body[begin:end], line, part.depth + 1, default)
        elif preamble:
            yield Part("text/plain", {}, (), part.body[begin:end], line, part.depth + 1)
        if number >= MAX_PARTS:
            return


def _sections(body: bytes, mark: bytes) -> Iterator[tuple[int, int]]:
    """(where it begins, where it ends) of what stands before the first edge, and of each part."""
    begin = at = 0
    found = False
    while (at := body.find(mark, at)) >= 0:
        if at and body[at - 1] != _LINE_END:
            at += len(mark)
            continue
        end = body.find(b"\n", at)
        end = len(body) if end < 0 else end
        rest = body[at + len(mark) : end].rstrip()
        if rest not in (b"", b"--"):
            at = end
            continue
        found = True
        yield begin, at
        if rest:
            return
        begin = at = min(end + 1, len(body))
    if found:
        # The end is missing: the mail was cut.
        yield begin, len(body)


def _opening(body: bytes) -> bytes:
    """The first line that is not blank, or its beginning."""
    return body[: _OPENING * _OPENING].lstrip()[:_OPENING].partition(b"\n")[0]


def _said(fields: tuple[Field, ...], name: str) -> str:
    return next((field.value for field in fields if field.key == name), "")
