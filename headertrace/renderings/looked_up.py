"""The section on what was looked up, on a terminal: what the world says today, beside the header's words."""

from __future__ import annotations

from itertools import groupby

from rich.text import Text

from headertrace.records.lookups import Lookup, Lookups
from headertrace.records.trace import Trace
from headertrace.renderings.rendering import Options
from headertrace.renderings.terminal import wrapped
from headertrace.text.layout import shorten, wrap
from headertrace.text.safe import safe
from headertrace.view import lookups as words
from headertrace.view.moments import clock

_STYLES = {"agree": "green", "differ": "bold red", "unknown": "yellow", "listed": "bold red", "allowed": "green"}
_INDENT = " " * 14


def lookups(trace: Trace, options: Options) -> list[Text]:
    """The section; nothing where nothing was looked up. With -q only what differs, with -v every answer."""
    made = trace.lookups
    if made is None:
        return []
    if made.dry_run:
        return _dry(made, options)
    rows = words.rows(made, only_differing=options.verbosity < 0)
    lines = [Text(), *wrapped(_head(made, options), options.width, "dim")]
    if words.count(rows):
        lines.append(Text(words.count(rows), "bold red"))
    for title, group in groupby(rows, key=words.title):
        lines.append(Text(safe(shorten(title, options.width)), "bold"))
        for row in group:
            lines += _row(row, options)
            if options.verbosity > 0:
                lines += _answers(row, options)
    for note in made.notes:
        lines += wrapped(safe(note), options.width, "dim")
    return lines


def _head(made: Lookups, options: Options) -> str:
    return words.head(made, lambda moment: f"{clock(moment, options)} {options.zone_name}")


def _row(row: Lookup, options: Options) -> list[Text]:
    mark = words.mark(row)
    text = words.text(row)
    if row.evidence:
        lines = dict.fromkeys(str(item.lines[0]) for item in row.evidence)
        text += f" (line{'s' if len(lines) > 1 else ''} {', '.join(lines)})"
    first, *rest = wrap(text, options.width, _INDENT)
    line = Text("  ").append(f"{words.WORDS[mark]:<12}", _STYLES.get(mark, "")).append(first[len(_INDENT) :])
    return [line, *map(Text, rest)]


def _answers(row: Lookup, options: Options) -> list[Text]:
    lines: list[Text] = []
    for answer in row.answers:
        told = words.answer(answer, lambda moment: clock(moment, options))
        lines += wrapped(told, options.width, "dim", _INDENT)
    return lines


def _dry(made: Lookups, options: Options) -> list[Text]:
    """What would be asked, and whom; nothing was sent."""
    about, asked, never = words.questions(made)
    lines = [Text(), *wrapped(about, options.width, "bold")]
    lines += [line for text in asked for line in wrapped(text, options.width, "", "  ")]
    if asked and made.notes:
        lines += [Text("And then, depending on the answers:", "bold")]
        lines += [line for note in made.notes for line in wrapped(note, options.width, "", "  ")]
    if never:
        lines += [Text("Never asked:", "bold")]
        lines += [line for text in never for line in wrapped(text, options.width, "dim", "  ")]
    return lines
