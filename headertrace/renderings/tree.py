"""The tree: the path as nested servers, gathered under who runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from headertrace.renderings.page import path
from headertrace.renderings.terminal import delay_style, number, protocol
from headertrace.text.layout import shorten, width
from headertrace.view.hosts import fitted
from headertrace.view.moments import clock
from headertrace.view.steps import boundary, groups, origin, steps

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options
    from headertrace.view.steps import Step, Wait

_MIN_NAME = 12


def message(trace: Trace, number: int | None, options: Options) -> str:
    return path(trace, number, options, _tree)


def _tree(trace: Trace, options: Options) -> list[Text]:
    found = groups(trace, steps(trace, options))
    border = boundary(trace)
    lines = [_root(trace, options)] if found else []
    # A deeper indent would leave no room for names: eight cells beside the longest time and delay.
    deepest = min(6, max(0, options.width - 51) // 3)
    for depth, (owner, shown) in enumerate(found):
        indent = "   " * min(depth, deepest)
        lines.append(Text(f"{indent}└─ {fitted(owner, max(_MIN_NAME, options.width - len(indent) - 3))}", style="bold"))
        for index, step in enumerate(shown):
            last = index == len(shown) - 1 and depth == len(found) - 1
            if border and step.n == border[0]:
                lines.append(Text(shorten(f"{indent}   │ ── {border[1]} ──", options.width), style="dim"))
            lines.append(_line(step, f"{indent}   {'└─' if last else '├─'} ", options))
            lines += [_held(wait, f"{indent}   {' ' if last else '│'}    ", options) for wait in step.waits]
    return lines


def _held(wait: Wait, lead: str, options: Options) -> Text:
    how = "" if wait.certainty == "measured" else f" ({wait.certainty})"
    return Text(shorten(f"{lead}held {wait.took} at {wait.at}: {wait.cause}{how}", options.width), style="bold yellow")


def _root(trace: Trace, options: Options) -> Text:
    begun = origin(trace, options)
    line = Text(fitted(begun.host, max(_MIN_NAME, options.width - 34)), style="bold")
    if begun.written:
        written = f"  {begun.written}"
        program = f" in {begun.program}" if begun.program else ""
        room = options.width - width(line.plain)
        line.append(shorten(written + program, max(room, width(written))), "dim")
    return line


def _line(step: Step, lead: str, options: Options) -> Text:
    tail = f"  {clock(step.moment, options)}"
    took = "" if step.delay_s is None else ("  +" if step.delay_s >= 0 else "  ") + step.delay
    start = f"{lead}{number(step)} {step.role} "
    room = options.width - len(start) - len(tail) - len(took) - 2
    if room < _MIN_NAME:
        short = f"  {clock(step.moment, options, with_day=False)}"
        room += len(tail) - len(short)
        tail = short
    word = f"{step.leg}, {protocol(step)}".strip(", ")
    line = Text(f"{start}{fitted(step.by, max(_MIN_NAME, room))}{tail}")
    line.append(took, delay_style(step.delay_s))
    if word and width(line.plain) + width(word) + 2 <= options.width:
        line.append(f"  {word}", "cyan")
    return line
