"""Markdown as GitHub has it (GFM): a report for an issue, a wiki page or a merge request.

Words that are plain stay plain; every other word, such as a host name, an address or a header's
text, stands in a code span. There GitHub and GitLab make no link, mention, issue number, image,
emoji or HTML out of it, which a backslash does not hold back: those are looked for after
Markdown is read.
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

# Letters, a number or a time, with the marks that people set around a word. Nothing in it is markup, and nothing a
# commit's hash.
_PLAIN = lazy(
    r"(?![(]?[0-9a-f]{7,}\b)[(]?(?:[^\W\d_]+(?:[-'’][^\W\d_]+)*|[−]?\d+(?:[.,]\d+)*|\d\d:\d\d(?::\d\d)?|[→✓—·])[).,:;?]*"
)
# What stands around a word and not in it.
_AROUND = lazy(r"([(]*)(.*?)([).,:;]*)")
_TICKS = lazy("`+")


def render(traces: Sequence[Trace], options: Options) -> str:
    return written(document(reports(traces, options), with_block=options.verbosity > 0))


def written(blocks: Sequence[Block]) -> str:
    """The blocks as Markdown."""
    return "\n".join(_BLOCKS[type(block)](block) for block in blocks)


def quoted(text: str) -> str:
    """``text`` as Markdown in which only code spans are markup."""
    out: list[str] = []
    held: list[str] = []
    for word in text.split(" "):
        if not word or _PLAIN.fullmatch(word):
            out += [_span(" ".join(held)), word] if held else [word]
            held = []
            continue
        held.append(word)
    if held:
        out.append(_span(" ".join(held)))
    return " ".join(out)


def _span(text: str) -> str:
    """A code span (GFM section 6.3), with the punctuation around it left outside."""
    found = _AROUND.fullmatch(text)
    before, inner, after = found.groups() if found and found[2] else ("", text, "")
    fence = "`" * (1 + max((len(run) for run in _TICKS.findall(inner)), default=0))
    edge = " " if inner[:1] in "` " or inner[-1:] in "` " else ""
    return f"{before}{fence}{edge}{inner}{edge}{fence}{after}"


def cell(text: str) -> str:
    """``quoted``, for a cell of a table."""
    # A table is cut into cells before code spans are looked for (GFM section 4.10).
    return quoted(text).replace("|", "\\|")


def _heading(block: Heading) -> str:
    return f"{'#' * (block.level + 1)} {quoted(block.text)}\n"


def _paragraph(block: Paragraph) -> str:
    text = _started(quoted(block.text))
    return f"**{text}**\n" if block.strong else f"{text}\n"


def _started(text: str) -> str:
    """A line that begins like the item of a numbered list is none."""
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", text)


def _items(block: Items) -> str:
    lines: list[str] = []
    for head, *rest in block.items:
        lines += [f"- {_started(quoted(head))}", *(f"  <br>{_started(quoted(text))}" for text in rest)]
    return "\n".join(lines) + "\n"


def _table(block: Table) -> str:
    head = [cell(text) or " " for text in block.head]
    lines = [f"| {' | '.join(head)} |", "|" + " --- |" * len(head)]
    for index, row in enumerate(block.rows):
        if index in block.dividers:
            words = [f"*{cell(block.dividers[index])}*", *[""] * (len(head) - 1)]
            # The words stand where there is most room.
            lines.append(f"| | | {words[0]} |" + " |" * (len(head) - 3))
        lines.append(f"| {' | '.join(map(cell, row))} |")
    return "\n".join(lines) + "\n"


def _verbatim(block: Verbatim) -> str:
    lines = [f"{number:>5}  {text}" for number, text in block.lines]
    longest = max((len(run) for line in lines for run in _TICKS.findall(line)), default=0)
    fence = "`" * max(3, longest + 1)
    body = "\n".join([f"{fence}text", *lines, fence])
    return f"<details><summary>{block.title}</summary>\n\n{body}\n\n</details>\n"


_BLOCKS: dict[type[Block], Callable[[Any], str]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Items: _items,
    Table: _table,
    Verbatim: _verbatim,
}
