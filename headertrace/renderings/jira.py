"""Wiki markup of Jira and Confluence (Atlassian's renderer, version 2).

What the renderer takes as its own (BackslashEscapeRendererComponent) gets a backslash; what it
does not, an entity, which its HTML escaping leaves alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from headertrace.patterns import lazy
from headertrace.view.blocks import Block, Heading, Items, Paragraph, Table, Verbatim, document
from headertrace.view.reporting import reports

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options

_MARKS = {mark: f"\\{mark}" for mark in "-#*_+?^~|%{}[]()!@"}
_ENTITIES = {mark: f"&#{ord(mark)};" for mark in "\\&<>"}
_ESCAPES = str.maketrans(_MARKS | _ENTITIES)
# A colon within a word makes a link (http:) or a face (:D); between digits and at an end it is a colon.
_COLON = lazy(r"(?<!\d):(?=\S)|:(?=[^\s\d])")
# The mark for a new line within an item.
_BREAK = " \\\\ "
# A word that makes a heading or a quotation of its line.
_LINE_STARTS = lazy(r"\A(\s*(?:h[1-6]|bq))\.", re.IGNORECASE)


def render(traces: Sequence[Trace], options: Options) -> str:
    return written(document(reports(traces, options), with_block=options.verbosity > 0))


def written(blocks: Sequence[Block]) -> str:
    """The blocks as wiki markup."""
    return "\n".join(_BLOCKS[type(block)](block) for block in blocks)


def quoted(text: str) -> str:
    """``text`` as wiki markup that shows as it is."""
    return _LINE_STARTS.sub(r"\1&#46;", _COLON.sub("&#58;", text.translate(_ESCAPES)))


def _heading(block: Heading) -> str:
    return f"h{block.level + 1}. {quoted(block.text)}\n"


def _paragraph(block: Paragraph) -> str:
    text = quoted(block.text)
    return f"*{text}*\n" if block.strong else f"{text}\n"


def _items(block: Items) -> str:
    return "".join("* " + _BREAK.join(map(quoted, item)) + "\n" for item in block.items)


def _table(block: Table) -> str:
    lines = [_row(block.head, "||")] if any(block.head) else []
    for index, row in enumerate(block.rows):
        if index in block.dividers:
            room = [""] * len(row)
            room[min(2, len(row) - 1)] = block.dividers[index]
            lines.append(_row(room, "|"))
        lines.append(_row(row, "|"))
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str], edge: str) -> str:
    # A cell with nothing in it would join its edges into the mark of a head.
    return edge + edge.join(f" {quoted(cell)} " if cell.strip() else " " for cell in cells) + edge


def _verbatim(block: Verbatim) -> str:
    lines = [f"{number:>5}  {text}" for number, text in block.lines]
    # Nothing is escaped in such a block; only its own end must not stand in it.
    body = "\n".join(lines).replace("{", "{ ")
    return f"{{noformat:title={block.title}}}\n{body}\n{{noformat}}\n"


_BLOCKS: dict[type[Block], Callable[[Any], str]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Items: _items,
    Table: _table,
    Verbatim: _verbatim,
}
