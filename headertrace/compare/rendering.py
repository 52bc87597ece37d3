"""A comparison as text: a table for the terminal, JSON, HTML."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from rich.text import Text

from headertrace.compare import NOTABLE_S, Comparison, Difference, Step
from headertrace.records.evidence import Evidence
from headertrace.records.path import Hop
from headertrace.records.trace import Trace
from headertrace.renderings import Options
from headertrace.renderings.json_ import dumps
from headertrace.renderings.terminal import clock, to_text, wrapped
from headertrace.text.durations import duration
from headertrace.text.layout import pad, shorten, width
from headertrace.text.safe import safe

_GAP = "  "
_BAR_CELLS = 12
_NOT_THERE = "·"
_MIN_NAMES = 20


class Row(NamedTuple):
    """One step as shown; ``longer`` has its sign, ``share`` is its part of the greatest difference, 0 to 1."""

    a: str
    b: str
    sender: str
    by: str
    ground: str
    wait_a: str
    wait_b: str
    longer: str
    notable: bool
    share: float
    cause: str
    only: str


def rows(found: Comparison) -> list[Row]:
    """The steps as text that is safe to show."""
    most = max((_weight(step) for step in found.steps), default=0.0)
    return [_row(step, most) for step in found.steps]


def _weight(step: Step) -> float:
    if step.longer_s is not None:
        return abs(step.longer_s)
    return (step.wait_a_s or step.wait_b_s or 0.0) if step.ground is None else 0.0


def _row(step: Step, most: float) -> Row:
    weight = _weight(step)
    sign = "" if step.longer_s is None else "+" if step.longer_s > 0 else ""
    sender, by = ("the writer", "the first server") if not (step.a or step.b) else _names(step)
    return Row(
        a=str(step.a.n) if step.a else _NOT_THERE,
        b=str(step.b.n) if step.b else _NOT_THERE,
        sender=sender,
        by=by,
        ground=step.ground or "",
        wait_a="" if step.wait_a_s is None else duration(step.wait_a_s),
        wait_b="" if step.wait_b_s is None else duration(step.wait_b_s),
        longer="" if step.longer_s is None else sign + duration(step.longer_s),
        notable=weight >= NOTABLE_S,
        share=weight / most if most else 0.0,
        cause=safe(step.cause or "") if weight >= NOTABLE_S else "",
        only="" if step.ground else "A only" if step.a else "B only",
    )


def _names(step: Step) -> tuple[str, str]:
    """(from, by): both hosts where they differ, parted by a bar."""
    hops = [hop for hop in (step.a, step.b) if hop]
    senders = list(dict.fromkeys(safe(_sender(hop)) for hop in hops))
    receivers = list(dict.fromkeys(safe(hop.received.by or "?") for hop in hops))
    return " | ".join(senders), " | ".join(receivers)


def _sender(hop: Hop) -> str:
    got = hop.received
    return got.rdns or got.helo or got.polled or (f"[{got.ip}]" if got.ip else "(local)" if got.by else "?")


def table(found: Comparison, options: Options) -> str:
    """For a terminal: the answer, the steps, what else differs."""
    lines = [*wrapped(safe(found.answer), options.width, "bold"), Text(), *_facts(found, options), Text()]
    if found.steps:
        lines += _steps(found, options)
    lines += _differences(found, options)
    return to_text(lines, options)


def _facts(found: Comparison, options: Options) -> list[Text]:
    lines = []
    for side, trace in (("A", found.a), ("B", found.b)):
        what = title(trace)
        when = clock(trace.path.written, options)
        text = f"{side}  {when}  {what}"
        lines.append(Text(shorten(text, options.width), style="dim"))
    if found.same_message:
        lines.append(Text("Both have one Message-ID: copies of one message.", style="dim"))
    return lines


def title(trace: Trace) -> str:
    """What a message is called: its subject, else its id, else its file."""
    return safe(trace.message.subject or trace.message.message_id or trace.source.name)


def _steps(found: Comparison, options: Options) -> list[Text]:
    shown = rows(found)
    bar_cells = _BAR_CELLS if options.width >= 120 else 6 if options.width >= 72 else 0
    columns: list[tuple[str, Callable[[Row], str], bool]] = [
        ("A", lambda row: row.a, True),
        ("B", lambda row: row.b, True),
        ("A waited", lambda row: row.wait_a, True),
        ("B waited", lambda row: row.wait_b, True),
        ("B − A", lambda row: row.longer or row.only, True),
    ]
    for dropped in ("", "A waited", "B waited"):
        # What gives way where names have no room: both waits, as the difference tells more.
        columns = [column for column in columns if column[0] != dropped]
        cells = [max(width(head), *(width(say(row)) for row in shown)) for head, say, _ in columns]
        room = options.width - sum(cells) - len(_GAP) * (len(cells) + 1) - (bar_cells + len(_GAP) if bar_cells else 0)
        if room >= _MIN_NAMES and dropped != "A waited":
            break
    names = [f"{row.sender} → {row.by}" for row in shown]
    room = max(_MIN_NAMES, min(room, max(map(width, names))))
    heads = [pad(head, size, right) for (head, _, right), size in zip(columns, cells, strict=True)]
    heads.insert(2, pad("from → by", room))
    lines = [Text(_GAP.join(heads).rstrip(), style="dim")]
    for index, (row, name) in enumerate(zip(shown, names, strict=True), 1):
        if index == found.parted:
            lines.append(_mark("the ways part", options.width))
        if index == found.met:
            lines.append(_mark("and meet again", options.width))
        parts = [pad(say(row), size, right) for (_, say, right), size in zip(columns, cells, strict=True)]
        parts.insert(2, pad(_both(row, name, room), room))
        line = Text(_GAP.join(parts), style="" if row.notable else "magenta" if row.only else "dim")
        bar = "▇" * round(row.share * bar_cells) if row.notable else ""
        line.append(_GAP + bar, "bold yellow")
        if row.cause and width(line.plain) + len(row.cause) + 1 <= options.width:
            line.append(f" {row.cause}", "bold")
        line.rstrip()
        lines.append(line)
    return lines


def _both(row: Row, name: str, room: int) -> str:
    """From and by in so many cells, the receiver whole where there is room."""
    if width(name) <= room:
        return name
    by = _cut(row.by, max(room // 2, room - 3 - width(row.sender)))
    return f"{_cut(row.sender, room - 3 - width(by))} → {by}"


def _cut(names: str, cells: int) -> str:
    """One name, or two parted by a bar, each cut in its middle."""
    parts = names.split(" | ")
    if width(names) <= cells or len(parts) == 1:
        return shorten(names, cells)
    return " | ".join(shorten(part, (cells - 3) // 2) for part in parts)


def _mark(words: str, cells: int) -> Text:
    return Text(f"── {words} ".ljust(cells, "─"), style="dim")


def _differences(found: Comparison, options: Options) -> list[Text]:
    lines: list[Text] = []
    area = ""
    for item in _shown(found, options):
        if item.area != area:
            area = item.area
            lines += [Text(), Text(area.capitalize(), style="bold")]
        lines += _difference(item, options)
    return lines


def _shown(found: Comparison, options: Options) -> list[Difference]:
    """Which fields are there at all is told with -v, and in one line without."""
    if options.verbosity < 0:
        return []
    if options.verbosity > 0:
        return list(found.differences)
    few = [item for item in found.differences if item.area != "headers"]
    for side, words in (("a", "A"), ("b", "B")):
        names = [item.what for item in found.differences if item.area == "headers" and getattr(item, side)]
        if names:
            more = f" and {len(names) - 8} more" if len(names) > 8 else ""
            few.append(Difference("headers", f"only in {words}", ", ".join(names[:8]) + more, None))
    return few


def _difference(item: Difference, options: Options) -> list[Text]:
    head = f"  {safe(item.what)}: "
    if item.what.startswith("only in "):
        return wrapped(head.strip() + " " + safe(item.a or ""), options.width, "", "  ")
    said = [
        f"{side} {safe(text) if text is not None else '—'}{_lines(evidence)}"
        for side, text, evidence in (("A", item.a, item.evidence_a), ("B", item.b, item.evidence_b))
    ]
    whole = head + "; ".join(said)
    if width(whole) <= options.width:
        return [Text(whole)]
    return [
        Text(shorten(head.rstrip(), options.width)),
        *(line for text in said for line in wrapped(text, options.width, "", "    ")),
    ]


def _lines(evidence: tuple[Evidence, ...]) -> str:
    return f" (line {evidence[0].lines[0]})" if evidence else ""


def json(found: Comparison, options: Options) -> str:
    """One JSON document, of the schema that ``headertrace schema comparison`` prints."""
    return dumps(found.to_dict()) + "\n"


def html(found: Comparison, options: Options) -> str:
    """One file that needs nothing else, in the reports' style and under their policy."""
    from headertrace.renderings.html import page

    sides = [(side, title(trace), safe(trace.answer), _told(trace, options)) for side, trace in _sides(found)]
    areas: dict[str, list[tuple[str, str, str]]] = {}
    for item in found.differences:
        cells = (safe(item.what), _cell(item.a, item.evidence_a), _cell(item.b, item.evidence_b))
        areas.setdefault(item.area, []).append(cells)
    return page(
        "comparison.html", answer=safe(found.answer), rows=rows(found), parted=found.parted, met=found.met,
        sides=sides, areas=areas, same=found.same_message,
    )  # fmt: skip


def _sides(found: Comparison) -> tuple[tuple[str, Trace], ...]:
    return ("A", found.a), ("B", found.b)


def _told(trace: Trace, options: Options) -> list[tuple[str, str]]:
    """Name and value of what tells a message from others."""
    told = trace.message
    values = (
        ("subject", told.subject), ("from", told.from_), ("to", told.to), ("message id", told.message_id),
        ("written", clock(trace.path.written, options)), ("delivered", clock(trace.path.delivered, options)),
        ("file", trace.source.name), ("SHA-256", trace.source.sha256),
    )  # fmt: skip
    return [(name, safe(value)) for name, value in values if value]


def _cell(text: str | None, evidence: tuple[Evidence, ...]) -> str:
    return "—" if text is None else safe(text) + _lines(evidence)


FORMATS: dict[str, Callable[[Comparison, Options], str]] = {"table": table, "json": json, "html": html}
