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
from headertrace.records.evidence import Defect, Field, keyed
from headertrace.text.encoding import BOMS

MAX_BLOCK = 32 * 1024 * 1024
MAX_FIELDS = 20_000
# RFC 5322 section 2.1.1: no line, and so no name of a field, has more characters.
MAX_NAME = 998
CHUNK = 65_536
# The names, in lower case, of the fields that servers write on the way (RFC 5321 section 4.4; Google's X-Received).
HOPS = frozenset({"received", "x-received"})

_END = lazy(r"\n(?![ \t\r\n])")
_BLANKS = b"\r\n\t \xef\xbb\xbf"
_PREFIX = lazy(r"(?:[|>] ?|[ \t]+)(?=[!-9;-~]+:)")
_SPACED_NAME = lazy(r"([!-9;-~]+)[ \t]+:")
# Names that a line must bear to be taken for a field where the place speaks against it.
_COMMON = (
    "Received|Return-Path|Delivered-To|X-Original-To|Envelope-To|Message-I[Dd]|Date|From|To|Cc|Subject|Sender|Reply-To|"
    "MIME-Version|Content-Type|Content-Transfer-Encoding|DKIM-Signature|Authentication-Results|ARC-Seal|Received-SPF|"
    "References|In-Reply-To|User-Agent|X-[A-Z][A-Za-z0-9-]{1,80}|List-[A-Z][A-Za-z-]{1,80}"
)
_COMMON_FIELD = lazy(rf"(?:{_COMMON}):")
# A line end was lost: the next field begins right behind the date of this one.
SWALLOWED = lazy(rf"(?<=[0-9)]) ?(?=(?:{_COMMON}): )")


def read_block(stream: BinaryIO) -> tuple[bytes, bytes]:
    """(header block, what was read past it). Reads no further than the first blank line.

    Blank lines on top are taken along. At most ``MAX_BLOCK`` bytes are taken, and one chunk.
    """
    data = bytearray()
    top = 0
    feeds = False
    while len(data) <= MAX_BLOCK:
        chunk = stream.read(CHUNK)
        if not chunk:
            break
        before = len(data)
        data += chunk
        feeds = feeds or b"\n" in chunk
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        if top == before:
            top += len(chunk) - len(chunk.lstrip(_BLANKS))
        end = _end(data, max(top, before - 3), feeds)
        if end:
            return bytes(data[:end]), bytes(data[end:])
    return bytes(data), b""


def _end(data: bytearray, start: int, feeds: bool) -> int:
    """Where the header ends whose blank line is looked for from ``start`` on; 0 where it has not come yet.

    Where no line ends in a line feed, two carriage returns are the blank line.
    """
    if feeds:
        plain = data.find(b"\n\n", start)
        returned = data.find(b"\n\r\n", start, len(data) if plain < 0 else plain + 1)
        return returned + 3 if returned >= 0 else plain + 2 if plain >= 0 else 0
    at = data.find(b"\r\r", start)
    return at + 2 if at >= 0 else 0


def parse_block(data: bytes, first_line: int = 1) -> tuple[tuple[Field, ...], tuple[Defect, ...]]:
    """The fields of a header block, top first, and what is wrong with the block as a whole."""
    defects: list[Defect] = []
    text, damaged = _decode(data, defects)
    odd_ends = "\r" in text and text.count("\r") != text.count("\r\n")
    if damaged or odd_ends or "\0" in text or text[:1] in " \n\r\t|>" or text[:5] == "From ":
        fields = _repaired(text, first_line, defects)
    else:
        # The blank line that ends the header is no part of its last field.
        text = text[:-1] if text.endswith("\n\n") else text[:-2] if text.endswith("\n\r\n") else text
        *pieces, last = _END.split(text)
        fields = _fields([*[piece + "\n" for piece in pieces], last], first_line, defects)
    if not any(field.name for field in fields):
        defects.append(Defect("no-header", "there is no header field in this"))
    return tuple(fields), tuple(defects)


def _fields(sources: list[str], line: int, defects: list[Defect], originals: list[str] | None = None) -> list[Field]:
    """Pieces that each begin a field → fields; ``line`` is the number of the first one's line."""
    reading = _Reading(sources, originals, defects)
    fields, rest = reading.fields, reading.rest
    for index, source in enumerate(sources):
        lines = source.count("\n")
        name, colon, _ = source.partition(":")
        key = _key(name) if colon and len(name) < MAX_NAME else None
        number = len(fields) + 1
        if key and number <= MAX_FIELDS and (name not in _TRACE or source.count(": ") < 2):
            last = line + lines - (source[-1] == "\n")
            original = originals[index] if originals else None
            if rest:
                reading.close()
            fields.append(keyed(number, name, source, line, last, (), original, key))
        elif source and not source.isspace() and not reading.unusual(index, line):
            break
        line += lines
    reading.close()
    return fields


class _Reading:
    """The fields of one block while they are gathered, for the pieces that need a closer look."""

    def __init__(self, sources: list[str], originals: list[str] | None, defects: list[Defect]) -> None:
        self.fields: list[Field] = []
        # Folded lines of the last field that have lost their indent, with what they were.
        self.rest: list[tuple[str, str]] = []
        self._sources = sources
        self._originals = originals
        self._defects = defects
        self._last_line = 0
        self._last_known: int | None = None

    def unusual(self, index: int, line: int) -> bool:
        """A piece added to the fields. False where the header ends before it."""
        source = self._sources[index]
        original = self._originals[index] if self._originals else None
        if len(self.fields) >= MAX_FIELDS:
            return self._too_many()
        name, colon, _ = source.partition(":")
        named = bool(colon and len(name) < MAX_NAME and _key(name))
        last = line + source.rstrip("\n").count("\n")
        if not named and self._is_rest():
            self.rest.append((source, source if original is None else original))
            self._last_line = last
            return True
        self.close()
        number = len(self.fields) + 1
        if named:
            self.fields += _parted(number, source, line, last, original)
            return len(self.fields) <= MAX_FIELDS or self._too_many()
        if not self.fields and source.strip() == _OUTLOOK:
            return True
        odd = _odd(number, source, line, last, original)
        if not odd.name and self.fields and self._is_body(index):
            self._defects.append(Defect("no-blank-line", f"the body begins in line {line} without a blank line"))
            return False
        self.fields.append(odd)
        return True

    def _too_many(self) -> bool:
        del self.fields[MAX_FIELDS:]
        self._defects.append(Defect("too-many-fields", f"only the first {MAX_FIELDS} fields were read"))
        return False

    def _is_rest(self) -> bool:
        """A folded line without its indent: of a Received field that has no date yet, or of a list of addresses."""
        if not self.fields:
            return False
        field = self.fields[-1]
        latest = self.rest[-1][0] if self.rest else field.source
        if field.key in HOPS:
            # Whatever was taken before had no date, or nothing would have been taken after it.
            return not _DATED.search(latest)
        return field.key in _ADDRESSES and latest.rstrip().endswith((",", "<"))

    def close(self) -> None:
        """The last field put together with its rest, once: piece by piece it would be copied for each."""
        if not self.rest:
            return
        field = self.fields[-1]
        source = field.source + "".join(piece for piece, _ in self.rest)
        kept = None
        if self._originals is not None or field.original is not None:
            kept = (field.original or field.source) + "".join(original for _, original in self.rest)
        defects = (*field.defects, Defect("fold-lost", "lines of it had lost the space that they began with"))
        self.fields[-1] = Field(field.number, field.name, source, field.first_line, self._last_line, defects, kept)
        self.rest.clear()

    def _is_body(self, index: int) -> bool:
        """Whether the header has ended: no field of a well-known name comes any more."""
        if self._last_known is None:
            known = (at for at in reversed(range(len(self._sources))) if _COMMON_FIELD.match(self._sources[at]))
            self._last_known = next(known, -1)
        return self._last_known <= index


# No header field's name begins so; a folded line's words do.
_NO_NAMES = frozenset("(<+;'\"")
_ADDRESSES = frozenset({"to", "cc", "bcc", "reply-to", "from", "envelope-to", "references"})
# A time of day; not two groups of an IPv6 address.
_DATED = lazy(r"(?<![0-9A-Fa-f:])[0-9]{1,2}:[0-9]{2}")
# Outlook 2003 puts it on top of the header that it shows.
_OUTLOOK = "Microsoft Mail Internet Headers Version 2.0"
_TRACE = frozenset({"Received", "X-Received", "received", "RECEIVED"})


@lru_cache(maxsize=2048)
def _key(name: str) -> str | None:
    """The name in lower case; None where it is none (RFC 5322 section 3.6.8: printable US-ASCII, and no space)."""
    is_name = name.isascii() and name.isprintable() and " " not in name and name[:1] not in _NO_NAMES
    return name.lower() if is_name else None


def _odd(number: int, source: str, first: int, last: int, original: str | None) -> Field:
    """A piece that does not begin as a field should."""
    match = _SPACED_NAME.match(source)
    if match:
        defects = (Defect("space-before-colon", "a space before the colon"),)
        return Field(number, match[1], source, first, last, defects, original)
    defects = (Defect("no-colon", "this line is not a header field"),)
    return Field(number, "", source, first, last, defects, original)


def _parted(number: int, source: str, first: int, last: int, original: str | None) -> Iterator[Field]:
    """The field, or the two or more that lost line ends have run into one.

    Of those only a Received is looked into further: in another's text such a word may be meant.
    """
    cuts = [0]
    for match in SWALLOWED.finditer(source):
        if cuts[-1] and not source.startswith(("Received:", "X-Received:"), cuts[-1]):
            break
        cuts.append(match.end())
    if len(cuts) == 1:
        yield Field(number, source.partition(":")[0], source, first, last, (), original)
        return
    defects: tuple[Defect, ...] = ()
    for at, start in enumerate(cuts):
        end = cuts[at + 1] if at + 1 < len(cuts) else len(source)
        piece = source[start:end]
        if end < len(source):
            span = (end - start, len(source) - start)
            defects = (Defect("lost-line-end", "another field was run into this one", span),)
        below = last if end == len(source) else first + piece.count("\n")
        yield Field(number + at, piece.partition(":")[0], piece, first, below, defects)
        first = below


def _decode(data: bytes, defects: list[Defect]) -> tuple[str, bool]:
    """(the text, whether a byte order mark was taken off)."""
    if len(data) > MAX_BLOCK:
        defects.append(Defect("block-too-long", f"only the first {MAX_BLOCK} bytes were read"))
        data = data[:MAX_BLOCK]
    for bom, encoding in BOMS:
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
    """Folded lines put together: (the repaired fields, the same as they were). Ends at a blank line.

    A line of white space is none: it belongs to the field above it (RFC 5322 section 4.2, obs-FWS). Nor is a
    lone carriage return where other lines end otherwise, nor a line that held nothing but NULs.
    """
    sources: list[list[str]] = []
    kept: list[list[str]] = []
    blanks = ("\n", "\r\n", "\r\r\n") if any("\n" in original for original in originals) else ("\r",)
    for line, original in zip(lines, originals, strict=True):
        empty = line == "\n"
        if empty and (original in blanks or original.strip("\r\n|> \t") == "" != original.strip("\r\n")):
            break
        if sources and (empty or line[0] in " \t"):
            sources[-1].append(" \n" if empty else line)
            kept[-1].append(original)
        elif not empty:
            sources.append([line])
            kept.append([original])
    return ["".join(source) for source in sources], ["".join(piece) for piece in kept]


def _lines(text: str, defects: list[Defect]) -> list[str]:
    """The lines with their ends, which may be LF, CRLF, CR CR LF or a lone CR."""
    crlf, lf, cr = text.count("\r\n"), text.count("\n"), text.count("\r")
    if cr > crlf:
        defects.append(Defect("lone-cr", "some lines end in a lone carriage return"))
    if crlf and (lf != crlf or cr != crlf):
        defects.append(Defect("mixed-line-ends", "the lines end in different ways"))
    return _LINE.findall(text)


_LINE = lazy(r"[^\r\n]*+(?:\r{1,2}\n|\n|\r)|[^\r\n]++")


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
