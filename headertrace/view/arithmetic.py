"""How each delay and each clock was reckoned, a line of words each."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from headertrace.text.durations import duration, offset_words
from headertrace.text.layout import shorten
from headertrace.text.safe import safe
from headertrace.view.moments import clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headertrace.records.judgements import Clock
    from headertrace.records.path import Hop
    from headertrace.records.trace import Trace
    from headertrace.view.wishes import Wishes

_TEXT_CELLS = 30


def arithmetic(trace: Trace, wishes: Wishes) -> list[str]:
    """The delays, oldest first, then the second clocks, then the clocks that are off."""
    words = [_delay(before, hop, wishes) for before, hop in pairwise(trace.hops) if hop.delay_s is not None]
    lines = {field.number: field.first_line for field in trace.fields}
    words += [_second(second, lines, wishes) for second in trace.clocks]
    return words + [safe(offset_words(offset)) for offset in trace.offsets]


def against(seconds: float | None) -> str:
    """How a second clock stands to the stamp beside it; empty where there is none."""
    if seconds is None:
        return ""
    if abs(seconds) < 1:
        return "the same second"
    return f"{duration(abs(seconds))} {'after' if seconds > 0 else 'before'} the stamp"


def _delay(before: Hop, hop: Hop, wishes: Wishes) -> str:
    assert hop.delay_s is not None
    less = "the last time known" if before.received.time is None else clock(before.received.time, wishes)
    line = f"hop {hop.n}: {clock(hop.received.time, wishes)} less {less} is {duration(hop.delay_s)}"
    if hop.corrected_delay_s is not None:
        line += f", {duration(hop.corrected_delay_s)} by right clocks"
    return line


def _second(second: Clock, lines: Mapping[int, int], wishes: Wishes) -> str:
    """``lines`` is where each field begins, by its number."""
    at = f"hop {second.hop}" if second.hop else f"line {lines[second.field]}"
    what = f"{second.scheme} {safe(shorten(second.text, _TEXT_CELLS))}"
    return f"{at}: {what} tells {clock(second.time, wishes)}{_beside(second.against_stamp_s)}"


def _beside(seconds: float | None) -> str:
    words = against(seconds)
    if not words:
        return ""
    return f", {words}" if words.endswith("stamp") else f", {words} as the stamp"
