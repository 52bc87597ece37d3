"""Plain text for a mail: 72 columns, no colour, and nothing of our own that is not ASCII."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from headertrace.text.layout import width, wrap
from headertrace.view.blocks import Block, Heading, Items, Paragraph, Table, Verbatim, document
from headertrace.view.reporting import reports

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options

_COLUMNS = 72
_GAP = "  "
_MIN_CELLS = 8
_BELOW = "     "
# Our own signs, for readers whose mail program knows ASCII only.
_SIGNS = str.maketrans({"→": "->", "✓": "(TLS)", "−": "-", "…": "...", "—": "-", "’": "'"})
_UNDERLINES = {1: "=", 2: "-"}


def render(traces: Sequence[Trace], options: Options) -> str:
    return written(document(reports(traces, options), with_block=options.verbosity > 0))


def written(blocks: Sequence[Block]) -> str:
    """The blocks as plain text."""
    lines = [line for block in blocks for line in (*_BLOCKS[type(block)](block), "")]
    return "\n".join(map(_harmless, lines)).rstrip("\n") + "\n"


def _harmless(line: str) -> str:
    """No line that a mailbox file takes for the next message's start (RFC 4155), and no quotation."""
    line = line.rstrip()
    return f" {line}" if line.startswith(("From ", ">")) else line


def _wrapped(text: str, columns: int = _COLUMNS, indent: str = "") -> list[str]:
    return wrap(text.translate(_SIGNS), columns, indent)


def _heading(block: Heading) -> list[str]:
    lines = _wrapped(block.text)
    return [*lines, _UNDERLINES[block.level] * max(map(width, lines), default=1)]


def _paragraph(block: Paragraph) -> list[str]:
    return _wrapped(block.text)


def _items(block: Items) -> list[str]:
    lines: list[str] = []
    for head, *rest in block.items:
        first, *more = _wrapped(head, indent="  ") or [""]
        lines += [f"* {first[2:]}", *more]
        lines += [line for text in rest for line in _wrapped(text, indent="  ")]
        if rest:
            lines.append("")
    return lines[:-1] if lines and not lines[-1] else lines


def _table(block: Table) -> list[str]:
    rows = [tuple(cell.translate(_SIGNS) for cell in row) for row in block.rows]
    if not any(block.head):
        return _pairs(rows)
    head = tuple(text.translate(_SIGNS) for text in block.head)
    cells = [max(map(width, column)) for column in zip(head, *rows, strict=True)]
    below = cells.index(max(cells)) if _total(cells) > _COLUMNS else None
    if below is not None:
        del cells[below]
    cells = _room(cells)
    lines = [*_row(head, cells, below), _GAP.join("-" * size for size in cells)]
    for index, row in enumerate(rows):
        if index in block.dividers:
            lines += _wrapped(f"-- {block.dividers[index]} --", indent=_BELOW)
        lines += _row(row, cells, below)
    return lines


def _pairs(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Names with their values; a value with a word too long for its column stands below its name."""
    cells = max(width(name) for name, _ in rows) + len(_GAP) + 1
    lines: list[str] = []
    for name, value in rows:
        room = _COLUMNS - cells
        if max(map(width, value.split(" "))) > room:
            lines += [f"{name}:", *wrap(value, _COLUMNS, "    ")]
            continue
        first, *more = wrap(value, room) or [""]
        lines += [f"{name}:".ljust(cells) + first, *(" " * cells + line for line in more)]
    return lines


def _total(cells: Sequence[int]) -> int:
    return sum(cells) + len(_GAP) * (len(cells) - 1)


def _room(cells: list[int]) -> list[int]:
    """How wide each column is: the widest give way until all fit."""
    cells = list(cells)
    while _total(cells) > _COLUMNS and max(cells) > _MIN_CELLS:
        cells[cells.index(max(cells))] -= 1
    return cells


def _row(row: Sequence[str], cells: Sequence[int], below: int | None) -> list[str]:
    """A row, on as many lines as its longest cell takes; the cell of number ``below`` under the others."""
    beside = [text for index, text in enumerate(row) if index != below]
    columns = [wrap(text, size) for text, size in zip(beside, cells, strict=True)]
    lines = [
        _GAP.join(text + " " * (size - width(text)) for text, size in zip(line, cells, strict=True))
        for line in zip_longest(*columns, fillvalue="")
    ]
    return lines if below is None else [*lines, *wrap(row[below], _COLUMNS, _BELOW)]


def _verbatim(block: Verbatim) -> list[str]:
    lines: list[str] = []
    for number, text in block.lines:
        first, *more = wrap(text, _COLUMNS - 7) or [""]
        lines += [f"{number:>5}  {first}", *(f"{'':>5}  {line}" for line in more)]
    return lines


_BLOCKS: dict[type[Block], Callable[[Any], list[str]]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Items: _items,
    Table: _table,
    Verbatim: _verbatim,
}
