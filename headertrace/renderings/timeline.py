"""The timeline: hops on a real axis of time, waits as bars, hollow by a wrong clock; ``◂`` where time runs back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from headertrace.renderings.page import path
from headertrace.renderings.terminal import TRUST_STYLE, delay_style, edge, number
from headertrace.text.layout import pad, shorten, width
from headertrace.view.axis import Axis, marks
from headertrace.view.bars import timeline
from headertrace.view.hosts import fitted
from headertrace.view.way import way

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options
    from headertrace.view.bars import Row

_LABEL_SHARE = 0.38
_GAP = "  "


def message(trace: Trace, number: int | None, options: Options) -> str:
    return path(trace, number, options, _timeline)


def _timeline(trace: Trace, options: Options) -> list[Text]:
    found = timeline(way(trace, options), options)
    if found is None:
        return []
    axis, rows = found
    digits = max(len(row.number) for row in rows)
    label_cells = min(max(digits + 2 + width(row.name) for row in rows), int(options.width * _LABEL_SHARE))
    took_cells = max(len(row.delay) for row in rows)
    cells = max(10, options.width - label_cells - took_cells - 4)
    lines = [Text(" " * label_cells + _GAP + _axis(axis, cells, cells + took_cells, options), style="dim")]
    for row in rows:
        if row.border:
            lines.append(edge(row.border, options.width))
        name = fitted(row.name, label_cells - digits - 2) if row.step else shorten(row.name, label_cells - digits - 2)
        label = pad(f"{number(row.number, row.mark, digits)} {name}", label_cells) + _GAP
        lines += _drawn(row, label, cells, options)
    return lines


def _drawn(row: Row, label: str, cells: int, options: Options) -> list[Text]:
    """A row; the cause stands behind its bar, or where there is no room for it, under it."""
    style = delay_style(row.delay_s)
    line = Text(label)
    if row.bar is None:
        line.append(f"({row.untimed})", "dim")
        return [_dimmed(line, row)]
    start, size = _cell(row.bar.start, cells), _cell(row.bar.end, cells) - _cell(row.bar.start, cells)
    drawn = {"wait": "▇" * size + "▏", "wrong": "▯" * size + "▏", "back": "◂" + "┄" * size, "none": "▏"}[row.bar.kind]
    line.append(" " * start + drawn + (f" {row.delay}" if row.delay else ""), style)
    _dimmed(line, row)
    if not row.why:
        return [line]
    if width(line.plain) + 1 + width(row.why) <= options.width:
        return [line.append(f" {row.why}", "bold")]
    at = min(len(label) + start, options.width - width(row.why))
    return [line, Text(" " * max(0, at)).append(shorten(row.why, options.width), "bold")]


def _dimmed(line: Text, row: Row) -> Text:
    if row.trust in TRUST_STYLE:
        line.stylize(TRUST_STYLE[row.trust])
    return line


def _cell(share: float, cells: int) -> int:
    return round(share * (cells - 2))


def _axis(axis: Axis, cells: int, room: int, options: Options) -> str:
    """Round moments along the axis, each above its place, as many as fit beside each other in ``room`` cells."""
    text = ""
    for share, label in marks(axis, options):
        at = _cell(share, cells)
        if at + len(label) <= room and (not text or at > len(text) + 1):
            text = text.ljust(at) + label
    return text
