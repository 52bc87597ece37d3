"""One page for who has to decide: the sentences, the pictures, every table. It needs nothing else and runs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.mailbox.shown.cells import NUMBERS, moment, words
from headertrace.mailbox.shown.drawing import picture, small
from headertrace.mailbox.shown.sheet import listed
from headertrace.named import NamedTuple
from headertrace.renderings.drawing import markup

if TYPE_CHECKING:
    from headertrace.mailbox.shown.sheet import Part, Sheet
    from headertrace.renderings.rendering import Options

_PICTURED = ("trend", "hosts", "causes")
# So many columns a page is wide enough for.
_MOST_COLUMNS = 7


class _Cell(NamedTuple):
    """``kind`` is a class of the style sheet."""

    text: str
    kind: str


class _Row(NamedTuple):
    """``command`` opens the message again that the row is about."""

    cells: list[_Cell]
    command: str


class _Table(NamedTuple):
    """An answer as the template needs it; ``drawing`` is a picture's markup."""

    name: str
    title: str
    asks: str
    heads: list[tuple[str, str, str]]
    rows: list[_Row]
    left_out: int
    said: tuple[str, ...]
    notes: tuple[str, ...]
    drawing: str
    caption: str


def render(sheet: Sheet, options: Options) -> str:
    """The page."""
    from headertrace.renderings.html import page

    first, last = (moment(value, "moment", options) if value else "" for value in (sheet.first, sheet.last))
    tables = [_table(part, sheet, options) for part in sheet.parts]
    return page("statistics.html", sheet=sheet, tables=tables, first=first, last=last, zone=options.zone_name)


def _table(part: Part, sheet: Sheet, options: Options) -> _Table:
    from markupsafe import Markup

    answer = part.answer
    columns = [
        (at, column)
        for at, column in enumerate(answer.columns)
        if column.kind != "command" and any(row[at] is not None for row in answer.rows)
    ]
    while len(columns) > _MOST_COLUMNS and (
        minor := [item for item in columns if item[1].minor and item[1].kind == "text"]
    ):
        columns.remove(minor[-1])
    commands = [at for at, column in enumerate(answer.columns) if column.kind == "command"]
    drawn = picture(part, options) if part.name in _PICTURED else None
    rows = []
    for row in listed(part):
        cells = []
        for at, column in columns:
            value = row[at]
            if isinstance(value, list):
                cells.append(_Cell(Markup(markup(small(value))), "small"))
            else:
                cells.append(_Cell(words(value, column.kind, options), _kind(column.kind)))
        rows.append(_Row(cells, " ".join(str(row[at]) for at in commands if row[at] is not None)))
    said = () if part.name == "changes" and sheet.said and not answer.rows else answer.said
    caption = "" if drawn is None else next((item.text or "" for item in drawn if item.tag == "desc"), "")
    heads = [(column.title, column.text, _kind(column.kind)) for _, column in columns]
    drawing = Markup(markup(drawn)) if drawn is not None else ""
    left_out = answer.total - len(answer.rows)
    return _Table(
        part.name, answer.title, part.asks, heads, rows, left_out, said, answer.notes, drawing, caption,
    )  # fmt: skip


def _kind(kind: str) -> str:
    if kind in NUMBERS:
        return "num"
    return {"moment": "time", "day": "time", "series": "small"}.get(kind, "host")
