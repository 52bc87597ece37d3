"""The table: a line a hop, oldest first, with its delay and a bar."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from headertrace.model import Hop, Trace
from headertrace.renderings import Options
from headertrace.renderings.terminal import (
    answer,
    clock,
    delay,
    delay_style,
    ends,
    findings,
    heading,
    protocol,
    to_text,
)
from headertrace.text import pad, shorten, width

_GAP = "  "
_BAR_CELLS = 12
_MIN_NAMES = 17


def render(traces: Sequence[Trace], options: Options) -> str:
    lines: list[Text] = []
    for number, trace in enumerate(traces, 1):
        lines += heading(trace, number, len(traces), options) + answer(trace, options)
        if trace.hops:
            lines += _table(trace, options)
        lines += findings(trace, options)
        if number < len(traces):
            lines.append(Text())
    return to_text(lines, options)


def _table(trace: Trace, options: Options) -> list[Text]:
    hops = trace.hops
    longest = max((hop.delay_s or 0.0 for hop in hops), default=0.0)
    protocols = [shorten(protocol(hop), 14) for hop in hops]
    times = [clock(hop.received.time, options) for hop in hops]
    delays = [delay(hop) for hop in hops]
    zone = f"received ({options.zone_name})"
    number_cells = len(str(len(hops)))
    with_cells = max(4, *map(width, protocols))
    time_cells = max(len(zone), *map(width, times))
    delay_cells = max(5, *map(width, delays))
    bar_cells = _BAR_CELLS if options.width >= 100 else 6 if options.width >= 72 else 0
    fixed = number_cells + with_cells + time_cells + delay_cells + 4 * len(_GAP)
    fixed += bar_cells + len(_GAP) if bar_cells else 0
    if options.width - fixed < _MIN_NAMES:
        fixed -= with_cells + len(_GAP)
        with_cells = 0
    names = [" → ".join(ends(hop)) for hop in hops]
    name_cells = max(_MIN_NAMES, min(options.width - fixed, max(map(width, names))))
    head = [pad("#", number_cells, right=True), pad("from → by", name_cells)]
    head += [pad("with", with_cells)] if with_cells else []
    head += [pad(zone, time_cells), pad("delay", delay_cells, right=True)]
    lines = [Text(_GAP.join(head).rstrip(), style="dim")]
    for index, hop in enumerate(hops):
        line = Text(pad(str(hop.n), number_cells, right=True) + _GAP)
        line.append(pad(_names(hop, name_cells), name_cells) + _GAP)
        if with_cells:
            line.append(pad(protocols[index], with_cells) + _GAP, "cyan")
        line.append(pad(times[index], time_cells) + _GAP)
        line.append(pad(delays[index], delay_cells, right=True), delay_style(hop.delay_s))
        line.append(_GAP + bar(hop, longest, bar_cells), delay_style(hop.delay_s))
        line.rstrip()
        lines.append(line)
    return lines


def _names(hop: Hop, cells: int) -> str:
    sender, by = ends(hop)
    room = cells - 3
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
