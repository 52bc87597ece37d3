"""Bytes → ordered header fields, with line numbers, raw text kept, damage repaired and noted.

Source: RFC 5322 sections 2.1, 2.2 and 3.5, and what mail looks like when it has been through
forwards, copies and mailboxes.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from headertrace.model import Defect, Field
from headertrace.patterns import lazy

MAX_BLOCK = 32 * 1024 * 1024
MAX_FIELDS = 20_000
CHUNK = 65_536

_FIELD = lazy(r"\n(?![ \t])")
_NAME = lazy(r"[!-9;-~]+[ \t]*:")
_BOUNDARY = re.compile(rb"\n\r?\n|\r(?!\n)\r(?!\n)")
_PREFIX = lazy(r"(?:[|>] ?|[ \t]+)(?=[!-9;-~]+:)")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def read_block(stream: BinaryIO) -> tuple[bytes, bytes]:
    """(header block, what was read past it). Reads no further than the first blank line.

    Blank lines on top are taken along. At most ``MAX_BLOCK`` bytes are taken.
    """
    data = b""
    while len(data) < MAX_BLOCK:
        chunk = stream.read(CHUNK)
        if not chunk:
            return data, b""
        searched = max(0, len(data) - 3)
        data += chunk
        start = len(data) - len(data.lstrip(b"\r\n\t \xef\xbb\xbf"))
        match = _BOUNDARY.search(data, max(start, searched))
        if match and b"\0" not in data[:4]:
            return data[: match.end()], data[match.end() :]
    return data, b""


def parse_block(data: bytes) -> tuple[tuple[Field, ...], tuple[Defect, ...]]:
    """The fields of a header block, top first, and what is wrong with the block as a whole."""
    defects: list[Defect] = []
    text = _decode(data, defects)
    if "\r" in text:
        text = _line_ends(text, defects)
    if "\0" in text:
        defects.append(Defect("nul", "NUL characters were left out"))
        text = text.replace("\0", "")
    skipped = 0
    if text[:5] in ("From ", ">From") or text[:1] in (" ", "\n", "\t", "|", ">"):
        text, skipped = _top(text, defects)
    fields: list[Field] = []
    line = 1 + skipped
    for source in _FIELD.split(text):
        if not source or source.isspace():
            line += source.count("\n") + 1
            continue
        if len(fields) >= MAX_FIELDS:
            defects.append(Defect("too-many-fields", f"only the first {MAX_FIELDS} fields were read"))
            break
        last = line + source.count("\n")
        name, colon, _ = source.partition(":")
        if colon and name.isascii() and name.isprintable() and " " not in name and name:
            fields.append(Field(len(fields) + 1, name, source, line, last))
        else:
            fields.append(_odd(len(fields) + 1, source, line, last))
        line = last + 1
    if not any(field.name for field in fields):
        defects.append(Defect("no-header", "there is no header field in this"))
    return tuple(fields), tuple(defects)


def _odd(number: int, source: str, first: int, last: int) -> Field:
    match = _NAME.match(source)
    if match:
        name = match[0].rstrip(":").rstrip()
        return Field(number, name, source, first, last, (Defect("space-before-colon", "a space before the colon"),))
    return Field(number, "", ":" + source, first, last, (Defect("no-colon", "this line is no header field"),))


def _decode(data: bytes, defects: list[Defect]) -> str:
    if len(data) > MAX_BLOCK:
        defects.append(Defect("block-too-long", f"only the first {MAX_BLOCK} bytes were read"))
        data = data[:MAX_BLOCK]
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            defects.append(Defect("bom", f"a byte order mark ({encoding}) stands on top"))
            return data[len(bom) :].decode(encoding, "surrogateescape" if encoding == "utf-8" else "replace")
    return data.decode("utf-8", "surrogateescape")


def _line_ends(text: str, defects: list[Defect]) -> str:
    crlf, lf, cr = text.count("\r\n"), text.count("\n"), text.count("\r")
    if (lf != crlf and crlf) or cr != crlf:
        defects.append(Defect("mixed-line-ends", "the lines end in different ways"))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _top(text: str, defects: list[Defect]) -> tuple[str, int]:
    """Skip what stands above the first field, and take off what was pasted before each line."""
    skipped = 0
    stripped = text.lstrip("\n")
    if stripped != text:
        skipped += len(text) - len(stripped)
        defects.append(Defect("blank-lines-on-top", f"{skipped} blank lines stand above the header"))
        text = stripped
    if text.startswith(("From ", ">From ")):
        defects.append(Defect("mbox-from-line", "a mailbox's From line stands on top"))
        _, _, text = text.partition("\n")
        skipped += 1
    match = _PREFIX.match(text)
    if match:
        prefix = match[0]
        defects.append(Defect("pasted-prefix", f"each line began with {prefix!r}, which was taken off"))
        bare = prefix.rstrip()
        lines = text.split("\n")
        text = "\n".join(line.removeprefix(prefix if line.startswith(prefix) else bare) for line in lines)
    return text, skipped
