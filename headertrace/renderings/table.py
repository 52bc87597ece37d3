"""The table: a line a hop, oldest first, with its delay and a bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.text import Text

from headertrace.records.path import Hop
from headertrace.records.trace import Trace
from headertrace.renderings import Options
from headertrace.renderings.terminal import (
    answer,
    arithmetic,
    boundary,
    clock,
    delay,
    delay_style,
    ends,
    findings,
    heading,
    looked_up,
    number,
    opinions,
    protocol,
    role,
    to_text,
)
from headertrace.text.layout import pad, shorten, width
from headertrace.text.safe import safe

_GAP = "  "
_BAR_CELLS = 12
_MIN_NAMES = 17
# Columns that give way, and the room that names must have beside each.
_FIRST_TO_GO = (("organisation", 56), ("with", 32), ("role", 24))


def render(traces: Sequence[Trace], options: Options) -> str:
    lines: list[Text] = []
    for count, trace in enumerate(traces, 1):
        lines += heading(trace, count, len(traces), options) + answer(trace, options)
        if trace.hops:
            lines += _table(trace, options)
        lines += opinions(trace, options) + arithmetic(trace, options) + findings(trace, options)
        lines += looked_up(trace, options)
        if count < len(traces):
            lines.append(Text())
    return to_text(lines, options)


def _table(trace: Trace, options: Options) -> list[Text]:
    hops = trace.hops
    longest = max((hop.delay_s or 0.0 for hop in hops), default=0.0)
    columns = _columns(trace, options)
    bar_cells = _BAR_CELLS if options.width >= 100 else 6 if options.width >= 72 else 0
    fixed = sum(column.cells + len(_GAP) for column in columns) + (bar_cells + len(_GAP) if bar_cells else 0)
    for dropped, room in _FIRST_TO_GO:
        if options.width - fixed < room:
            for column in [column for column in columns if column.head == dropped]:
                columns.remove(column)
                fixed -= column.cells + len(_GAP)
    names = [" → ".join(ends(hop)) for hop in hops]
    name_cells = max(_MIN_NAMES, min(options.width - fixed, max(map(width, names))))
    at = next(index for index, column in enumerate(columns) if column.head not in ("#", "role"))
    columns.insert(at, Column("from → by", [_names(hop, name_cells) for hop in hops], name_cells))
    lines = [Text(_GAP.join(pad(column.head, column.cells, column.right) for column in columns).rstrip(), style="dim")]
    border = boundary(trace)
    causes = {delay.hop: delay.cause for delay in trace.delays}
    for index, hop in enumerate(hops):
        if border and hop.n == border[0]:
            lines.append(_border(border[1], min(options.width, fixed + name_cells)))
        row = _row(columns, index, hop, bar(hop, longest, bar_cells))
        cause = causes.get(hop.n, "")
        if cause and width(row.plain) + len(cause) + 1 <= options.width:
            row.append(f" {cause}", "bold")
        lines.append(row)
    return lines


class Column(NamedTuple):
    """One column: its head, what stands in it for each hop, and how wide it is."""

    head: str
    cells_of: list[str]
    cells: int
    right: bool = False


def _columns(trace: Trace, options: Options) -> list[Column]:
    """All columns but the names, whose width is what the others leave."""
    hops = trace.hops
    times, head = _times(hops, options)
    columns = [
        ("#", [number(hop) for hop in hops], True),
        ("role", [role(hop) for hop in hops], False),
        ("organisation", [shorten(safe(hop.receiver_organisation or ""), 20) for hop in hops], False),
        ("with", [shorten(protocol(hop), 14 if options.width < 110 else 23) for hop in hops], False),
        (head, times, False),
        ("delay", [delay(hop) for hop in hops], True),
    ]
    return [Column(head, cells, max(width(head), *map(width, cells)), right) for head, cells, right in columns]


def _times(hops: Sequence[Hop], options: Options) -> tuple[list[str], str]:
    """(the times, the column's head): where all are of one day, the head names the day."""
    full = [clock(hop.received.time, options) for hop in hops]
    days = {text[:6] for text in full if len(text) > 6}
    place = options.zone_name.rpartition("/")[2]
    if len(days) != 1:
        return full, f"received ({place})"
    return [text[7:] or text for text in full], f"{days.pop().strip()} ({place})"


_STYLES = {"with": "cyan", "role": "dim", "organisation": "dim"}


def _row(columns: list[Column], index: int, hop: Hop, bar: str) -> Text:
    line = Text()
    for column in columns:
        style = delay_style(hop.delay_s) if column.head == "delay" else _STYLES.get(column.head, "")
        line.append(pad(column.cells_of[index], column.cells, column.right) + _GAP, style)
    line.append(bar, delay_style(hop.delay_s))
    line.rstrip()
    return line


def _border(words: str, cells: int) -> Text:
    head = f"── {shorten(words, max(10, cells - 6))} "
    return Text(head + "─" * max(2, cells - width(head)), style="dim")


def _names(hop: Hop, cells: int) -> str:
    sender, by = ends(hop)
    room = cells - 3
    if width(sender) + width(by) > room:
        sender, by = sender.partition(" (")[0], by.partition(" (")[0]
    if width(sender) + width(by) > room:
        half = room // 2
        left = max(half, room - width(by)) if width(by) < room - half else half
        sender = shorten(sender, left)
        by = shorten(by, room - width(sender))
    return f"{sender} → {by}"


def bar(hop: Hop, longest: float, cells: int) -> str:
    """The delay as a bar, the longest one filling ``cells``; a clock running backwards as ``◂``."""
    if hop.delay_s is None or not cells:
        return ""
    if hop.delay_s < 0:
        return "◂"
    if longest <= 0 or hop.delay_s < 1:
        return ""
    return "▇" * round(hop.delay_s / longest * cells) or "▏"
