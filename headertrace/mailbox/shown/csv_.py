"""One answer as CSV (RFC 4180), cells made harmless as in every CSV of the house."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from headertrace.renderings.csv import cell, written
from headertrace.renderings.rendering import RenderingError
from headertrace.text.durations import rfc3339

if TYPE_CHECKING:
    from headertrace.mailbox.shown.sheet import Sheet
    from headertrace.renderings.rendering import Options


def render(sheet: Sheet, options: Options) -> str:
    """The one answer. Raises RenderingError where there are several."""
    if len(sheet.parts) != 1:
        raise RenderingError("csv is one table: name one question, as in `headertrace stats OUT hosts -f csv`")
    answer = sheet.parts[0].answer
    return written(
        [[column.name for column in answer.columns], *([_value(value) for value in row] for row in answer.rows)]
    )


def _value(value: object) -> str:
    if isinstance(value, datetime):
        return rfc3339(value.astimezone(UTC)) or ""
    if isinstance(value, list):
        return " ".join("" if item is None else f"{item:g}" for item in value).strip()
    return cell(value)
