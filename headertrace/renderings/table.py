"""The table: a line a hop, oldest first, with its delay and a bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text

from headertrace.renderings.page import path
from headertrace.renderings.terminal import delay_style, number, protocol
from headertrace.text.layout import pad, shorten, width
from headertrace.view.moments import clock
from headertrace.view.steps import boundary, steps

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options
    from headertrace.view.steps import Step

_GAP = "  "
_BAR_CELLS = 12
_MIN_NAMES = 17
# Columns that give way, and the room that names must have beside each.
_FIRST_TO_GO = (("organisation", 56), ("with", 32), ("role", 24))


def message(trace: Trace, number: int | None, options: Options) -> str:
    return path(trace, number, options, _table)


def _table(trace: Trace, options: Options) -> list[Text]:
    shown = steps(trace, options)
    if not shown:
        return []
    bar_cells = _BAR_CELLS if options.width >= 100 else 6 if options.width >= 72 else 0
    columns, cells = _fitted(shown, bar_cells, options)
    lines = [Text(_GAP.join(pad(column.head, column.cells, column.right) for column in columns).rstrip(), style="dim")]
    border = boundary(trace)
    for index, step in enumerate(shown):
        if border and step.n == border[0]:
            lines.append(_border(border[1], min(options.width, cells)))
        row = _row(columns, index, step, bar(step, bar_cells))
        if step.by_stamps and width(row.plain) + len(step.by_stamps) + 13 <= options.width:
            row.append(f" (stamps: {step.by_stamps})", "dim")
        if step.cause and width(row.plain) + len(step.cause) + 1 <= options.width:
            row.append(f" {step.cause}", "bold")
        lines.append(row)
    return lines


def _fitted(shown: Sequence[Step], bar_cells: int, options: Options) -> tuple[list[Column], int]:
    """(the columns for which there is room, the cells that they and the bar take)."""
    columns = _columns(shown, options)
    fixed = sum(column.cells + len(_GAP) for column in columns) + (bar_cells + len(_GAP) if bar_cells else 0)
    for dropped, room in _FIRST_TO_GO:
        if options.width - fixed < room:
            fixed -= sum(column.cells + len(_GAP) for column in columns if column.head == dropped)
            columns = [column for column in columns if column.head != dropped]
    names = [f"{step.sender} → {step.by}" for step in shown]
    cells = max(_MIN_NAMES, min(options.width - fixed, max(map(width, names))))
    at = next(index for index, column in enumerate(columns) if column.head not in ("#", "role"))
    columns.insert(at, Column("from → by", [_names(step, cells) for step in shown], cells))
    return columns, fixed + cells


class Column(NamedTuple):
    """One column: its head, what stands in it for each hop, and how wide it is."""

    head: str
    cells_of: list[str]
    cells: int
    right: bool = False


def _columns(shown: Sequence[Step], options: Options) -> list[Column]:
    """All columns but the names, whose width is what the others leave."""
    times, head = _times(shown, options)
    columns = [
        ("#", [number(step) for step in shown], True),
        ("role", [step.role for step in shown], False),
        ("organisation", [shorten(step.organisation, 20) for step in shown], False),
        ("with", [shorten(protocol(step), 14 if options.width < 110 else 23) for step in shown], False),
        (head, times, False),
        ("delay", [step.delay for step in shown], True),
    ]
    return [Column(head, cells, max(width(head), *map(width, cells)), right) for head, cells, right in columns]


def _times(shown: Sequence[Step], options: Options) -> tuple[list[str], str]:
    """(the times, the column's head): where all are of one day, the head names the day."""
    full = [clock(step.moment, options) for step in shown]
    days = {text[:6] for text in full if len(text) > 6}
    place = options.zone_name.rpartition("/")[2]
    if len(days) != 1:
        return full, f"received ({place})"
    return [text[7:] or text for text in full], f"{days.pop().strip()} ({place})"


_STYLES = {"with": "cyan", "role": "dim", "organisation": "dim"}


def _row(columns: list[Column], index: int, step: Step, bar: str) -> Text:
    line = Text()
    for column in columns:
        style = delay_style(step.delay_s) if column.head == "delay" else _STYLES.get(column.head, "")
        line.append(pad(column.cells_of[index], column.cells, column.right) + _GAP, style)
    line.append(bar, delay_style(step.delay_s))
    line.rstrip()
    if step.trust in ("claimed", "contradicted"):
        line.stylize("dim" if step.trust == "claimed" else "dim strike")
    return line


def _border(words: str, cells: int) -> Text:
    head = f"── {shorten(words, max(10, cells - 6))} "
    return Text(head + "─" * max(2, cells - width(head)), style="dim")


def _names(step: Step, cells: int) -> str:
    sender, by = step.sender, step.by
    room = cells - 3
    if width(sender) + width(by) > room:
        sender, by = sender.partition(" (")[0], by.partition(" (")[0]
    if width(sender) + width(by) > room:
        half = room // 2
        left = max(half, room - width(by)) if width(by) < room - half else half
        sender = shorten(sender, left)
        by = shorten(by, room - width(sender))
    return f"{sender} → {by}"


def bar(step: Step, cells: int) -> str:
    """The true delay as a bar, the longest one filling ``cells``; hollow where a stamp was corrected."""
    if step.delay_s is None or not cells:
        return ""
    if step.delay_s < 0:
        return "◂"
    if step.delay_s < 1:
        return ""
    return ("▯" if step.by_stamps else "▇") * round(step.share * cells) or ("▯" if step.by_stamps else "▏")
