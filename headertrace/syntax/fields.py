"""Bytes → ordered header fields, with line numbers, raw text kept, damage repaired and noted.

Source: RFC 5322 sections 2.1, 2.2 and 3.5, and what mail looks like when it has been through
forwards, copies and mailboxes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import BinaryIO

from headertrace.patterns import lazy
from headertrace.records.evidence import Defect, Field

MAX_BLOCK = 32 * 1024 * 1024
MAX_FIELDS = 20_000
CHUNK = 65_536

_END = lazy(r"\n(?![ \t\r\n])")
# Needed for every message that is read, and searched for in a bytearray.
_BOUNDARY = re.compile(rb"\n\r?\n|\r(?!\n)\r(?!\n)")
_PREFIX = lazy(r"(?:[|>] ?|[ \t]+)(?=[!-9;-~]+:)")
_SPACED_NAME = lazy(r"([!-9;-~]+)[ \t]+:")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# Names that a line must bear to be taken for a field where the place speaks against it.
_COMMON = (
    "Received|Return-Path|Delivered-To|X-Original-To|Envelope-To|Message-I[Dd]|Date|From|To|Cc|Subject|Sender|Reply-To|"
    "MIME-Version|Content-Type|Content-Transfer-Encoding|DKIM-Signature|Authentication-Results|ARC-Seal|Received-SPF|"
    "References|In-Reply-To|User-Agent|X-[A-Z][A-Za-z0-9-]+|List-[A-Z][A-Za-z-]+"
)
_COMMON_FIELD = lazy(rf"(?:{_COMMON}):")
# A line end was lost: the next field begins right behind the date of this one.
_SWALLOWED = lazy(rf"(?<=[0-9)]) ?(?=(?:{_COMMON}): )")


def read_block(stream: BinaryIO) -> tuple[bytes, bytes]:
    """(header block, what was read past it). Reads no further than the first blank line.

    Blank lines on top are taken along. At most ``MAX_BLOCK`` bytes are taken, and one chunk.
    """
    data = bytearray()
    while len(data) <= MAX_BLOCK:
        chunk = stream.read(CHUNK)
        if not chunk:
            break
        searched = max(0, len(data) - 3)
        data += chunk
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        top = len(data) - len(data.lstrip(b"\r\n\t \xef\xbb\xbf"))
        match = _BOUNDARY.search(data, max(top, searched))
        if match:
            return bytes(data[: match.end()]), bytes(data[match.end() :])
    return bytes(data), b""


def parse_block(data: bytes, first_line: int = 1) -> tuple[tuple[Field, ...], tuple[Defect, ...]]:
    """The fields of a header block, top first, and what is wrong with the block as a whole."""
    defects: list[Defect] = []
    text, damaged = _decode(data, defects)
    odd_ends = text.count("\r") != text.count("\r\n")
    if damaged or odd_ends or "\0" in text or text[:1] in " \n\r\t|>" or text[:5] == "From ":
        fields = _repaired(text, first_line, defects)
    else:
        # The blank line that ends the header is no part of its last field.
        text = text[:-1] if text.endswith("\n\n") else text[:-2] if text.endswith("\n\r\n") else text
        *pieces, last = _END.split(text)
        fields = _fields([*(piece + "\n" for piece in pieces), last], first_line, defects)
    if not any(field.name for field in fields):
        defects.append(Defect("no-header", "there is no header field in this"))
    return tuple(fields), tuple(defects)


def _fields(sources: list[str], line: int, defects: list[Defect], originals: list[str] | None = None) -> list[Field]:
    """Pieces that each begin a field → fields; ``line`` is the number of the first one's line."""
    fields: list[Field] = []
    number = 0
    for index, source in enumerate(sources):
        lines = source.count("\n")
        name, colon, _ = source.partition(":")
        key = _key(name) if colon else None
        if key and key[0] not in _NO_NAMES and number < MAX_FIELDS and (name not in _TRACE or source.count(": ") < 2):
            number += 1
            last = line + lines - (source[-1] == "\n")
            original = originals[index] if originals else None
            fields.append(Field(number, name, source, line, last, (), original, key))
        elif source and not source.isspace():
            original = originals[index] if originals else None
            if not _unusual(fields, source, original, sources[index + 1 :], line, defects):
                break
            number = len(fields)
        line += lines
    return fields


def _unusual(
    fields: list[Field], source: str, original: str | None, rest: list[str], line: int, defects: list[Defect]
) -> bool:
    """A piece that needs a closer look, added to ``fields``. False where the header ends before it."""
    number = len(fields) + 1
    last = line + source.rstrip("\n").count("\n")
    name, colon, _ = source.partition(":")
    if number > MAX_FIELDS:
        defects.append(Defect("too-many-fields", f"only the first {MAX_FIELDS} fields were read"))
        return False
    named = bool(colon and _key(name)) and name[:1] not in _NO_NAMES
    if fields and not named and _is_rest(fields[-1], source):
        fields[-1] = _with_rest(fields[-1], source, last, original)
        return True
    if named:
        match = _SWALLOWED.search(source)
        if match:
            fields += _parted(number, source, match.end(), line, last)
        else:
            fields.append(Field(number, name, source, line, last, (), original))
        return True
    if not fields and source.strip() == _OUTLOOK:
        return True
    odd = _odd(number, source, line, last, original)
    if not odd.name and fields and _is_body(rest):
        defects.append(Defect("no-blank-line", f"the body begins in line {line} without a blank line"))
        return False
    fields.append(odd)
    return True


def _is_rest(field: Field, source: str) -> bool:
    """A folded line that has lost its indent: of a Received field without its date yet, or of a list of addresses."""
    if field.key in _HOPS:
        return not _DATED.search(field.source)
    return field.key in _ADDRESSES and field.source.rstrip().endswith((",", "<"))


def _with_rest(field: Field, source: str, last: int, original: str | None) -> Field:
    defects = field.defects
    if not any(defect.code == "fold-lost" for defect in defects):
        defects += (Defect("fold-lost", "lines of it had lost the space that they began with"),)
    kept = (
        None if field.original is None and original is None else (field.original or field.source) + (original or source)
    )
    return Field(field.number, field.name, field.source + source, field.first_line, last, defects, kept)


# No header field's name begins so; a folded line's words do.
_NO_NAMES = frozenset("(<+;'\"")
_HOPS = frozenset({"received", "x-received"})
_ADDRESSES = frozenset({"to", "cc", "bcc", "reply-to", "from", "envelope-to", "references"})
_DATED = lazy(r"[0-9]{1,2}:[0-9]{2}")
# Outlook 2003 puts it on top of the header that it shows.
_OUTLOOK = "Microsoft Mail Internet Headers Version 2.0"
_TRACE = frozenset({"Received", "X-Received", "received", "RECEIVED"})


@lru_cache(maxsize=2048)
def _key(name: str) -> str | None:
    """The name in lower case; None where it is none (RFC 5322 section 3.6.8: printable US-ASCII, and no space)."""
    return name.lower() if name.isascii() and name.isprintable() and " " not in name else None


def _odd(number: int, source: str, first: int, last: int, original: str | None) -> Field:
    """A piece that does not begin as a field should."""
    match = _SPACED_NAME.match(source)
    if match:
        defects = (Defect("space-before-colon", "a space before the colon"),)
        return Field(number, match[1], source, first, last, defects, original)
    defects = (Defect("no-colon", "this line is no header field"),)
    return Field(number, "", source, first, last, defects, original)


def _is_body(rest: list[str]) -> bool:
    """Whether the header has ended: no field of a well-known name comes any more."""
    return not any(_COMMON_FIELD.match(source) for source in rest)


def _parted(number: int, source: str, at: int, first: int, last: int) -> Iterator[Field]:
    """Two or more fields that a lost line end has run into one."""
    defects = (Defect("lost-line-end", "another field was run into this one", (at, len(source))),)
    head, rest = source[:at], source[at:]
    middle = first + head.count("\n")
    yield Field(number, head.partition(":")[0], head, first, middle, defects)
    match = _SWALLOWED.search(rest) if rest.startswith(("Received:", "X-Received:")) else None
    if match:
        yield from _parted(number + 1, rest, match.end(), middle, last)
    else:
        yield Field(number + 1, rest.partition(":")[0], rest, middle, last, defects)


def _decode(data: bytes, defects: list[Defect]) -> tuple[str, bool]:
    """(the text, whether a byte order mark was taken off)."""
    if len(data) > MAX_BLOCK:
        defects.append(Defect("block-too-long", f"only the first {MAX_BLOCK} bytes were read"))
        data = data[:MAX_BLOCK]
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            defects.append(Defect("bom", f"a byte order mark ({encoding}) stands on top"))
            text = data[len(bom) :].decode(encoding, "surrogateescape" if encoding == "utf-8" else "replace")
            if encoding != "utf-8":
                # Only now can the end of the header be seen.
                match = re.search(r"\n\r?\n", text.lstrip("\r\n"))
                text = text.lstrip("\r\n")[: match.end()] if match else text
            return text, True
    return data.decode("utf-8", "surrogateescape"), False


def _repaired(text: str, first_line: int, defects: list[Defect]) -> list[Field]:
    """The slow way: each line is repaired, and what it was is kept beside it."""
    originals = _lines(text, defects)
    lines = [line.rstrip("\r\n").replace("\0", "") + "\n" for line in originals]
    if "\0" in text:
        defects.append(Defect("nul", "NUL characters were left out"))
    skipped = _skip(lines, defects)
    lines, originals = lines[skipped:], originals[skipped:]
    match = _PREFIX.match(lines[0]) if lines else None
    if match:
        prefix = match[0]
        defects.append(Defect("pasted-prefix", f"each line began with {prefix!r}, which was taken off"))
        bare = prefix.rstrip()
        lines = [line.removeprefix(prefix if line.startswith(prefix) else bare) for line in lines]
    sources, kept = _joined(lines, originals)
    return _fields(sources, first_line + skipped, defects, kept)


def _joined(lines: list[str], originals: list[str]) -> tuple[list[str], list[str]]:
    """Folded lines put together: (the repaired fields, the same as they were). Ends at a blank line."""
    sources: list[list[str]] = []
    kept: list[list[str]] = []
    for line, original in zip(lines, originals, strict=True):
        if sources and line[0] in " \t" and not line.isspace():
            sources[-1].append(line)
            kept[-1].append(original)
        elif line.isspace():
            break
        else:
            sources.append([line])
            kept.append([original])
    return ["".join(source) for source in sources], ["".join(piece) for piece in kept]


def _lines(text: str, defects: list[Defect]) -> list[str]:
    """The lines with their ends, which may be LF, CRLF or a lone CR."""
    crlf, lf, cr = text.count("\r\n"), text.count("\n"), text.count("\r")
    if cr > crlf:
        defects.append(Defect("lone-cr", "some lines end in a lone carriage return"))
    if crlf and (lf != crlf or cr != crlf):
        defects.append(Defect("mixed-line-ends", "the lines end in different ways"))
    return re.findall(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+", text)


def _skip(lines: list[str], defects: list[Defect]) -> int:
    """How many lines stand above the first field: blank ones, and a mailbox's From line."""
    skipped = 0
    while skipped < len(lines) and lines[skipped].isspace():
        skipped += 1
    if skipped:
        defects.append(Defect("blank-lines-on-top", f"{skipped} blank lines stand above the header"))
    if skipped < len(lines) and lines[skipped].startswith(("From ", ">From ")):
        defects.append(Defect("mbox-from-line", "a mailbox's From line stands on top"))
        skipped += 1
    return skipped
