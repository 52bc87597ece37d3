"""The tree: the path as nested servers, gathered under who runs them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.text import Text

from headertrace.model import Hop, Trace
from headertrace.path import domain
from headertrace.renderings import Options
from headertrace.renderings.terminal import answer, clock, delay_style, findings, heading, protocol, to_text
from headertrace.text import duration, safe, shorten, width


def render(traces: Sequence[Trace], options: Options) -> str:
    lines: list[Text] = []
    for number, trace in enumerate(traces, 1):
        lines += heading(trace, number, len(traces), options) + answer(trace, options)
        lines += _tree(trace, options) + findings(trace, options)
        if number < len(traces):
            lines.append(Text())
    return to_text(lines, options)


def _owner(hop: Hop) -> str:
    by = hop.received.by
    return (domain(by) or by) if by else "(not named)"


def _tree(trace: Trace, options: Options) -> list[Text]:
    groups = [(owner, list(hops)) for owner, hops in groupby(trace.hops, _owner)]
    lines = [_root(trace, options)] if trace.hops else []
    # A deeper indent would leave no room for names: eight cells beside the longest time and delay.
    deepest = min(6, max(0, options.width - 51) // 3)
    for depth, (owner, hops) in enumerate(groups):
        indent = "   " * min(depth, deepest)
        lines.append(Text(f"{indent}└─ {shorten(safe(owner), max(12, options.width - len(indent) - 3))}", style="bold"))
        for index, hop in enumerate(hops):
            last = index == len(hops) - 1 and depth == len(groups) - 1
            lines.append(_line(hop, f"{indent}   {'└─' if last else '├─'} ", options))
    return lines


def _root(trace: Trace, options: Options) -> Text:
    first = trace.hops[0].received
    origin = safe(first.from_name or first.by or "?")
    line = Text(shorten(origin, max(12, options.width - 34)), style="bold")
    if trace.path.written:
        line.append(f"  written {clock(trace.path.written, options)} {options.zone_name}", "dim")
    return line


def _line(hop: Hop, lead: str, options: Options) -> Text:
    time = clock(hop.received.time, options)
    tail = f"  {time}"
    took = "" if hop.delay_s is None else ("  +" if hop.delay_s >= 0 else "  ") + duration(hop.delay_s)
    room = options.width - len(lead) - len(tail) - len(took) - len(str(hop.n)) - 2
    word = protocol(hop)
    line = Text(f"{lead}{hop.n} {shorten(safe(hop.received.by or '?'), max(8, room))}{tail}")
    line.append(took, delay_style(hop.delay_s))
    if word and width(line.plain) + width(word) + 2 <= options.width:
        line.append(f"  {word}", "cyan")
    return line
