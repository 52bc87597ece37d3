"""The block of table, tree and timeline on what the servers' logs say; loaded where there is any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from headertrace.renderings.terminal import to_text, wrapped
from headertrace.text.layout import pad, shorten, width
from headertrace.text.safe import safe
from headertrace.view.logged import Logged, logged, of_stay

if TYPE_CHECKING:
    from headertrace.records.logs import Logged as Found
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options

_STYLES = {
    "deferred": "yellow", "greylisted": "yellow", "refused": "red", "returned": "bold red", "gave up": "bold red",
    "held": "yellow", "sent on": "green", "delivered": "green",
}  # fmt: skip


def block(trace: Trace, options: Options) -> list[Text]:
    """A line a stay, and under it a line for each thing that happened; with -v also where that stands."""
    full = options.verbosity > 0
    found = logged(trace, options, full)
    if not found:
        return []
    return [Text(), Text("logs", style="dim"), *(line for item in found for line in stay_lines(item, options))]


def followed(answer: str, message_id: str | None, logged: Found, options: Options) -> str:
    """A message that was followed through logs alone: the answer, and a block a stay."""
    lines = [*wrapped(answer, options.width, "bold"), Text()]
    if message_id:
        lines += [Text(shorten(f"Message-ID  {safe(message_id)}", options.width), "dim"), Text()]
    for stay in logged.stays:
        told = of_stay(stay, options, options.verbosity > 0)
        if told.rows:
            lines += stay_lines(told, options)
    return to_text(lines, options)


def stay_lines(item: Logged, options: Options) -> list[Text]:
    """A message's stay in one queue: its head, and what happened there."""
    return [_head(item, options), *_rows(item, options, options.verbosity > 0)]


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
