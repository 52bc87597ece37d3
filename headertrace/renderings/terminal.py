"""What table, tree and timeline share: the answer, the words for a hop, and the findings.

The renderings build rich Text, whose content is never read as markup, out of text made safe.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import StringIO
from itertools import pairwise

from rich.console import Console
from rich.text import Text

from headertrace.records.judgements import Finding
from headertrace.records.path import Hop
from headertrace.records.trace import Trace
from headertrace.renderings import Options
from headertrace.text.durations import duration, offset_words
from headertrace.text.layout import shorten, width, wrap
from headertrace.text.safe import safe

SEVERITY_STYLE = {"error": "bold red", "warning": "yellow", "info": "blue"}
_LONG_S = 60.0


def to_text(lines: Sequence[Text], options: Options) -> str:
    """Lines → what the terminal is sent; without colour where none is wanted."""
    out = StringIO()
    console = Console(
        file=out,
        width=options.width,
        force_terminal=options.color,
        color_system="standard" if options.color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for line in lines:
        console.print(line, soft_wrap=True)
    return out.getvalue()


def heading(trace: Trace, number: int, total: int, options: Options) -> list[Text]:
    """The line above each message, where there are several."""
    if total < 2:
        return []
    what = trace.message.subject or trace.message.message_id or trace.source.name
    title = f"{number} of {total}: "
    return [Text(title + shorten(safe(what), options.width - len(title)), style="bold underline"), Text()]


def answer(trace: Trace, options: Options) -> list[Text]:
    return [*wrapped(safe(trace.answer), options.width, "bold"), *_redacted(trace, options), Text()]


def _redacted(trace: Trace, options: Options) -> list[Text]:
    """That names here are pseudonyms, and how many of each kind."""
    if not trace.redacted:
        return []
    counts = ", ".join(f"{count} {safe(kind)}" for kind, count in trace.redacted)
    return wrapped(f"Redacted: {counts}.", options.width, "dim")


def wrapped(text: str, width: int, style: str = "", indent: str = "") -> list[Text]:
    return [Text(line, style=style) for line in wrap(text, max(20, width), indent)]


def findings(trace: Trace, options: Options) -> list[Text]:
    """The findings, worst first; many of one kind are told once, with their hops."""
    if options.verbosity < 0 or not trace.findings:
        return []
    lines = [Text()]
    for group in _grouped(trace.findings):
        lines += _finding(group, options)
    return lines


def opinions(trace: Trace, options: Options) -> list[Text]:
    """What checks of the sender and filters said, a line each, where anything was said."""
    if options.verbosity < 0 or not (trace.authentication or trace.filters):
        return []
    from headertrace.renderings.opinions import blocks

    return blocks(trace, options)


def arithmetic(trace: Trace, options: Options) -> list[Text]:
    """With -v: how each delay and each clock was reckoned."""
    if options.verbosity < 1 or not trace.hops:
        return []
    words: list[str] = []
    for before, hop in pairwise(trace.hops):
        if hop.delay_s is None:
            continue
        line = f"hop {hop.n}: {clock(hop.received.time, options)} less {clock(before.received.time, options)}"
        if before.received.time is None:
            line = f"hop {hop.n}: {clock(hop.received.time, options)} less the last time known"
        line += f" is {duration(hop.delay_s)}"
        if hop.corrected_delay_s is not None:
            line += f", {duration(hop.corrected_delay_s)} by right clocks"
        words.append(line)
    for second in trace.clocks:
        against = second.against_stamp_s
        beside = "" if against is None else f", {_beside(against)}"
        at = f"hop {second.hop}" if second.hop else f"line {_line_of(trace, second.field)}"
        what = f"{second.scheme} {safe(shorten(second.text, 30))}"
        words.append(f"{at}: {what} tells {clock(second.time, options)}{beside}")
    words += [safe(offset_words(offset)) for offset in trace.offsets]
    lines = [line for word in words for line in wrapped(word, options.width, "", "  ")]
    return [Text(), Text("Arithmetic", style="dim"), *lines]


def _beside(against: float) -> str:
    if abs(against) < 1:
        return "the same second as the stamp"
    return f"{duration(abs(against))} {'after' if against > 0 else 'before'} the stamp"


def _line_of(trace: Trace, number: int) -> int:
    return next(field.first_line for field in trace.fields if field.number == number)


def looked_up(trace: Trace, options: Options) -> list[Text]:
    """What was looked up, if anything was."""
    if trace.lookups is None:
        return []
    from headertrace.renderings.looked_up import lookups

    return lookups(trace, options)


def _grouped(found: Sequence[Finding]) -> list[list[Finding]]:
    groups: dict[str, list[Finding]] = {}
    for finding in found:
        groups.setdefault(finding.code, []).append(finding)
    return list(groups.values())


def _finding(group: list[Finding], options: Options) -> list[Text]:
    first = group[0]
    hops = [str(finding.hop) for finding in group if finding.hop]
    where = f"hop {', '.join(hops)}" if hops else ""
    line_numbers = [str(item.lines[0]) for finding in group for item in finding.evidence]
    at = f" (line {', '.join(line_numbers)})" if line_numbers else ""
    line = Text()
    line.append(f"{first.severity:<8}", SEVERITY_STYLE[first.severity])
    line.append(f" {first.code} {first.name}", "bold")
    line.append(f"  {where}")
    line.truncate(options.width, overflow="ellipsis")
    shown = group if options.verbosity > 0 else group[:1]
    body: list[Text] = []
    for finding in shown:
        end = at if finding is shown[-1] else ""
        body += wrapped(safe(finding.text) + end, options.width, "", " " * 9)
    # What is only for information needs no next step at first sight.
    if first.severity == "info" and options.verbosity < 1:
        return [line, *body]
    return [line, *body, *wrapped(first.advice, options.width, "dim", " " * 9)]


def clock(moment: datetime | None, options: Options, with_day: bool = True) -> str:
    """A moment in the zone wished for: "24 Nov 08:00:01", or a dash where it is unknown."""
    if moment is None:
        return "—"
    try:
        local = moment.astimezone(options.zone) if options.zone else moment
    except (OverflowError, ValueError):
        local = moment
    return f"{local.day:2} {local:%b %H:%M:%S}" if with_day else f"{local:%H:%M:%S}"


def delay(hop: Hop) -> str:
    return "" if hop.delay_s is None else duration(hop.delay_s)


def delay_style(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return "bold magenta" if seconds < 0 else "bold yellow" if seconds >= _LONG_S else "green"


def ends(hop: Hop) -> tuple[str, str]:
    """(from, by) as shown: the name, else the bracketed address, else a question mark."""
    got = hop.received
    sender = got.rdns or got.helo or (f"[{got.ip}]" if got.ip else None)
    if sender is None:
        sender = "(local)" if got.by else "?"
    return host(sender), host(got.by or "?")


def host(name: str) -> str:
    """A host's name, safe to show; with its U-labels where it has honest ones."""
    if "xn--" not in name and name.isascii():
        return safe(name)
    from headertrace.syntax import idna

    return safe(idna.host(name))


def fitted(name: str, cells: int) -> str:
    """What ``host`` gives in at most ``cells`` cells: without the U-labels, then cut in the middle."""
    return shorten(name if width(name) <= cells else name.partition(" (")[0], cells)


_MARK = {"claimed": "?", "contradicted": "!"}


def number(hop: Hop) -> str:
    """The hop's number, with ``?`` where the line is another's word and ``!`` where others gainsay it."""
    return f"{hop.n}{_MARK.get(hop.trust or '', ' ')}"


def role(hop: Hop) -> str:
    return "+".join(hop.role)


def boundary(trace: Trace) -> tuple[int, str] | None:
    """(the oldest hop vouched for, the words on it), where anything below it is a claim."""
    at = trace.path.trust_boundary
    if not at or at < 2:
        return None
    hop = trace.hops[at - 1]
    who = hop.receiver_organisation or hop.received.by
    return at, "vouched for from here" + (f": {safe(who)}" if who else "")


def protocol(hop: Hop) -> str:
    got = hop.received
    word = safe(got.protocol or "")
    return f"{word} ✓".strip() if got.encrypted else word
