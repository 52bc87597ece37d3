"""A message cut as signatures see it: fields with their folds, and the body, all lines ending in CRLF.

RFC 6376 section 5.3: what is signed are lines that end in CRLF; files on disk mostly have LF. Linear
in the message's length: ``dkim.rfc822_parse`` is not, for a field of very many lines.
"""

from __future__ import annotations

import re

from headertrace.named import NamedTuple
from headertrace.patterns import lazy_bytes

MAX_FIELDS = 10_000
MAX_BYTES = 128 * 1024 * 1024

_FIELD = lazy_bytes(rb"([\x21-\x39\x3b-\x7e]++)[ \t]*+:")
_LINE_END = lazy_bytes(rb"\r?\n")

Header = tuple[bytes, bytes]


class Whole(NamedTuple):
    """``fields`` are (name, value) from the top, values with their folds and the last CRLF."""

    fields: tuple[Header, ...]
    body: bytes

    def all(self, *names: bytes) -> list[Header]:
        """The fields of these names (lower case), top first."""
        return [field for field in self.fields if field[0].lower() in names]

    def first(self, name: bytes) -> bytes | None:
        """The topmost value of that name (lower case), unfolded, or None."""
        return next((unfolded(value) for found, value in self.fields if found.lower() == name), None)


def split(data: bytes) -> Whole:
    """Cut one message. Raises ValueError for more than MAX_BYTES or MAX_FIELDS."""
    if len(data) > MAX_BYTES:
        raise ValueError(f"longer than {MAX_BYTES // 1024 // 1024} MB")
    fields: list[tuple[bytes, list[bytes]]] = []
    at = 0
    for end in _LINE_END.finditer(data):
        line = data[at : end.start()]
        at = end.end()
        if not line:
            break
        _take(line, fields)
    else:
        if at < len(data):
            _take(data[at:], fields)
            at = len(data)
    if len(fields) > MAX_FIELDS:
        raise ValueError(f"more than {MAX_FIELDS} fields")
    body = re.sub(rb"\r?\n", b"\r\n", data[at:])
    return Whole(tuple((name, b"".join(parts)) for name, parts in fields), body)


def unfolded(value: bytes) -> bytes:
    """The value on one line, white space as single spaces, none at the ends."""
    return b" ".join(value.split())


def _take(line: bytes, fields: list[tuple[bytes, list[bytes]]]) -> None:
    """Add a line of the header to the fields; one that belongs to none, as a mailbox has, is not signed either."""
    if line[:1] in (b" ", b"\t"):
        if fields:
            fields[-1][1].append(line + b"\r\n")
        return
    match = _FIELD.match(line)
    if match:
        fields.append((match[1], [line[match.end() :] + b"\r\n"]))
