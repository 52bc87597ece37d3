"""Checks: the answer, and what was looked up, with every DNS answer it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from headertrace.records.trace import Trace
from headertrace.renderings import Options
from headertrace.renderings.looked_up import lookups
from headertrace.renderings.terminal import answer, heading, to_text


def render(traces: Sequence[Trace], options: Options) -> str:
    lines: list[Text] = []
    for count, trace in enumerate(traces, 1):
        section = lookups(trace, options)
        lines += heading(trace, count, len(traces), options) + answer(trace, options)[:-1]
        lines += section or [Text(), Text("Nothing was looked up.", "dim")]
        if count < len(traces):
            lines.append(Text())
    return to_text(lines, options)
