"""The table: a line a hop, oldest first, with its delay and a bar; the ends of the way, the border and the total."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from headertrace.named import NamedTuple
from headertrace.renderings.page import path
from headertrace.renderings.terminal import TRUST_STYLE, delay_style, edge, number, protocol
from headertrace.text.layout import pad, shorten, width
from headertrace.view.hosts import fitted, is_same, pair
from headertrace.view.moments import clock
from headertrace.view.way import way

if TYPE_CHECKING:
    from datetime import datetime

    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options
    from headertrace.view.steps import Step
    from headertrace.view.way import Edge, Way

_GAP = "  "
_BAR_CELLS = 12
_MIN_NAMES = 17
_MIN_BORDER = 72
# What gives way until the names have room: (whether a name that repeats the row above goes, the columns that go).
_STAGES: tuple[tuple[bool, tuple[str, ...]], ...] = (
    (False, ()),
    (False, ("organisation",)),
    (True, ("organisation",)),
    (False, ("organisation", "with")),
    (True, ("organisation", "with")),
)
# The role goes where the names would have next to no room.
_LAST_TO_GO = ("role", 24)
_NAMES = "from → by"


def message(trace: Trace, number: int | None, options: Options) -> str:
    return path(trace, number, options, _table)


class _Line(NamedTuple):
    """What stands in a row: a hop, or an end of the way."""

    number: str
    mark: str
    role: str
    names: tuple[str, str]
    end: Edge | None
    organisation: str
    protocol: str
    moment: datetime | None
    delay: str
    delay_s: float | None
    bar: str
    by_stamps: str
    cause: str
    why: str
    trust: str


class Column(NamedTuple):
    """One column: its head, what stands in it for each row and under that, and how wide it is."""

    head: str
    cells_of: list[str]
    cells: int
    right: bool = False
    below: Sequence[str] = ()


def _table(trace: Trace, options: Options) -> list[Text]:
    whole = way(trace, options)
    if not whole.steps:
        return []
    bar_cells = _BAR_CELLS if options.width >= 100 else 6 if options.width >= 72 else 0
    rows = _rows(whole, bar_cells)
    columns, cells = _fitted(rows, bar_cells, options)
    lines = [Text(_GAP.join(pad(column.head, column.cells, column.right) for column in columns).rstrip(), style="dim")]
    for index, row in enumerate(rows):
        if whole.border and row.number == str(whole.border.at):
            lines.append(edge(whole.border, min(options.width, max(cells, _MIN_BORDER))))
        lines.append(_drawn(columns, index, row, options))
        lines += _under(columns, index, row, options)
    return lines + _total(whole, columns, options)


def _rows(whole: Way, bar_cells: int) -> list[_Line]:
    rows = [_end(whole.written, bar_cells)] if whole.written else []
    for step in whole.steps:
        rows.append(_Line(
            str(step.n), step.mark, step.role, (step.sender, step.by), None, step.organisation, protocol(step),
            step.moment, step.delay, step.delay_s, bar(step, bar_cells), step.by_stamps, step.cause, step.why,
            step.trust,
        ))  # fmt: skip
    return [*rows, _end(whole.stored, bar_cells)] if whole.stored else rows


def _end(end: Edge, bar_cells: int) -> _Line:
    drawn = _bar(end.delay_s, end.share, bar_cells)
    return _Line(
        "·", end.mark, end.role, (end.words, ""), end, "", "", end.moment, end.delay, end.delay_s, drawn, "", "", "",
        end.trust,
    )  # fmt: skip


def _fitted(rows: Sequence[_Line], bar_cells: int, options: Options) -> tuple[list[Column], int]:
    """(the columns for which there is room, the cells that they and the bar take)."""
    columns = _columns(rows, options)
    for is_short, dropped in _STAGES:
        shown = _without_repeats(rows) if is_short else rows
        kept = [column for column in columns if column.head not in dropped]
        wanted = max(width(_joined(row)) for row in shown)
        if options.width - _taken(kept, bar_cells) >= wanted:
            break
    if options.width - _taken(kept, bar_cells) < _LAST_TO_GO[1]:
        kept = [column for column in kept if column.head != _LAST_TO_GO[0]]
    fixed = _taken(kept, bar_cells)
    cells = max(_MIN_NAMES, min(options.width - fixed, max(wanted, width(_NAMES))))
    at = next(index for index, column in enumerate(kept) if column.head not in ("#", "role"))
    named = [_names(row, cells) for row in shown]
    kept.insert(at, Column(_NAMES, [text for text, _ in named], cells, below=[more for _, more in named]))
    return kept, fixed + cells


def _without_repeats(rows: Sequence[_Line]) -> list[_Line]:
    """Who handed a message on is most often who accepted it, one row above: once is enough where room is short."""
    made, above = [], ""
    for row in rows:
        sender, by = row.names
        made.append(row._replace(names=("", by)) if by and is_same(sender, above) else row)
        above = by
    return made


def _taken(columns: Sequence[Column], bar_cells: int) -> int:
    """The cells of all columns and of the bar, with the gaps before names and bar."""
    return sum(column.cells + len(_GAP) for column in columns) + (bar_cells + len(_GAP) if bar_cells else 0)


def _columns(rows: Sequence[_Line], options: Options) -> list[Column]:
    """All columns but the names, whose width is what the others leave."""
    times, head = _times(rows, options)
    digits = max(len(row.number) for row in rows)
    columns = [
        ("#", [number(row.number, row.mark, digits) for row in rows], True),
        ("role", [row.role for row in rows], False),
        ("organisation", [shorten(row.organisation, 20) for row in rows], False),
        ("with", [shorten(row.protocol, 14 if options.width < 110 else 23) for row in rows], False),
        (head, times, False),
        ("delay", [row.delay for row in rows], True),
    ]
    return [
        Column(head, cells, max(width(head), *map(width, cells)), right)
        for head, cells, right in columns
        if head not in ("organisation", "with") or any(cells)
    ]


def _times(rows: Sequence[_Line], options: Options) -> tuple[list[str], str]:
    """(the times, the column's head): where all are of one day, the head names the day."""
    full = [clock(row.moment, options) for row in rows]
    days = {text[:6] for text in full if len(text) > 6}
    place = options.zone_name.rpartition("/")[2]
    if len(days) != 1:
        return full, f"received ({place})"
    return [text[7:] or text for text in full], f"{days.pop().strip()} ({place})"


_STYLES = {"with": "cyan", "role": "dim", "organisation": "dim"}


def _drawn(columns: list[Column], index: int, row: _Line, options: Options) -> Text:
    line = Text()
    for column in columns:
        style = delay_style(row.delay_s) if column.head == "delay" else _STYLES.get(column.head, "")
        line.append(pad(column.cells_of[index], column.cells, column.right) + _GAP, style)
    line.append(row.bar, delay_style(row.delay_s))
    line.rstrip()
    if row.trust in TRUST_STYLE:
        line.stylize(TRUST_STYLE[row.trust])
    room = options.width - width(line.plain)
    stamps = f" (stamps: {row.by_stamps})"
    if row.by_stamps and len(stamps) <= room:
        line.append(stamps, "dim")
        room -= len(stamps)
    # Where there is no room to say how sure it is, a question mark tells that it isn't.
    short = row.why if row.why == row.cause else f"{row.cause}?"
    words = next((text for text in (row.why, short) if text and len(text) < room), "")
    return line.append(f" {words}", "bold") if words else line


def _under(columns: list[Column], index: int, row: _Line, options: Options) -> list[Text]:
    """The sender, where the row has no room for it."""
    ahead = 0
    for column in columns:
        if column.below and column.below[index]:
            name = fitted(column.below[index], options.width - ahead - len("from "))
            return [Text(" " * ahead + f"from {name}", TRUST_STYLE.get(row.trust, ""))]
        ahead += column.cells + len(_GAP)
    return []


def _total(whole: Way, columns: list[Column], options: Options) -> list[Text]:
    """What all delays add up to, under them."""
    if not whole.total:
        return []
    ahead = sum(column.cells + len(_GAP) for column in columns) - len(_GAP)
    line = pad(f"total since {whole.since}  {whole.total}", ahead, right=True)
    more = "" if whole.decided else "  by the first reading"
    return [Text(line + (more if width(line) + width(more) <= options.width else ""), style="dim")]


def _joined(row: _Line) -> str:
    return " → ".join(row.names).lstrip() if row.names[1] else row.names[0]


def _names(row: _Line, cells: int) -> tuple[str, str]:
    """(what stands in the column, what stands under it for want of room)."""
    sender, by = row.names
    if row.end is not None:
        return row.end.fitted(cells), ""
    return pair(sender, by, cells) if sender else (f"→ {fitted(by, cells - 2)}", "")


def bar(step: Step, cells: int) -> str:
    """The true delay as a bar, the longest one filling ``cells``; hollow where a stamp was corrected."""
    return _bar(step.delay_s, step.share, cells, "▯" if step.by_stamps else "▇", "▯" if step.by_stamps else "▏")


def _bar(seconds: float | None, share: float, cells: int, full: str = "▇", least: str = "▏") -> str:
    if seconds is None or not cells:
        return ""
    if seconds < 0:
        return "◂"
    if seconds < 1:
        return ""
    return full * round(share * cells) or least
