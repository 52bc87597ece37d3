"""Header fields as lists of names and values, in JSON, as the interfaces of mail services give them.

Source: Microsoft Graph (internetMessageHeaders: name, value), Gmail (payload.headers: name, value), Mailgun
(message-headers: pairs), Amazon SES (mail.headers: name, value), SendGrid's inbound parse (headers: one text), and
programs that print a header as one object.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from headertrace.records.evidence import Defect
from headertrace.sources.raw import Origin, Raw, of_header
from headertrace.sources.within import failed

MAX_SIZE = 64 * 1024 * 1024
# A list of messages; more are a mailbox.
MAX_MESSAGES = 10_000
_NAMES = ("name", "key", "header", "field")
_VALUES = ("value", "content")
_NOTE = Defect("repaired", "read from names and values in JSON: its lines are counted in that list")


def read(stream: BinaryIO, origin: Origin, whole: bool) -> Iterator[Raw]:
    """The header of each message that is in the document; where there is none, the document as it stands."""
    data = stream.read(MAX_SIZE + 1)
    number = 0
    lines = _Lines()
    for number, header in enumerate(_headers(data[:MAX_SIZE], lines), 1):
        if number > MAX_MESSAGES:
            yield failed("the rest", origin, f"it stands behind the first {MAX_MESSAGES} messages: it was not read")
            return
        yield of_header(origin._replace(number=number), header, whole, (_NOTE,))
    if number and lines.damaged:
        why = f"{lines.damaged} lines in it are not JSON, line {lines.first} for one: they were not read"
        yield failed("the rest", origin, why)
    if len(data) > MAX_SIZE:
        yield failed("the rest", origin, f"it is longer than {MAX_SIZE >> 20} MiB: that part was not read")
    elif not number and data:
        yield of_header(origin, data, whole)


class _Lines:
    """Of a document with an object a line those lines that are none: how many, and the first one's number."""

    damaged = 0
    first = 0


def _headers(data: bytes, lines: _Lines) -> Iterator[bytes]:
    """The header blocks in a document, in its order."""
    for root in _documents(data, lines):
        waiting = [root]
        while waiting:
            item = waiting.pop()
            fields = _fields(item)
            if any(name.lower() == "received" for name, _ in fields):
                yield _block(fields)
            elif isinstance(item, str):
                if "eceived: " in item and "\n" in item:
                    yield item.encode("utf-8", "surrogatepass") + b"\n\n"
            elif isinstance(item, (dict, list)):
                waiting += reversed(list(item.values() if isinstance(item, dict) else item))


def _documents(data: bytes, lines: _Lines) -> Iterator[Any]:
    """The document, or those that stand in a line each; ``lines`` counts the others."""
    text = data.decode("utf-8-sig", "replace")
    try:
        yield json.loads(text)
        return
    except (ValueError, RecursionError):
        pass
    for number, line in enumerate(text.splitlines(), 1):
        try:
            root = json.loads(line) if line.strip() else None
        except (ValueError, RecursionError):
            lines.damaged += 1
            lines.first = lines.first or number
        else:
            yield root


def _fields(item: object) -> list[tuple[str, str]]:
    """The names and values that a list, or an object, of fields has; none of anything else."""
    made: list[tuple[str, str]] = []
    if isinstance(item, list):
        for row in item:
            pair = _pair(row)
            if pair is None:
                return []
            made.append(pair)
    elif isinstance(item, dict):
        for name, value in item.items():
            values = value if isinstance(value, list) else [value]
            made += [(str(name), one) for one in values if isinstance(one, str)]
    return made


def _pair(row: object) -> tuple[str, str] | None:
    if isinstance(row, list) and len(row) == 2 and isinstance(row[0], str) and isinstance(row[1], str):
        return row[0], row[1]
    if isinstance(row, dict):
        said = {str(key).lower(): value for key, value in row.items()}
        name = next((said[key] for key in _NAMES if isinstance(said.get(key), str)), None)
        value = next((said[key] for key in _VALUES if isinstance(said.get(key), str)), None)
        if name is not None and value is not None:
            return name, value
    return None


def _block(fields: list[tuple[str, str]]) -> bytes:
    """A header block, a line a field: its lines are those of the list."""
    rows = (f"{' '.join(name.split())}: {' '.join(value.split())}\n" for name, value in fields)
    return "".join(rows).encode("utf-8", "surrogatepass") + b"\n"
