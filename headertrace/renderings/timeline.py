"""The timeline: hops on a real axis of time, waits as bars, clocks that disagree marked ``◂``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from rich.text import Text

from headertrace.records.path import Hop
from headertrace.records.trace import Trace
from headertrace.renderings import Options
from headertrace.renderings.terminal import (
    answer,
    arithmetic,
    clock,
    delay_style,
    findings,
    fitted,
    heading,
    host,
    looked_up,
    number,
    opinions,
    to_text,
)
from headertrace.text.durations import duration
from headertrace.text.layout import pad, width

_LABEL_SHARE = 0.38
_TICKS = 4


def render(traces: Sequence[Trace], options: Options) -> str:
    lines: list[Text] = []
    for count, trace in enumerate(traces, 1):
        lines += heading(trace, count, len(traces), options) + answer(trace, options)
        lines += _timeline(trace, options) + opinions(trace, options) + arithmetic(trace, options)
        lines += findings(trace, options) + looked_up(trace, options)
        if count < len(traces):
            lines.append(Text())
    return to_text(lines, options)


def _timeline(trace: Trace, options: Options) -> list[Text]:
    times = [hop.received.time for hop in trace.hops if hop.received.time]
    if not times:
        return []
    start, end = min(times), max(times)
    span = max((end - start).total_seconds(), 1.0)
    labels = [f"{number(hop)} {host(hop.received.by or '?')}" for hop in trace.hops]
    label_cells = min(max(map(width, labels)), int(options.width * _LABEL_SHARE))
    took_cells = max((len(duration(hop.delay_s)) for hop in trace.hops if hop.delay_s is not None), default=0)
    cells = max(10, options.width - label_cells - took_cells - 4)
    lines = [Text(pad("", label_cells + 2) + _axis(start, span, cells, options), style="dim")]
    before: datetime | None = None
    for hop, label in zip(trace.hops, labels, strict=True):
        lines.append(_row(hop, before, start, span, cells, pad(fitted(label, label_cells), label_cells)))
        before = hop.received.time or before
    return lines


def _row(hop: Hop, before: datetime | None, start: datetime, span: float, cells: int, label: str) -> Text:
    line = Text(label + "  ")
    time = hop.received.time
    if time is None:
        return line.append("(time unknown)", "dim")
    here = _cell(time, start, span, cells)
    there = _cell(before, start, span, cells) if before else here
    style = delay_style(hop.delay_s)
    if here > there:
        line.append(" " * there + "▇" * (here - there) + "▏", style)
    elif hop.delay_s is not None and hop.delay_s < 0:
        line.append(" " * here + "◂" + "┄" * (there - here), style)
    else:
        line.append(" " * here + "▏", style)
    if hop.delay_s is not None:
        line.append(" " + duration(hop.delay_s), style)
    return line


def _cell(moment: datetime, start: datetime, span: float, cells: int) -> int:
    return round((moment - start).total_seconds() / span * (cells - 2))


def _axis(start: datetime, span: float, cells: int, options: Options) -> str:
    """Times along the axis, as many as fit; with the day where the span is longer than one."""
    with_day = span >= 86_400
    size = 15 if with_day else 8
    ticks = max(1, min(_TICKS, cells // (size + 3)))
    text = ""
    for tick in range(ticks):
        at = round(tick * cells / ticks)
        moment = start + timedelta(seconds=span * tick / ticks)
        text = text.ljust(at) + clock(moment, options, with_day).strip()
    return text
