"""The tree: the path as nested servers, gathered under who runs them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from headertrace.records.judgements import Delay
from headertrace.records.path import Hop
from headertrace.records.trace import Trace
from headertrace.renderings import Options
from headertrace.renderings.terminal import (
    answer,
    arithmetic,
    boundary,
    clock,
    delay_style,
    findings,
    fitted,
    heading,
    host,
    looked_up,
    number,
    opinions,
    protocol,
    role,
    to_text,
)
from headertrace.text.durations import duration
from headertrace.text.layout import shorten, width
from headertrace.text.safe import safe


def render(traces: Sequence[Trace], options: Options) -> str:
    lines: list[Text] = []
    for count, trace in enumerate(traces, 1):
        lines += heading(trace, count, len(traces), options) + answer(trace, options)
        lines += _tree(trace, options) + opinions(trace, options) + arithmetic(trace, options)
        lines += findings(trace, options) + looked_up(trace, options)
        if count < len(traces):
            lines.append(Text())
    return to_text(lines, options)


_MIN_NAME = 12


def _groups(hops: Sequence[Hop]) -> list[tuple[str, list[Hop]]]:
    """Neighbouring hops of one organisation together; a step that names no host stays with the last."""
    groups: list[tuple[str, list[Hop]]] = []
    for hop in hops:
        owner = hop.receiver_organisation or hop.received.by
        inner = hop.leg in ("internal", "filtering", "delivery") and hop.receiver_organisation is None
        if groups and (owner is None or owner == groups[-1][0] or inner):
            groups[-1][1].append(hop)
        else:
            groups.append((owner or "(not named)", [hop]))
    return groups


def _tree(trace: Trace, options: Options) -> list[Text]:
    groups = _groups(trace.hops)
    border = boundary(trace)
    held: dict[int, list[Delay]] = {}
    for delay in trace.delays:
        held.setdefault(delay.hop, []).append(delay)
    lines = [_root(trace, options)] if trace.hops else []
    # A deeper indent would leave no room for names: eight cells beside the longest time and delay.
    deepest = min(6, max(0, options.width - 51) // 3)
    for depth, (owner, hops) in enumerate(groups):
        indent = "   " * min(depth, deepest)
        lines.append(Text(f"{indent}└─ {fitted(host(owner), max(12, options.width - len(indent) - 3))}", style="bold"))
        for index, hop in enumerate(hops):
            last = index == len(hops) - 1 and depth == len(groups) - 1
            if border and hop.n == border[0]:
                lines.append(Text(shorten(f"{indent}   │ ── {border[1]} ──", options.width), style="dim"))
            lines.append(_line(hop, f"{indent}   {'└─' if last else '├─'} ", options))
            lines += [_held(delay, f"{indent}   {' ' if last else '│'}    ", options) for delay in held.get(hop.n, [])]
    return lines


def _held(delay: Delay, lead: str, options: Options) -> Text:
    how = "" if delay.certainty == "measured" else f" ({delay.certainty})"
    words = f"held {duration(delay.seconds)} at {safe(delay.at or 'an unknown host')}: {delay.cause}{how}"
    return Text(shorten(lead + words, options.width), style="bold yellow")


def _root(trace: Trace, options: Options) -> Text:
    first = trace.hops[0].received
    origin = host(first.from_name or first.by or "?")
    line = Text(fitted(origin, max(12, options.width - 34)), style="bold")
    if trace.path.written:
        written = f"  written {clock(trace.path.written, options)} {options.zone_name}"
        program = f" in {safe(trace.message.mua)}" if trace.message.mua else ""
        room = options.width - width(line.plain)
        line.append(shorten(written + program, max(room, width(written))), "dim")
    return line


def _line(hop: Hop, lead: str, options: Options) -> Text:
    time = clock(hop.received.time, options)
    tail = f"  {time}"
    took = "" if hop.delay_s is None else ("  +" if hop.delay_s >= 0 else "  ") + duration(hop.delay_s)
    start = f"{lead}{number(hop)} {role(hop)} "
    room = options.width - len(start) - len(tail) - len(took) - 2
    if room < _MIN_NAME:
        short = f"  {clock(hop.received.time, options, with_day=False)}"
        room += len(tail) - len(short)
        tail = short
    word = f"{hop.leg or ''}, {protocol(hop)}".strip(", ")
    line = Text(f"{start}{fitted(host(hop.received.by or '?'), max(_MIN_NAME, room))}{tail}")
    line.append(took, delay_style(hop.delay_s))
    if word and width(line.plain) + width(word) + 2 <= options.width:
        line.append(f"  {word}", "cyan")
    return line
