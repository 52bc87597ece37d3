"""The section on what was looked up: what the world says today, beside the header's words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from headertrace.lookup.records import CAUTION, Lookup, Lookups
from headertrace.model import Trace
from headertrace.renderings import Options
from headertrace.renderings.terminal import clock, wrapped
from headertrace.text import safe, shorten, wrap

if TYPE_CHECKING:
    from headertrace.lookup.resolver import Answer

_MARKS = {
    "agree": ("agrees", "green"),
    "differ": ("differs", "bold red"),
    "unknown": ("can't tell", "yellow"),
    "fact": ("", ""),
    "listed": ("listed", "bold red"),
    "allowed": ("listed", "green"),
}
_INDENT = " " * 14


def lookups(trace: Trace, options: Options, with_answers: bool | None = None) -> list[Text]:
    """The section; nothing where nothing was looked up. With -q only what differs."""
    made = trace.lookups
    if made is None:
        return []
    if made.dry_run:
        return _dry(made, options)
    rows = [row for row in made.rows if options.verbosity >= 0 or row.verdict == "differ"]
    lines = _head(made, rows, options)
    answers = {(answer.name, answer.kind): answer for answer in made.answers}
    for title, group in groupby(sorted(rows, key=_order(rows)), key=_title):
        lines.append(Text(safe(shorten(title, options.width)), "bold"))
        for row in group:
            lines += _row(row, options)
            if with_answers or (with_answers is None and options.verbosity > 0):
                lines += [line for answer in row.answers for line in _answer(answers, answer, options)]
    for note in made.notes:
        lines += wrapped(safe(note), options.width, "dim")
    return lines


def _head(made: Lookups, rows: Sequence[Lookup], options: Options) -> list[Text]:
    count = sum(row.verdict == "differ" for row in rows)
    text = f"Looked up {clock(made.when, options)} {options.zone_name}"
    if not made.resolvers:
        return [Text(), *wrapped(f"{text} in files on this machine.", options.width, "dim")]
    whom = sorted({answer.from_whom for answer in made.answers if answer.from_whom and answer.told})
    text += f", answered by {', '.join(whom)}. " if whom else f"; {', '.join(made.resolvers)} gave no answer. "
    return [
        Text(),
        *wrapped(safe(text) + CAUTION, options.width, "dim"),
        *([Text(f"{count} differ{'s' if count == 1 else ''} from the header.", "bold red")] if count else []),
    ]


def _title(row: Lookup) -> str:
    return f"hop {row.hop}  {row.subject}" if row.hop else row.subject


def _order(rows: Sequence[Lookup]) -> Callable[[Lookup], tuple[bool, int, int]]:
    """Rows of one subject together: hops in their order, then the rest as it came."""
    place = {title: number for number, title in reversed(list(enumerate(map(_title, rows))))}
    return lambda row: (row.hop is None, row.hop or 0, place[_title(row)])


def _row(row: Lookup, options: Options) -> list[Text]:
    word, style = _MARKS[_mark(row)]
    text = safe(row.text)
    if row.answers and all(answer.authenticated for answer in row.answers):
        text += " (DNSSEC)"
    if row.evidence:
        text += f" (line {', '.join(str(item.lines[0]) for item in row.evidence)})"
    first, *rest = wrap(text, options.width, _INDENT)
    line = Text("  ").append(f"{word:<12}", style).append(first[len(_INDENT) :])
    return [line, *map(Text, rest)]


def _mark(row: Lookup) -> str:
    if row.check == "lists" and row.detail and row.detail["listed"]:
        return "allowed" if row.detail["allows"] else "listed"
    return row.verdict


def _answer(known: dict[tuple[str, str], Answer], answer: Answer, options: Options) -> list[Text]:
    words = [f"{answer.kind} {safe(shorten(answer.name, 80))}: {_told(answer)}"]
    words += [f"TTL {answer.ttl} s"] if answer.ttl is not None else []
    words += ["DNSSEC"] if answer.authenticated else []
    words += [clock(answer.when, options)] if answer.when else []
    words += [safe(answer.from_whom)] if answer.from_whom else []
    words += ["kept from an earlier run"] if answer.cached else []
    return wrapped(", ".join(words), options.width, "dim", _INDENT)


def _told(answer: Answer) -> str:
    if answer.status != "ok":
        return answer.status + (f" ({safe(answer.text)})" if answer.text else "")
    return " | ".join(safe(shorten(record, 120)) for record in answer.records[:5]) + (
        f" and {len(answer.records) - 5} more" if len(answer.records) > 5 else ""
    )


def _dry(made: Lookups, options: Options) -> list[Text]:
    """What would be asked, and whom; nothing was sent."""
    asked = [answer for answer in made.answers if answer.status == "not-asked"]
    never = [answer for answer in made.answers if answer.status == "blocked"]
    head = f"Nothing was sent. These {len(asked)} questions would go to {', '.join(made.resolvers)}:"
    lines = [Text(), *wrapped(safe(head), options.width, "bold")]
    lines += [Text(f"  {answer.kind:<6}{safe(answer.name)}") for answer in asked]
    if made.notes:
        lines += [Text("and then, by what comes back:", "bold")]
        lines += [line for note in made.notes for line in wrapped(note, options.width, "", "  ")]
    if never:
        lines += [Text("Never asked:", "bold")]
        lines += [Text(f"  {answer.kind:<6}{safe(answer.name)}: {answer.text}", "dim") for answer in never]
    return lines
