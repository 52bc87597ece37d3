"""A body → its parts (RFC 2045, RFC 2046), decoded, each line with its number in the input.

Written for mail that is broken or hostile: a part that is never closed ends with what it stands in, a boundary that no
header names is found by the line of a part's header below it, and depth, parts and lines are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import pairwise
from typing import NamedTuple

from headertrace.patterns import lazy, lazy_bytes
from headertrace.records.evidence import Field
from headertrace.syntax.encoded_words import in_charset
from headertrace.syntax.fields import parse_block

_MAX_DEPTH = 8
_MAX_PARTS = 200
# What is cut off a line: no notice writes so long a one, and patterns are run over them.
MAX_LINE = 8_000
_BOUNDARY = lazy(r"\bboundary\s{0,9}=\s{0,9}(?:\"([^\"]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
_CHARSET = lazy(r"\bcharset\s{0,9}=\s{0,9}\"?([A-Za-z0-9._:+-]{1,40})", re.IGNORECASE)
_TYPE = lazy(r"\s*([a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80})", re.IGNORECASE)
_DELIMITER = lazy_bytes(rb"--(\S[^\r\n]{0,200}?)\s*")
_PART_HEADER = lazy_bytes(rb"Content-(?:Type|Description|Transfer-Encoding|Disposition):", re.IGNORECASE)
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
    lines = body.split(b"\n")
    found: list[Part] = []
    for part in _within(tuple(fields), lines, first_line, 0, "text/plain"):
        found.append(part)
        if len(found) >= _MAX_PARTS:
            break
    return tuple(found)


def value(fields: Sequence[Field], name: str) -> str:
    """What the first field of that name (lower case) says; "" where there is none."""
    return next((field.value for field in fields if field.key == name), "")


def kind(fields: Sequence[Field], otherwise: str = "text/plain") -> str:
    """The media type in lower case."""
    match = _TYPE.match(value(fields, "content-type"))
    return match[1].lower() if match else otherwise


def text_of(data: bytes, charset: str) -> str:
    """Bytes as text: in ``charset`` where Python knows that, else UTF-8; what cannot be read is marked."""
    try:
        return in_charset(data, charset)
    except (LookupError, ValueError, TypeError):
        return data.decode("utf_8", "replace")


def _within(fields: tuple[Field, ...], lines: list[bytes], first: int, depth: int, otherwise: str) -> Iterator[Part]:
    media = kind(fields, otherwise)
    boundary = _boundary(fields, media, lines) if depth < _MAX_DEPTH else None
    if boundary is None:
        yield _leaf(media, fields, lines, first)
        return
    inner = "message/rfc822" if media == "multipart/digest" else "text/plain"
    for start, end in _sections(lines, boundary):
        if start == 0:
            # The preamble: a notice may stand in it where the parts lost their header.
            yield _leaf("text/plain", (), lines[:end], first)
            continue
        header, body = _header(lines, start, end)
        own = parse_block(b"\n".join(lines[start:header]) + b"\n", first + start)[0] if header > start else ()
        yield from _within(own, lines[body:end], first + body, depth + 1, inner)


def _boundary(fields: tuple[Field, ...], media: str, lines: list[bytes]) -> bytes | None:
    """The boundary that the header names, or else the first line of dashes above a part's header."""
    if media.startswith("multipart/"):
        match = _BOUNDARY.search(value(fields, "content-type"))
        named = (match[1] or match[2]).strip().encode("utf-8", "surrogateescape") if match else None
        if named and any(line.startswith(b"--" + named) for line in lines):
            return named
    elif fields and media != "text/plain":
        return None
    if media.startswith("message/"):
        return None
    for above, below in pairwise(lines):
        if above[:2] == b"--" and _PART_HEADER.match(below):
            match_bytes = _DELIMITER.fullmatch(above)
            return match_bytes[1] if match_bytes else None
    return None


def _sections(lines: list[bytes], boundary: bytes) -> Iterator[tuple[int, int]]:
    """(index of the first line, index past the last) of the preamble and of each part."""
    open_, close = b"--" + boundary, b"--" + boundary + b"--"
    start = 0
    for index, line in enumerate(lines):
        if line[:2] != b"--":
            continue
        bare = line.rstrip()
        if bare not in (open_, close):
            continue
        if start >= 0:
            yield start, index
        start = index + 1 if bare == open_ else -1
        if start < 0:
            return
    if start > 0:
        yield start, len(lines)


def _header(lines: list[bytes], start: int, end: int) -> tuple[int, int]:
    """(index past a part's header, index of its body's first line)."""
    for index in range(start, end):
        if not lines[index].strip():
            return index, index + 1
    return start, start


def _leaf(media: str, fields: tuple[Field, ...], lines: list[bytes], first: int) -> Part:
    encoding = value(fields, "content-transfer-encoding").lower()
    match = _CHARSET.search(value(fields, "content-type"))
    charset = match[1] if match else "utf-8"
    if encoding in ("base64", "quoted-printable"):
        text = text_of(_decoded(b"\n".join(lines), encoding), charset)
        numbered = [Line(line.rstrip("\r")[:MAX_LINE], first) for line in text.split("\n")]
    else:
        whole = text_of(b"\n".join(lines), charset).split("\n")
        numbered = [Line(line.rstrip("\r")[:MAX_LINE], first + index) for index, line in enumerate(whole)]
    if media == "text/html":
        numbered = [Line(text.strip()[:MAX_LINE], first) for text in _without_tags(numbered).split("\n")]
    return Part(media, fields, tuple(numbered))


def _decoded(data: bytes, encoding: str) -> bytes:
    """What base64 or quoted-printable stands for, as much of it as can be read."""
    from binascii import Error, a2b_base64, a2b_qp

    if encoding == "quoted-printable":
        return a2b_qp(data)
    try:
        return a2b_base64(data)
    except Error:
        bare = _NO_BASE64.sub(b"", data)
        return a2b_base64(bare[: len(bare) // 4 * 4])


_NO_BASE64 = lazy_bytes(rb"[^A-Za-z0-9+/]+")


def _without_tags(lines: Sequence[Line]) -> str:
    """A page's text, a line for each of its blocks."""
    page = " ".join(line.text for line in lines)
    page = _TAG.sub("", _BREAKS.sub("\n", _SILENT.sub("", page)))
    return unescape(page).replace("\xa0", " ")
