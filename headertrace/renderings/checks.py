"""Checks: the answer, and what was looked up, with every DNS answer it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from headertrace.renderings.looked_up import lookups
from headertrace.renderings.page import answer, page

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options


def message(trace: Trace, number: int | None, options: Options) -> str:
    section = lookups(trace, options)
    body = answer(trace, options)[:-1] + (section or [Text(), Text("Nothing was looked up.", "dim")])
    return page(trace, number, options, body)
