"""What stands around the picture of the path: the answer above, what was said, reckoned and found below."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.text import Text

from headertrace.renderings.terminal import MOOD_STYLE, to_text, wrapped
from headertrace.text.layout import shorten, width
from headertrace.text.safe import safe
from headertrace.text.sentences import with_place
from headertrace.text.spans import several
from headertrace.view.findings import Told, told
from headertrace.view.first import CHECKS, First, first
from headertrace.view.message import heading, redacted

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options

# Where the meaning of a mark begins.
_MEANING = 10
# The cells of a name in the block under the answer, and what parts two verdicts.
_LABEL, _DOT = 9, " · "
SEVERITY_STYLE = {"error": "bold red", "warning": "yellow", "info": "cyan"}


def path(trace: Trace, number: int | None, options: Options, draw: Callable[[Trace, Options], list[Text]]) -> str:
    """A message's path as ``draw`` draws it, with all that stands around it."""
    lines = [*answer(trace, options), *_first(trace, options), *_notice(trace, options, draw), *draw(trace, options)]
    lines += [*_opinions(trace, options), *_logged(trace, options), *_legend(trace, options)]
    lines += [*_arithmetic(trace, options), *findings(trace, options), *looked_up(trace, options)]
    return page(trace, number, options, lines)


def page(trace: Trace, number: int | None, options: Options, body: list[Text]) -> str:
    """A message's ``body``, under its heading where it is one of several, apart from the one above it."""
    lines = body if number is None else [*_heading(trace, options), *body]
    return to_text([Text(), *lines] if number and number > 1 else lines, options)


def answer(trace: Trace, options: Options) -> list[Text]:
    replaced = redacted(trace)
    more = wrapped(replaced, options.width, "dim") if replaced else []
    return [*wrapped(safe(trace.answer), options.width, "bold"), *more, Text()]


def _first(trace: Trace, options: Options) -> list[Text]:
    """From, To and Subject, a quiet line each, and the line of verdicts."""
    if options.verbosity < 0:
        return []
    shown = first(trace)
    lines = [Text(shorten(f"{name:<{_LABEL}}{text}", options.width), style="dim") for name, text in shown.rows]
    lines += _verdicts(shown, options)
    return [*lines, Text()] if lines else []


def _verdicts(shown: First, options: Options) -> list[Text]:
    """Checks, filters and who handed over, as many on a line as fit; a long one goes on below itself."""
    pieces: list[Text] = []
    if shown.checks:
        pieces.append(Text("  ").join(Text(mark.text, MOOD_STYLE.get(mark.mood, "dim")) for mark in shown.checks))
    pieces += [Text(mark.text, MOOD_STYLE.get(mark.mood, "dim")) for mark in shown.filters]
    if shown.handed_over:
        pieces.append(Text(f"handed over by {shown.handed_over}", "dim"))
    lines: list[Text] = []
    for piece in pieces:
        if lines and width(lines[-1].plain) + width(piece.plain) + width(_DOT) <= options.width:
            lines[-1].append(_DOT, "dim").append_text(piece)
            continue
        style = piece.style
        more = wrapped(piece.plain, options.width, str(style), " " * _LABEL)
        lines += [Text(" " * _LABEL).append_text(piece)] if len(more) == 1 else more
    if lines:
        lines[0] = Text(f"{CHECKS:<{_LABEL}}", "dim").append_text(lines[0][_LABEL:])
    return lines


def _notice(trace: Trace, options: Options, draw: Callable[[Trace, Options], list[Text]]) -> list[Text]:
    """What a bounce or another notice says, above its own path."""
    if trace.notice is None:
        return []
    from headertrace.renderings.notices import section

    return section(trace, options, draw)


def findings(trace: Trace, options: Options) -> list[Text]:
    """The findings, worst first; many of one kind are told once, with their hops."""
    if options.verbosity < 0 or not trace.findings:
        return []
    return [Text(), *(line for item in told(trace.findings) for line in _finding(item, options))]


def looked_up(trace: Trace, options: Options) -> list[Text]:
    """What was looked up, if anything was."""
    if trace.lookups is None:
        return []
    from headertrace.renderings.looked_up import lookups

    return lookups(trace, options)


def _heading(trace: Trace, options: Options) -> list[Text]:
    return [Text(shorten(heading(trace), options.width), style="bold underline"), Text()]


def _opinions(trace: Trace, options: Options) -> list[Text]:
    """What checks of the sender and filters said, a line each, where anything was said."""
    if options.verbosity < 0 or not (trace.authentication or trace.filters):
        return []
    from headertrace.renderings.opinions import blocks

    return blocks(trace, options)


def _logged(trace: Trace, options: Options) -> list[Text]:
    """What the servers' logs say, where some were searched and have the message."""
    if options.verbosity < 0 or not (trace.path.logged or any(hop.log for hop in trace.hops)):
        return []
    from headertrace.renderings.logged import block

    return block(trace, options)


def _arithmetic(trace: Trace, options: Options) -> list[Text]:
    """With -v: how each delay and each clock was reckoned."""
    if options.verbosity < 1 or not trace.hops:
        return []
    from headertrace.view.arithmetic import arithmetic

    lines = [line for words in arithmetic(trace, options) for line in wrapped(words, options.width, "", "  ")]
    return [Text(), Text("Arithmetic", style="dim"), *lines]


def _legend(trace: Trace, options: Options) -> list[Text]:
    """With -v: what the roles and the marks stand for."""
    if options.verbosity < 1 or not trace.hops:
        return []
    from headertrace.view.legend import legend
    from headertrace.view.way import way

    rows = legend(way(trace, options))
    lines = [Text(), Text("Legend", style="dim")]
    for name, means in rows:
        head, *more = wrapped(means, options.width, "", " " * _MEANING)
        lines += [Text(f"  {name:<{_MEANING - 2}}").append_text(head[_MEANING:]), *more]
    return lines


def _finding(item: Told, options: Options) -> list[Text]:
    where = f"hop {', '.join(map(str, item.hops))}" if item.hops else ""
    line = Text()
    line.append(f"{item.severity:<8}", SEVERITY_STYLE[item.severity])
    line.append(" ").append(item.code, _linked("bold", item.code, options)).append(f" {item.name}", "bold")
    if where:
        line.append(f"  {where}")
    line.truncate(options.width, overflow="ellipsis")
    texts = _texts(item, len(item.texts) if options.verbosity > 0 else _FEW_TEXTS)
    body = [line for text in texts for line in wrapped(text, options.width, "dim", " " * 9)]
    # What is only for information needs no next step at first sight.
    if item.severity == "info" and options.verbosity < 1:
        return [line, *body]
    return [line, *body, *_action(item.advice, options)]


# As many of one kind as are shown at first sight.
_FEW_TEXTS = 2


def _texts(item: Told, most: int) -> list[str]:
    """What is said, each with its lines."""
    texts = [
        with_place(text, f"({several(place.first for place in places)})" if places else "")
        for text, places in item.texts[:most]
    ]
    more = len(item.texts) - most
    return [*texts, f"And {more} more of the kind (-v)."] if more > 0 else texts


def _linked(style: str, code: str, options: Options) -> str:
    """The style, with a link to the page that explains the code."""
    if not options.links:
        return style
    from pathlib import Path

    page = Path(__file__).parent.parent / "explanations" / "findings" / f"{code.lower()}.md"
    return f"{style} link {page.as_uri()}"


def _action(advice: str, options: Options) -> list[Text]:
    """What to do, which stands out from the reason above it."""
    head, *more = wrapped(advice, options.width, "", " " * 9)
    return [Text("       ").append("→ ", "bold").append_text(head[9:]), *more]
