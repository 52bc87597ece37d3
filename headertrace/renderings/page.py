"""What stands around the picture of the path: the answer above, what was said, reckoned and found below."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.text import Text

from headertrace.renderings.terminal import to_text, wrapped
from headertrace.text.layout import shorten
from headertrace.text.safe import safe
from headertrace.view.findings import Told, told
from headertrace.view.first import head
from headertrace.view.message import redacted, title

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options

SEVERITY_STYLE = {"error": "bold red", "warning": "yellow", "info": "blue"}


def path(trace: Trace, number: int | None, options: Options, draw: Callable[[Trace, Options], list[Text]]) -> str:
    """A message's path as ``draw`` draws it, with all that stands around it."""
    lines = [*answer(trace, options), *_head(trace, options), *_notice(trace, options, draw), *draw(trace, options)]
    lines += _opinions(trace, options)
    lines += [*_arithmetic(trace, options), *findings(trace, options), *looked_up(trace, options)]
    return page(trace, number, options, lines)


def page(trace: Trace, number: int | None, options: Options, body: list[Text]) -> str:
    """A message's ``body``, under its heading where it is one of several, apart from the one above it."""
    lines = body if number is None else [*_heading(trace, number, options), *body]
    return to_text([Text(), *lines] if number and number > 1 else lines, options)


def answer(trace: Trace, options: Options) -> list[Text]:
    replaced = redacted(trace)
    more = wrapped(replaced, options.width, "dim") if replaced else []
    return [*wrapped(safe(trace.answer), options.width, "bold"), *more, Text()]


def _head(trace: Trace, options: Options) -> list[Text]:
    """From, To, Subject and the checks, a quiet line each."""
    rows = head(trace) if options.verbosity >= 0 else []
    lines = [Text(shorten(f"{name:<8} {text}", options.width), style="dim") for name, text in rows]
    return [*lines, Text()] if lines else []


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


def _heading(trace: Trace, number: int, options: Options) -> list[Text]:
    place = f"Message {number}: "
    return [Text(place + shorten(title(trace), options.width - len(place)), style="bold underline"), Text()]


def _opinions(trace: Trace, options: Options) -> list[Text]:
    """What checks of the sender and filters said, a line each, where anything was said."""
    if options.verbosity < 0 or not (trace.authentication or trace.filters):
        return []
    from headertrace.renderings.opinions import blocks

    return blocks(trace, options)


def _arithmetic(trace: Trace, options: Options) -> list[Text]:
    """With -v: how each delay and each clock was reckoned."""
    if options.verbosity < 1 or not trace.hops:
        return []
    from headertrace.view.arithmetic import arithmetic

    lines = [line for words in arithmetic(trace, options) for line in wrapped(words, options.width, "", "  ")]
    return [Text(), Text("Arithmetic", style="dim"), *lines]


def _finding(item: Told, options: Options) -> list[Text]:
    where = f"hop {', '.join(map(str, item.at))}" if item.at else ""
    numbers = [str(place.first) for _, places in item.texts for place in places]
    at = f" (line {', '.join(numbers)})" if numbers else ""
    line = Text()
    line.append(f"{item.severity:<8}", SEVERITY_STYLE[item.severity])
    line.append(f" {item.code} {item.name}", "bold")
    if where:
        line.append(f"  {where}")
    line.truncate(options.width, overflow="ellipsis")
    *others, last = [text for text, _ in (item.texts if options.verbosity > 0 else item.texts[:1])]
    texts = [*others, last + at]
    body = [line for text in texts for line in wrapped(text, options.width, "", " " * 9)]
    # What is only for information needs no next step at first sight.
    if item.severity == "info" and options.verbosity < 1:
        return [line, *body]
    return [line, *body, *wrapped(item.advice, options.width, "dim", " " * 9)]
