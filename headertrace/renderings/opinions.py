"""The blocks of table, tree and timeline on checks of the sender and on filters; loaded where there are any."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from headertrace.named import NamedTuple
from headertrace.records.trace import Trace
from headertrace.renderings.rendering import Options
from headertrace.renderings.terminal import MOOD_STYLE, wrapped
from headertrace.text.layout import pad, shorten, width, wrap
from headertrace.text.safe import safe
from headertrace.view.first import beyond
from headertrace.view.opinions import UNTOLD, Row, authentication, filters

_MAX_RESULT = 13
# The mark in front and the gaps between columns.
_SPACES = 8
# The share of what the other columns leave that the last one may take.
_WHO_SHARE = 0.45


class _Cells(NamedTuple):
    what: int
    result: int
    detail: int
    who: int


def blocks(trace: Trace, options: Options) -> list[Text]:
    """A line a method and a filter, under a title each: what the line of verdicts doesn't tell; with -v all of them,
    with the rest of what they say.
    """
    full = options.verbosity > 0
    checks, verdicts = (authentication(trace, full), filters(trace, full)) if full else beyond(trace)
    found = {"authentication": checks, "filters": verdicts}
    rows = [_tamed(row) for part in found.values() for row in part]
    if not rows:
        return []
    short, cells = _cells(rows, options)
    lines: list[Text] = []
    for title, part in found.items():
        if part:
            lines += [Text(), Text(title, style="dim")]
            lines += [line for row in part for line in _lines(_tamed(row, short), cells, options)]
    return lines


def _tamed(row: Row, short: bool = False) -> Row:
    """Safe to show; where room is ``short``, without the name of who says so."""
    said_by = row.who.partition(",")[0] if short else row.who
    return row._replace(
        what=safe(row.what),
        result=safe(row.result),
        detail=safe(row.detail),
        who=safe(said_by),
        more=safe(row.more),
    )


def _cells(rows: Sequence[Row], options: Options) -> tuple[bool, _Cells]:
    """(whether there is no room for who says so in full, the columns' widths)."""
    texts = [(row.what, row.result, row.detail, row.who) for row in rows]
    what, result, detail, who = (max(map(width, column)) for column in zip(*texts, strict=True))
    result = min(result, _MAX_RESULT)
    least = max(width(row.who.partition(",")[0]) for row in rows)
    if what + result + detail + least + _SPACES > options.width:
        what = min(what, max(13, options.width // 5))
    room = options.width - what - result - _SPACES
    short = who > max(room - detail, int(room * _WHO_SHARE))
    if short:
        who = least
    return short, _Cells(what, result, min(detail, room - who), who)


def _lines(row: Row, cells: _Cells, options: Options) -> list[Text]:
    claimed = row.trusted is False
    line = Text()
    line.append("  " if row.trusted or row.result == UNTOLD else "? ", "yellow")
    line.append(pad(shorten(row.what, cells.what), cells.what) + "  ", "" if claimed else "bold")
    style = "" if claimed else MOOD_STYLE.get(row.mood, "")
    line.append(pad(shorten(row.result, cells.result), cells.result) + "  ", style)
    line.append(pad(_cut(row.detail, cells.detail), cells.detail) + "  ")
    line.append(row.who, "yellow" if claimed else "dim")
    line.rstrip()
    if options.verbosity < 1:
        return [line]
    at = f"line {row.lines[0]}" if row.lines else ""
    return [line, *wrapped("; ".join(filter(None, (at, row.more))), options.width, "dim", " " * (cells.what + 4))]


def _cut(text: str, cells: int) -> str:
    """What is longer loses the words at its end; a single word, its middle."""
    if width(text) <= cells or " " not in text:
        return shorten(text, cells)
    return wrap(text, cells - 1)[0] + "…"
