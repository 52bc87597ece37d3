"""Plain text for a mail: 72 columns, no colour, and nothing of our own that is not ASCII."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from headertrace.renderings.document import Block, Heading, Items, Paragraph, Table, Verbatim, document
from headertrace.renderings.report import reports
from headertrace.text import width, wrap

if TYPE_CHECKING:
    from headertrace.model import Trace
    from headertrace.renderings import Options

_COLUMNS = 72
_GAP = "  "
_MIN_CELLS = 8
# Our own signs, for readers whose mail program knows ASCII only.
_SIGNS = str.maketrans({"→": "->", "✓": "(TLS)", "−": "-", "…": "...", "—": "-", "’": "'"})
_UNDERLINES = {1: "=", 2: "-"}


def render(traces: Sequence[Trace], options: Options) -> str:
    blocks = document(reports(traces, options), with_block=options.verbosity > 0)
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
    head = tuple(text.translate(_SIGNS) for text in block.head)
    rows = [tuple(cell.translate(_SIGNS) for cell in row) for row in block.rows]
    cells = _room([head, *rows])
    lines = [] if not any(head) else [*_row(head, cells), _GAP.join("-" * size for size in cells)]
    for index, row in enumerate(rows):
        if index in block.dividers:
            lines += _wrapped(f"-- {block.dividers[index]} --")
        lines += _row(row, cells)
    return lines


def _room(rows: Sequence[Sequence[str]]) -> list[int]:
    """How wide each column is: as its widest cell, the widest giving way until all fit."""
    cells = [max(map(width, column)) for column in zip(*rows, strict=True)]
    over = sum(cells) + len(_GAP) * (len(cells) - 1) - _COLUMNS
    while over > 0 and max(cells) > _MIN_CELLS:
        widest = cells.index(max(cells))
        cells[widest] -= 1
        over -= 1
    return cells


def _row(row: Sequence[str], cells: Sequence[int]) -> list[str]:
    """A row, on as many lines as its longest cell takes."""
    columns = [wrap(text, size) for text, size in zip(row, cells, strict=True)]
    return [
        _GAP.join(text + " " * (size - width(text)) for text, size in zip(line, cells, strict=True))
        for line in zip_longest(*columns, fillvalue="")
    ]


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
