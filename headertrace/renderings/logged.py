"""The block of table, tree and timeline on what the servers' logs say; loaded where there is any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from headertrace.renderings.terminal import wrapped
from headertrace.text.layout import pad, shorten, width
from headertrace.view.logged import Logged, logged

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options

_STYLES = {
    "put off": "yellow", "greylisted": "yellow", "refused": "red", "returned": "bold red", "gave up": "bold red",
    "held": "yellow", "sent on": "green", "delivered": "green",
}  # fmt: skip


def block(trace: Trace, options: Options) -> list[Text]:
    """A line a stay, and under it a line for each thing that happened; with -v also where that stands."""
    full = options.verbosity > 0
    found = logged(trace, options, full)
    if not found:
        return []
    lines = [Text(), Text("logs", style="dim")]
    for item in found:
        lines += [_head(item, options), *(line for line in _rows(item, options, full))]
    return lines


def _head(item: Logged, options: Options) -> Text:
    at = f"hop {item.hop}  " if item.hop else ""
    took = f"  {item.took}" if item.took else ""
    took += f": {item.parts}" if item.parts else ""
    line = Text("  " + shorten(f"{at}{item.host}  {item.id}".rstrip(), options.width - 2 - width(took)), "bold")
    return line.append(took, "dim") if width(line.plain) + width(took) <= options.width else line


def _rows(item: Logged, options: Options, full: bool) -> list[Text]:
    lines = []
    days = {row.time[:6] for row in item.rows}
    for row in item.rows:
        time = row.time[7:] if len(days) == 1 and len(row.time) > 7 else row.time
        line = Text("    ").append(time + "  ", "dim").append(pad(row.what, 11) + " ", _STYLES.get(row.what, ""))
        room = options.width - width(line.plain)
        if not full:
            lines.append(line.append(shorten(row.text, room)))
            continue
        words = wrapped(f"{row.text} ({row.place})" if row.text else f"({row.place})", room)
        lines.append(line.append_text(words[0]))
        lines += [Text(" " * (options.width - room)).append_text(rest) for rest in words[1:]]
    return lines
