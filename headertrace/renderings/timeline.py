"""The timeline: hops on a real axis of time, waits as bars, hollow by a wrong clock; ``◂`` where time runs back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text

from headertrace.renderings.page import path
from headertrace.renderings.terminal import delay_style, number
from headertrace.text.layout import pad, width
from headertrace.view.axis import Axis, from_round, marks, over
from headertrace.view.hosts import fitted
from headertrace.view.steps import steps

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options
    from headertrace.view.steps import Step

_LABEL_SHARE = 0.38


def message(trace: Trace, number: int | None, options: Options) -> str:
    return path(trace, number, options, _timeline)


def _timeline(trace: Trace, options: Options) -> list[Text]:
    shown = steps(trace, options)
    whole = over(shown)
    if whole is None:
        return []
    axis = from_round(whole, options)
    labels = [f"{number(step)} {step.by}" for step in shown]
    label_cells = min(max(map(width, labels)), int(options.width * _LABEL_SHARE))
    took_cells = max(len(step.delay) for step in shown)
    cells = max(10, options.width - label_cells - took_cells - 4)
    lines = [Text(pad("", label_cells + 2) + _axis(axis, cells, cells + took_cells, options), style="dim")]
    before: datetime | None = None
    for step, label in zip(shown, labels, strict=True):
        lines.append(_row(step, before, axis, cells, pad(fitted(label, label_cells), label_cells)))
        before = step.moment or before
    return lines


def _row(step: Step, before: datetime | None, axis: Axis, cells: int, label: str) -> Text:
    line = Text(label + "  ")
    if step.moment is None:
        return line.append("(time unknown)", "dim")
    here = _cell(step.moment, axis, cells)
    there = _cell(before, axis, cells) if before else here
    style = delay_style(step.delay_s)
    if here > there:
        line.append(" " * there + ("▯" if step.by_stamps else "▇") * (here - there) + "▏", style)
    elif before and step.moment < before:
        line.append(" " * here + "◂" + "┄" * (there - here), style)
    else:
        line.append(" " * here + "▏", style)
    if step.delay:
        line.append(f" {step.delay}", style)
    return line


def _cell(moment: datetime, axis: Axis, cells: int) -> int:
    return round(axis.share(moment) * (cells - 2))


def _axis(axis: Axis, cells: int, room: int, options: Options) -> str:
    """Round moments along the axis, each above its place, as many as fit beside each other in ``room`` cells."""
    text = ""
    for share, label in marks(axis, options):
        at = round(share * (cells - 2))
        if at + len(label) <= room and (not text or at > len(text) + 1):
            text = text.ljust(at) + label
    return text
