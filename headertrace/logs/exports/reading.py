"""An export → events. A table's lines may be folded into one another by quotes: it is read by the csv module, whole."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from headertrace.logs.exports.export import Export, plain
from headertrace.logs.exports.index import INDEX
from headertrace.patterns import lazy
from headertrace.records.logs import LogEvent, LogLine
from headertrace.records.vocabulary import LogKind
from headertrace.syntax.dates import UNREADABLE
from headertrace.text.encoding import UTF_16

# So many bytes of a file tell what it is.
HEAD = 16_384
_FIELDS = "#Fields:"
# The default of the csv module, which is said so that it stays.
LONGEST_CELL = 131_072
_BOM = "\ufeff"
# "11/24/2026 8:00:01 AM", as PowerShell writes in an American's session.
_AMERICAN = lazy(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4} ")


def recognised(head: bytes) -> Export | None:
    """The export that begins like that; None where it is a log of lines."""
    text = _decoded(head)
    if text.lstrip()[:1] in ("{", "["):
        return next(
            (export for row in _rows_of_json(text) for export in INDEX if export.form == "json" and _has(row, export)),
            None,
        )
    names = frozenset(map(plain, _header(text.splitlines()) or ()))
    return next((export for export in INDEX if export.form == "csv" and export.needs <= names), None)


def events(export: Export, data: bytes, name: str, tell: Callable[[str], None] = lambda _: None) -> Iterator[LogEvent]:
    """The events in it, one for each recipient of a row. Never raises on content: ``tell`` is called with what is left
    out.
    """
    text = _decoded(data)
    rows = _rows_of_json(text) if export.form == "json" else _rows_of_csv(text, tell)
    for number, row in enumerate(rows, 1):
        yield from _events(export, row, LogLine(name, number, _text(row), "", export.name))


def _decoded(data: bytes) -> str:
    """PowerShell writes UTF-16."""
    return data.decode("utf-16" if data.startswith(UTF_16) else "utf-8", "replace").lstrip(_BOM)


def _header(lines: list[str]) -> list[str] | None:
    for line in lines[:20]:
        if line.startswith(_FIELDS):
            return line[len(_FIELDS) :].split(",")
        if line and line[0] != "#":
            return next(csv.reader([line], delimiter=_delimiter(line)), None)
    return None


def _delimiter(line: str) -> str:
    return max(",;\t", key=line.count)


def _rows_of_csv(text: str, tell: Callable[[str], None]) -> Iterator[dict[str, str]]:
    lines = text.splitlines()
    header = _header(lines)
    if header is None:
        return
    names = list(map(plain, header))
    first = next((line for line in lines if line and line[0] != "#"), "")
    body = "\n".join(line for line in lines if not line.startswith("#"))
    for cells in _cells(body, _delimiter(first), tell):
        if list(map(plain, cells)) != names:
            yield dict(zip(names, cells, strict=False))


def _cells(body: str, delimiter: str, tell: Callable[[str], None]) -> Iterator[list[str]]:
    """The rows of a table; one with a larger cell than may be is left out, and no other.

    The csv module's own limit is that of the process, so it is not set here: it is the same, unless a program that uses
    this library has set another.
    """
    reader = csv.reader(StringIO(body), delimiter=delimiter)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = None
        if row is None or any(len(cell) > LONGEST_CELL for cell in row):
            tell(f"a row with a cell of more than {LONGEST_CELL:,} characters was left out: is a quote not closed?")
        else:
            yield row


def _rows_of_json(text: str) -> Iterator[dict[str, Any]]:
    """Objects one under the other, in an array, or within "items", as Mailgun's pages have them."""
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text):
        while at < len(text) and text[at] in " \t\r\n,[]":
            at += 1
        if at >= len(text):
            return
        try:
            found, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = text.find("\n", at)
            at = end + 1 if end >= 0 else len(text)
            continue
        yield from _objects(found)


def _objects(found: object) -> Iterator[dict[str, Any]]:
    if isinstance(found, dict):
        inner = found.get("items") or found.get("Records")
        message = found.get("Message")
        if isinstance(inner, list):
            yield from (item for item in inner if isinstance(item, dict))
        elif isinstance(message, str) and message.startswith("{"):
            # Within a notification of Amazon SNS.
            yield from _rows_of_json(message)
        else:
            yield found


def _has(row: Mapping[str, Any], export: Export) -> bool:
    return all(any(_values(row, name) for name in names.split("|")) for names in export.needs)


def _events(export: Export, row: Mapping[str, Any], line: LogLine) -> Iterator[LogEvent]:
    def value(fact: str) -> list[str]:
        names = export.columns.get(fact, ())  # type: ignore[call-overload]
        return next((found for name in names if (found := _values(row, name))), [])

    def one(fact: str) -> str | None:
        return next(iter(value(fact)), None)

    local, offset = _time(one("time"))
    word = (one("kind") or "").lower()
    kind: LogKind = _kind(export, word)
    if export.name == "mailgun" and kind == "bounced" and one("more") == "temporary":
        kind = "deferred"
    reply = " ".join(filter(None, (one("reply"), *(f"({more})" for more in value("more")[:1] if more))))
    told = line._replace(local=local, offset=offset, host=one("host"), said=line.text)
    ident = one("message_id")
    recipients = [part for item in value("recipient") for part in re.split(r"[;\s]+", item) if part] or [None]
    for recipient in recipients[:1_000]:
        yield LogEvent(
            kind, told, one("id"), one("peer"), one("peer_ip"), one("sender"), recipient,
            ident.strip("<> ") if ident else None, reply=reply or None, status=one("status"), next_id=one("next_id"),
        )  # fmt: skip


def _kind(export: Export, word: str) -> LogKind:
    """By the longest beginning that is known."""
    return next(
        (export.kinds[name] for name in sorted(export.kinds, key=len, reverse=True) if word.startswith(name)), "note"
    )


def _values(row: Mapping[str, Any], name: str) -> list[str]:
    """What stands in a column, or at the end of a path; of a list each."""
    if name in row:
        found: list[Any] = [row[name]]
    else:
        found = [row]
        for part in name.split("."):
            found = [inner for item in found for inner in _inside(item, part)]
    flat = [item for outer in found for item in (outer if isinstance(outer, list) else [outer])]
    return [str(item) for item in flat if isinstance(item, (str, int, float)) and str(item)]


def _inside(item: object, part: str) -> list[Any]:
    if isinstance(item, list):
        return [inner for one in item for inner in _inside(one, part)]
    return [item[part]] if isinstance(item, dict) and part in item else []


def _time(text: str | None) -> tuple[datetime | None, int | None]:
    """(the time, its zone in minutes east): seconds or milliseconds since 1970, ISO 8601, or as an American's computer writes."""
    if not text:
        return None, None
    try:
        if text.replace(".", "", 1).isdigit():
            seconds = float(text)
            return datetime.fromtimestamp(seconds / (1000 if seconds > 1e11 else 1), UTC).replace(tzinfo=None), 0
        moment = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError, OSError):
        return _spelled(text)
    if moment.tzinfo is None:
        # These services count in UTC, and say so in their manuals.
        return moment, 0
    away = moment.utcoffset()
    return moment.replace(tzinfo=None), int(away.total_seconds() // 60) if away is not None else 0


def _spelled(text: str) -> tuple[datetime | None, int | None]:
    from dateutil import parser

    day, _, _ = text.partition("/")
    first = bool(_AMERICAN.match(text)) and day.isdecimal() and int(day) > 12
    try:
        moment = parser.parse(text[:60], dayfirst=first)
    except UNREADABLE:
        return None, None
    away = moment.utcoffset()
    return moment.replace(tzinfo=None), int(away.total_seconds() // 60) if away is not None else 0


def _text(row: Mapping[str, Any]) -> str:
    """The row as a line of evidence."""
    return json.dumps(row, ensure_ascii=False, default=str)[:4_000]
