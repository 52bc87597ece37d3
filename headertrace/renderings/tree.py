"""The tree: the path as nested servers, gathered under who runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from headertrace.renderings.page import path
from headertrace.renderings.terminal import TRUST_STYLE, delay_style, edge, number, protocol
from headertrace.text.layout import shorten, width
from headertrace.view.hosts import fitted, least, placed
from headertrace.view.moments import clock
from headertrace.view.steps import groups, origin
from headertrace.view.way import way

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options
    from headertrace.view.steps import Step, Wait

_MIN_NAME = 12


def message(trace: Trace, number: int | None, options: Options) -> str:
    return path(trace, number, options, _tree)


def _tree(trace: Trace, options: Options) -> list[Text]:
    whole = way(trace, options)
    found = groups(trace, whole.steps)
    lines = [_root(trace, options)] if found else []
    digits = len(str(len(whole.steps)))
    # A deeper indent would leave no room for names: eight cells beside the longest time and delay.
    deepest = min(6, max(0, options.width - 51 - digits) // 3)
    for depth, (owner, shown) in enumerate(found):
        indent = "   " * min(depth, deepest)
        if whole.border and shown[0].n == whole.border.at:
            lines.append(edge(whole.border, options.width))
        lines.append(Text(f"{indent}└─ {fitted(owner, max(_MIN_NAME, options.width - len(indent) - 3))}", style="bold"))
        for index, step in enumerate(shown):
            last = index == len(shown) - 1 and depth == len(found) - 1 and whole.stored is None
            if whole.border and step.n == whole.border.at and index:
                lines.append(edge(whole.border, options.width))
            lines.append(_line(step, f"{indent}   {'└─' if last else '├─'} ", digits, options))
            lines += [
                _held(wait, f"{indent}   {' ' if last else '│'}  {' ' * digits} ", options) for wait in step.waits
            ]
        if whole.stored and depth == len(found) - 1:
            lines.append(Text(f"{indent}   └─ {'·':>{digits}}  {whole.stored.text}  +{whole.stored.delay}"))
    return lines


def _held(wait: Wait, lead: str, options: Options) -> Text:
    how = "" if wait.certainty == "measured" else f" ({wait.certainty})"
    before, after = f"{lead}held {wait.took} ", f": {wait.cause}{how}"
    room = options.width - width(before) - width(after) - len("at ")
    where = placed(fitted(wait.at, room)) if room >= least(wait.at) else ""
    return Text(shorten(f"{before}{where}".rstrip() + after, options.width), style="bold yellow")


def _root(trace: Trace, options: Options) -> Text:
    begun = origin(trace, options)
    line = Text(fitted(begun.host, max(_MIN_NAME, options.width - 34)), style="bold")
    if begun.written:
        written = f"  {begun.written}"
        program = f" in {begun.program}" if begun.program else ""
        room = options.width - width(line.plain)
        line.append(shorten(written + program, max(room, width(written))), "dim")
    return line


def _line(step: Step, lead: str, digits: int, options: Options) -> Text:
    tail = f"  {clock(step.moment, options)}"
    took = "" if step.delay_s is None else ("  +" if step.delay_s >= 0 else "  ") + step.delay
    start = f"{lead}{number(step.n, step.mark, digits)} {step.role} "
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
    if step.trust in TRUST_STYLE:
        line.stylize(TRUST_STYLE[step.trust], len(lead))
    return line
