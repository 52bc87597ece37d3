"""The header block as it stands, each field with its author and whose word it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from headertrace.provenance.lines import Line, annotate
from headertrace.renderings.page import answer, findings, looked_up, page
from headertrace.renderings.terminal import wrapped
from headertrace.text.layout import width
from headertrace.text.safe import safe
from headertrace.view.roles import role

if TYPE_CHECKING:
    from headertrace.records.evidence import Field
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options

_TRUST = {
    "vouched": ("✓", "green"),
    "operator": ("✓", "cyan"),
    "claimed": ("?", "yellow"),
    "contradicted": ("!", "bold red"),
}
_MAX_LINES = 40
_MAX_READING = 2_000


def message(trace: Trace, number: int | None, options: Options) -> str:
    fields = [text for line in annotate(trace.fields, trace.hops) for text in _field(line, options)]
    body = [*answer(trace, options), *fields, *findings(trace, options), *looked_up(trace, options)]
    return page(trace, number, options, body)


def _field(line: Line, options: Options) -> list[Text]:
    mark, style = _TRUST[line.trust or "claimed"]
    note = Text(f"{'':>6} ╰ ", style="dim")
    note.append(f"{_who(line)} ", style)
    note.append(f"({line.certainty}): {line.meaning}" + (f"; {line.source}" if line.source else ""), "dim")
    note.truncate(options.width, overflow="ellipsis")
    return [*_raw(line.field, mark, style, options), *_reading(line.field, options), note]


def _reading(field: Field, options: Options) -> list[Text]:
    """What encoded words, extended parameters and IDNA names in the field mean."""
    if not any(mark in field.source for mark in ("=?", "*=", "*0", "xn--")):
        return []
    from headertrace.syntax.plain import reading

    text = reading(field.value)
    if text is None:
        return []
    return wrapped(f"reads: {safe(text[:_MAX_READING])}", options.width, "", f"{'':>6} ╰ ")[:_MAX_LINES]


def _who(line: Line) -> str:
    parts = [role(line.agent or "unknown writer"), safe(line.host or ""), f"hop {line.hop}," if line.hop else ""]
    return " ".join(part for part in (*parts, line.trust or "claimed") if part)


def _raw(field: Field, mark: str, style: str, options: Options) -> list[Text]:
    """The field's own lines under their numbers, cut into pieces that fit the width."""
    out: list[Text] = []
    room = options.width - 9
    for offset, raw in enumerate(field.source.rstrip("\r\n").split("\n")):
        pieces = _pieces(safe(raw.rstrip("\r").expandtabs(4)), room)
        for index, piece in enumerate(pieces):
            number = str(field.first_line + offset) if index == 0 else ""
            text = Text(f"{number:>5} ")
            text.append(mark if not out else " ", style)
            text.append("│ ", "dim")
            text.append(piece)
            out.append(text)
        if len(out) > _MAX_LINES:
            return [*out[:_MAX_LINES], Text(f"{'':>6} │ … cut here: the field is longer", style="dim")]
    return out


def _pieces(text: str, room: int) -> list[str]:
    pieces = [""]
    cells = 0
    for character in text:
        size = width(character)
        if cells + size > room:
            pieces.append("    ")
            cells = 4
        pieces[-1] += character
        cells += size
    return pieces
