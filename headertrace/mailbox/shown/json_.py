"""Answers as one JSON document, of the schema that ``headertrace schema stats`` prints."""

from __future__ import annotations

from datetime import UTC, datetime
from math import isfinite
from typing import TYPE_CHECKING, Any

from headertrace.renderings.json_ import dumps
from headertrace.text.durations import rfc3339

if TYPE_CHECKING:
    from headertrace.mailbox.shown.sheet import Part, Sheet
    from headertrace.renderings.rendering import Options

VERSION = "headertrace.stats/1"


def render(sheet: Sheet, options: Options) -> str:
    return dumps(document(sheet), indent=2) + "\n"


def document(sheet: Sheet) -> dict[str, Any]:
    """The sheet as plain dicts, lists, texts and numbers."""
    return {
        "schema": VERSION,
        "dataset": sheet.dataset,
        "messages": sheet.messages,
        "first": plain(sheet.first),
        "last": plain(sheet.last),
        "chosen": dict(sheet.chosen),
        "over_s": sheet.over_s,
        "said": list(sheet.said),
        "notes": list(sheet.notes),
        "answers": [_part(part) for part in sheet.parts],
    }


def _part(part: Part) -> dict[str, Any]:
    answer = part.answer
    names = [column.name for column in answer.columns]
    return {
        "question": part.name,
        "title": answer.title,
        "columns": [{"name": column.name, "kind": column.kind, "text": column.text} for column in answer.columns],
        "rows": [dict(zip(names, map(plain, row), strict=True)) for row in answer.rows],
        "total": answer.total,
        "said": list(answer.said),
        "notes": list(answer.notes),
    }


def plain(value: object) -> Any:
    """The value as JSON has it: moments by RFC 3339, in UTC."""
    if isinstance(value, datetime):
        return rfc3339(value.astimezone(UTC))
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, float) and not isfinite(value):
        return None
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return str(value)
