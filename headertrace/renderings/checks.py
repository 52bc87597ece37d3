"""Checks: the answer, and what was looked up, with every DNS answer it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from headertrace.renderings.looked_up import lookups
from headertrace.renderings.page import answer, pages

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options


def render(traces: Sequence[Trace], options: Options) -> str:
    def body(trace: Trace) -> list[Text]:
        section = lookups(trace, options)
        return answer(trace, options)[:-1] + (section or [Text(), Text("Nothing was looked up.", "dim")])

    return pages(traces, options, body)
