"""The section on what a bounce says, on a terminal: a recipient after the other; loaded where there is a notice."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.text import Text

from headertrace.renderings.terminal import wrapped
from headertrace.text.layout import shorten, width
from headertrace.view.notices import Outcome, notice

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options

_STYLES = {"failed": "bold red", "delayed": "yellow"}
_INDENT = " " * 4


def section(trace: Trace, options: Options, draw: Callable[[Trace, Options], list[Text]]) -> list[Text]:
    """What it says of each recipient, then the path of the message that came back, as ``draw`` draws it."""
    shown = notice(trace, options)
    if shown is None:
        return []
    lines = [line for item in shown.outcomes for line in _outcome(item, options)]
    lines += [Text()] if lines else []
    if trace.returned is not None and shown.returned is not None:
        lines.append(Text(shorten(f"The returned message: {shown.returned.title}", options.width), style="bold"))
        lines += [*draw(trace.returned, options), Text()]
    return [*lines, Text("The notice's own path", style="dim")] if trace.hops else lines


def _outcome(item: Outcome, options: Options) -> list[Text]:
    line = Text()
    line.append(f"{item.outcome:<10} ", _STYLES.get(item.outcome, "bold"))
    line.append(item.recipient, "bold")
    line.append(f"  {item.codes}")
    beside = width(line.plain) + len("  ") + width(item.reason) <= options.width
    line.append(f"  {item.reason}" if beside else "").truncate(options.width, overflow="ellipsis")
    said = f"{item.by}: {item.words}" if item.by and item.words else item.words or item.by
    after = "; ".join(
        filter(
            None,
            (item.means, f"tried for {item.took}" if item.took else "", item.until and f"tried until {item.until}"),
        )
    )
    texts = [
        "" if beside else item.reason,
        said,
        after + (f" ({item.where})" if item.where and options.verbosity > 0 else ""),
    ]
    return [line, *(row for text in texts if text for row in wrapped(text, options.width, "dim", _INDENT))]
