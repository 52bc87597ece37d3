"""A comparison for a terminal: the answer, the steps, what else differs."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text

from headertrace.compare import Comparison, Difference
from headertrace.compare.rows import Row, line_of, rows
from headertrace.renderings.rendering import Options
from headertrace.renderings.terminal import to_text, wrapped
from headertrace.text.layout import pad, shorten, width
from headertrace.text.safe import safe
from headertrace.view.message import title
from headertrace.view.moments import clock

_GAP = "  "
_BAR_CELLS = 12
_MIN_NAMES = 20


def table(found: Comparison, options: Options) -> str:
    lines = [*wrapped(safe(found.answer), options.width, "bold"), Text(), *_facts(found, options), Text()]
    if found.steps:
        lines += _steps(found, options)
    lines += _differences(found, options)
    return to_text(lines, options)


def _facts(found: Comparison, options: Options) -> list[Text]:
    lines = []
    for side, trace in (("A", found.a), ("B", found.b)):
        what = title(trace)
        when = clock(trace.path.written, options)
        text = f"{side}  {when}  {what}"
        lines.append(Text(shorten(text, options.width), style="dim"))
    if found.same_message:
        lines.append(Text("Both have one Message-ID: copies of one message.", style="dim"))
    return lines


# What stands right-aligned in the columns: heading and cell. Between the second and the third stand the names.
_Column = tuple[str, Callable[[Row], str]]
_COLUMNS: tuple[_Column, ...] = (
    ("A", lambda row: row.a),
    ("B", lambda row: row.b),
    ("A waited", lambda row: row.wait_a),
    ("B waited", lambda row: row.wait_b),
    ("B − A", lambda row: row.longer or row.only),
)
# What gives way where names have no room: both waits, as the difference tells more.
_WITHOUT_WAITS = (*_COLUMNS[:2], *_COLUMNS[4:])


def _fitted(shown: list[Row], options: Options, bar_cells: int) -> tuple[tuple[_Column, ...], list[int], int]:
    """(the columns that there is room for, their widths, the cells that are left for names)."""
    for columns in (_COLUMNS, _WITHOUT_WAITS):
        cells = [max(width(head), *(width(say(row)) for row in shown)) for head, say in columns]
        room = options.width - sum(cells) - len(_GAP) * (len(cells) + 1) - (bar_cells + len(_GAP) if bar_cells else 0)
        if room >= _MIN_NAMES:
            break
    return columns, cells, room


def _steps(found: Comparison, options: Options) -> list[Text]:
    shown = rows(found)
    bar_cells = _BAR_CELLS if options.width >= 120 else 6 if options.width >= 72 else 0
    columns, cells, room = _fitted(shown, options, bar_cells)
    names = [f"{row.sender} → {row.by}" for row in shown]
    room = max(_MIN_NAMES, min(room, max(map(width, names))))
    heads = [pad(head, size, True) for (head, _), size in zip(columns, cells, strict=True)]
    heads.insert(2, pad("from → by", room))
    lines = [Text(_GAP.join(heads).rstrip(), style="dim")]
    for index, (row, name) in enumerate(zip(shown, names, strict=True), 1):
        if index == found.parted:
            lines.append(_mark("the ways part", options.width))
        if index == found.met:
            lines.append(_mark("and meet again", options.width))
        parts = [pad(say(row), size, True) for (_, say), size in zip(columns, cells, strict=True)]
        parts.insert(2, pad(_both(row, name, room), room))
        line = Text(_GAP.join(parts), style="" if row.notable else "magenta" if row.only else "dim")
        bar = "▇" * round(row.share * bar_cells) if row.notable else ""
        line.append(_GAP + bar, "bold yellow")
        if row.cause and width(line.plain) + len(row.cause) + 1 <= options.width:
            line.append(f" {row.cause}", "bold")
        line.rstrip()
        lines.append(line)
    return lines


def _both(row: Row, name: str, room: int) -> str:
    """From and by in so many cells, the receiver whole where there is room."""
    if width(name) <= room:
        return name
    by = _cut(row.by, max(room // 2, room - 3 - width(row.sender)))
    return f"{_cut(row.sender, room - 3 - width(by))} → {by}"


def _cut(names: str, cells: int) -> str:
    """One name, or two parted by a bar, each cut in its middle."""
    parts = names.split(" | ")
    if width(names) <= cells or len(parts) == 1:
        return shorten(names, cells)
    return " | ".join(shorten(part, (cells - 3) // 2) for part in parts)


def _mark(words: str, cells: int) -> Text:
    return Text(f"── {words} ".ljust(cells, "─"), style="dim")


def _differences(found: Comparison, options: Options) -> list[Text]:
    lines: list[Text] = []
    area = ""
    for item in _shown(found, options):
        if item.area != area:
            area = item.area
            lines += [Text(), Text(area.capitalize(), style="bold")]
        lines += _difference(item, options)
    return lines


def _shown(found: Comparison, options: Options) -> list[Difference]:
    """Which fields are there at all is told with -v, and in one line without."""
    if options.verbosity < 0:
        return []
    if options.verbosity > 0:
        return list(found.differences)
    few = [item for item in found.differences if item.area != "headers"]
    for side, words in (("a", "A"), ("b", "B")):
        names = [item.what for item in found.differences if item.area == "headers" and getattr(item, side)]
        if names:
            more = f" and {len(names) - 8} more" if len(names) > 8 else ""
            few.append(Difference("headers", f"only in {words}", ", ".join(names[:8]) + more, None))
    return few


def _difference(item: Difference, options: Options) -> list[Text]:
    head = f"  {safe(item.what)}: "
    if item.what.startswith("only in "):
        return wrapped(head.strip() + " " + safe(item.a or ""), options.width, "", "  ")
    said = [
        f"{side} {safe(text) if text is not None else '—'}{line_of(evidence)}"
        for side, text, evidence in (("A", item.a, item.evidence_a), ("B", item.b, item.evidence_b))
    ]
    whole = head + "; ".join(said)
    if width(whole) <= options.width:
        return [Text(whole)]
    return [
        Text(shorten(head.rstrip(), options.width)),
        *(line for text in said for line in wrapped(text, options.width, "", "    ")),
    ]
