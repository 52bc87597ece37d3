"""Answers for a terminal: the sentences, then a table for each question, as wide as there is room.

Columns that matter less are left out first, then the longest names are cut in their middle. What opens a message again
stands whole on a line of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from headertrace.mailbox.shown.cells import NUMBERS, UNKNOWN, spark, words
from headertrace.mailbox.shown.sheet import listed
from headertrace.renderings.terminal import to_text, wrapped
from headertrace.text.layout import pad, shorten, width

if TYPE_CHECKING:
    from headertrace.mailbox.questions.question import Answer, Column
    from headertrace.mailbox.shown.sheet import Part, Sheet
    from headertrace.renderings.rendering import Options

_GAP = "  "
# Cells of a small picture where there is room for it, and where there is little.
_WIDE, _NARROW, _WIDE_FROM = 24, 12, 120
_LEAST_NAME = 12
_LEAST_BAR = 8
_MOST_BAR = 40
_SLOW = 0.05


def render(sheet: Sheet, options: Options) -> str:
    """The whole sheet."""
    lines = [line for text in sheet.said for line in wrapped(text, options.width, "bold")]
    if options.verbosity >= 0:
        lines += [line for text in sheet.notes for line in wrapped(text, options.width, "dim")]
    for part in sheet.parts:
        if lines:
            lines.append(Text())
        lines += _part(part, sheet, options)
    return to_text(lines, options)


def _part(part: Part, sheet: Sheet, options: Options) -> list[Text]:
    answer = part.answer
    above = [line for text in answer.said for line in wrapped(text, options.width, "bold")] if not sheet.said else []
    if not answer.rows:
        above = above or [Text(f"{answer.title}: nothing.")]
        return [*above, *_notes(answer, options)]
    more = f", {len(answer.rows)} of {answer.total:,}" if answer.total > len(answer.rows) else ""
    head = Text(answer.title, "bold").append(
        f"{more}  (slow: more than {_slow(sheet)})" if _has_slow(answer) else more, "dim"
    )
    return [*above, *([Text()] if above else []), head, *_table(part, options), *_notes(answer, options)]


def _slow(sheet: Sheet) -> str:
    return next(text for name, text in sheet.chosen if name == "slow").removeprefix("more than ")


def _has_slow(answer: Answer) -> bool:
    return any(column.title == "slow" for column in answer.columns)


def _notes(answer: Answer, options: Options) -> list[Text]:
    return (
        [line for text in answer.notes for line in wrapped(text, options.width, "dim")]
        if options.verbosity >= 0
        else []
    )


def _table(part: Part, options: Options) -> list[Text]:
    answer = part.answer._replace(rows=listed(part))
    part = part._replace(answer=answer)
    points = _WIDE if options.width >= _WIDE_FROM else _NARROW
    commands = [at for at, column in enumerate(answer.columns) if column.kind == "command"]
    cells = {
        at: [_cell(row[at], column, options, points) for row in answer.rows]
        for at, column in enumerate(answer.columns)
        if at not in commands
    }
    shown, widths = _fitted(answer, cells, options)
    bar = _bar(part, options.width - sum(widths.values()) - len(_GAP) * len(shown))
    lines = [Text(_GAP.join(_padded(answer.columns[at].title, at, answer, widths) for at in shown).rstrip(), "dim")]
    for number in range(len(answer.rows)):
        line = Text()
        for place, at in enumerate(shown):
            text = _padded(shorten(cells[at][number], widths[at]), at, answer, widths)
            line.append(_GAP if place else "").append(
                text, _style(answer.rows[number][at], answer.columns[at], not place)
            )
        if bar:
            line.append(_GAP).append(*bar[number])
        line.rstrip()
        lines.append(line)
        for at in commands:
            command = answer.rows[number][at]
            if command is not None:
                lines.append(Text(f"{_GAP}{command}", "dim"))
    return lines


def _cell(value: object, column: Column, options: Options, points: int) -> str:
    if column.kind == "series":
        return spark(value, points) if isinstance(value, list) else ""
    return words(value, column.kind, options)


def _fitted(answer: Answer, cells: dict[int, list[str]], options: Options) -> tuple[list[int], dict[int, int]]:
    """Which columns there is room for, and how wide each is."""
    # What is unknown everywhere tells nothing, nor does a lesser count of nothing.
    nothing = (UNKNOWN, "")
    shown = [
        at
        for at, column in enumerate(answer.columns)
        if at in cells and any(text not in ((*nothing, "0") if column.minor else nothing) for text in cells[at])
    ]
    widths = {at: max(width(answer.columns[at].title), *map(width, cells[at])) for at in shown}
    names = [at for at in shown if answer.columns[at].kind == "text"]

    def missing(room_for_names: dict[int, int]) -> int:
        return sum(room_for_names.values()) + len(_GAP) * (len(room_for_names) - 1) - options.width

    for at in reversed([at for at in shown if answer.columns[at].minor]):
        least = {place: min(widths[place], _LEAST_NAME * 2) if place in names else widths[place] for place in shown}
        if missing(least) <= 0:
            break
        shown.remove(at)
        names = [place for place in names if place != at]
        widths.pop(at)
    while missing(widths) > 0 and names:
        longest = max(names, key=lambda at: widths[at])
        if widths[longest] <= _LEAST_NAME:
            break
        widths[longest] -= 1
    return shown, widths


def _padded(text: str, at: int, answer: Answer, widths: dict[int, int]) -> str:
    return pad(text, widths[at], answer.columns[at].kind in NUMBERS)


def _style(value: object, column: Column, first: bool) -> str:
    if column.kind == "share" and column.name == "over" and isinstance(value, float):
        return "bold yellow" if value >= _SLOW else ""
    if column.kind == "series":
        return "cyan"
    return "bold" if first and column.kind == "text" else ""


def _bar(part: Part, room: int) -> list[tuple[str, str]]:
    """A bar for each row of what goes over time, where there is room: nine in ten took no longer."""
    if part.name != "trend" or room < _LEAST_BAR:
        return []
    at = next(place for place, column in enumerate(part.answer.columns) if column.name == "p90_s")
    values = [row[at] if isinstance(row[at], (int, float)) else 0.0 for row in part.answer.rows]
    most = max(map(float, values), default=0.0)  # type: ignore[arg-type]
    cells = min(room - 1, _MOST_BAR)
    return [("▇" * round(float(value) / most * cells) if most else "", "yellow") for value in values]  # type: ignore[arg-type]
