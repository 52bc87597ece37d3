"""A report as plain blocks, for the formats that know headings, paragraphs, lists and tables only.

Markdown, Jira's markup and plain text each write these blocks in their own marks; what stands
in them is text, never markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import headertrace
from headertrace.named import NamedTuple
from headertrace.text.sentences import with_place
from headertrace.view.findings import Told
from headertrace.view.first import CHECKS
from headertrace.view.places import Place
from headertrace.view.report import Report, Said
from headertrace.view.way import Edge, Way


class Heading(NamedTuple):
    """A heading of level 1 (one a message) or 2."""

    level: int
    text: str


class Paragraph(NamedTuple):
    text: str
    strong: bool = False


class Items(NamedTuple):
    """A list, in no order; each item is its paragraphs, of which the first is the head."""

    items: tuple[tuple[str, ...], ...]


class Table(NamedTuple):
    """``dividers`` maps the index of a row to words that stand on a line of their own above it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    dividers: dict[int, str]


class Verbatim(NamedTuple):
    """Lines as they stand in the message, each with its number."""

    title: str
    lines: tuple[tuple[int, str], ...]


Block = Heading | Paragraph | Items | Table | Verbatim


def document(reports: Sequence[Report], with_block: bool) -> list[Block]:
    """All reports, one under the other; several begin with a list of them.

    ``with_block`` adds the header block as it stands.
    """
    blocks: list[Block] = []
    if len(reports) > 1:
        blocks.append(Heading(1, f"{len(reports)} messages"))
        blocks.append(Items(tuple((f"{one.number}. {one.title}", one.answer) for one in reports)))
    for one in reports:
        blocks += _one(one, with_block)
    blocks.append(Paragraph(f"headertrace {headertrace.__version__}"))
    return blocks


def _one(one: Report, with_block: bool) -> list[Block]:
    title = one.title if one.total < 2 else f"{one.number} of {one.total}: {one.title}"
    blocks: list[Block] = [Heading(1, title), Paragraph(one.answer, strong=True)]
    blocks += _table("", ("", ""), (*checked(one), *one.facts))
    blocks += _notice(one)
    if one.findings:
        blocks += [Heading(2, "What stands out"), Items(tuple(map(_told, one.findings)))]
    blocks += _returned(one)
    blocks += _path(one)
    blocks += _table(
        "Waits",
        ("hop", "took", "where", "cause", "why"),
        (
            (str(wait.hop), wait.took, wait.at, f"{wait.cause} ({wait.certainty})", wait.text + _at(wait.places))
            for wait in one.waits
        ),
    )
    blocks += _logs(one)
    blocks += _clocks(one)
    blocks += _opinions(one)
    blocks += _lookups(one, with_block)
    blocks += _rest(one)
    if with_block:
        lines = tuple(line for raw in one.block for line in raw.lines)
        blocks += [Heading(2, "Header"), Verbatim("The header as it stands", lines)]
    blocks += [Heading(2, "Source"), *_table("", ("", ""), one.file)]
    return blocks


def checked(one: Report) -> list[tuple[str, str]]:
    """The line of verdicts, as a row of facts."""
    words = "; ".join(one.first.parts(signs=False))
    return [(CHECKS, words)] if words else []


def _table(title: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[Block]:
    """A table under its heading; nothing where it has no rows."""
    held = tuple(rows)
    if not held:
        return []
    table = Table(head, held, {})
    return [Heading(2, title), table] if title else [table]


def _notice(one: Report) -> list[Block]:
    """What a bounce or another notice says."""
    told = one.notice
    if told is None:
        return []
    rows = (
        (
            item.recipient,
            " ".join(
                filter(None, (item.outcome, item.took and f"after {item.took}", item.until and f"until {item.until}"))
            ),
            ", ".join(filter(None, (item.reason, item.codes, item.means))),
            item.by,
            item.words + (f" ({item.where})" if item.where else ""),
        )
        for item in told.outcomes
    )
    by = f" from {told.reporter}" if told.reporter else ""
    return _table(f"{told.kind}{by}", ("recipient", "outcome", "why", "who says so", "words"), rows)


def _returned(one: Report) -> list[Block]:
    """The message that came back with a notice, and its path."""
    returned = one.notice.returned if one.notice else None
    if returned is None:
        return []
    facts = _table("", ("", ""), returned.facts)
    return [
        Heading(2, f"The returned message: {returned.title}"), *facts, *_steps("Its path", returned.way, returned.zone),
    ]  # fmt: skip


def _path(one: Report) -> list[Block]:
    shown = _steps("The notice's own path" if one.notice else "Path", one.way, one.zone)
    return [*shown, *_table("", ("", ""), one.legend)]


def _steps(title: str, way: Way, zone: str) -> list[Block]:
    if not way.steps:
        return []
    rows = [_end(way.written)] if way.written else []
    dividers: dict[int, str] = {}
    for step in way.steps:
        if way.border and step.n == way.border.at:
            dividers[len(rows)] = way.border.full
        took = step.delay + (f" ({step.by_stamps} by the stamps)" if step.by_stamps else "")
        took += f": {step.why}" if step.why else ""
        word = step.protocol + (" ✓" if step.encrypted else "")
        rows.append((f"{step.n}{step.mark}", step.role, f"{step.sender} → {step.by}", word, step.time, took))
    rows += [_end(way.stored)] if way.stored else []
    rows += [("", "", f"total since {way.since}", "", "", way.total)] if way.total else []
    if way.border and way.border.below and 0 not in dividers:
        dividers[0] = ", ".join(f"{whose} ({mark})" for whose, mark in way.border.below)
    head = ("hop", "role", "from → by", "with", f"received ({zone})", "delay")
    return [Heading(2, title), Table(head, tuple(rows), dividers)]


def _end(end: Edge) -> tuple[str, ...]:
    return (end.mark or "·", end.role, end.words, "", end.time, end.delay)


def _told(told: Told) -> tuple[str, ...]:
    hops = f", hop {', '.join(map(str, told.hops))}" if told.hops else ""
    texts = [with_place(text, _at(places).strip()) for text, places in told.texts]
    return (f"{told.severity} {told.code} {told.name}{hops}", *texts, f"→ {told.advice}")


def _at(places: tuple[Place, ...]) -> str:
    return f" ({', '.join(place.words for place in places)})" if places else ""


def _logs(one: Report) -> list[Block]:
    """What the servers' logs say, a table a stay."""
    blocks: list[Block] = [Heading(2, "What the logs say")] if one.logs else []
    for item in one.logs:
        took = f", {item.took}" if item.took else ""
        at = f"hop {item.hop}, " if item.hop else ""
        title = f"{at}{item.host}, {item.id}{took}" + (f": {item.parts}" if item.parts else "")
        rows = tuple((row.time, row.what, row.text, row.place) for row in item.rows)
        blocks += [Paragraph(title), Table((f"time ({one.zone})", "what", "words", "where"), rows, {})]
    return blocks


def _clocks(one: Report) -> list[Block]:
    blocks: list[Block] = []
    if one.wrong_clocks:
        blocks += [Heading(2, "Wrong clocks")]
        blocks += [Items(tuple((with_place(wrong.text, _at(wrong.places).strip()),) for wrong in one.wrong_clocks))]
    return blocks + _table(
        "Second clocks",
        ("where", "what", f"tells ({one.zone})", "against the stamp", "certainty"),
        (
            (
                f"hop {item.hop}" if item.hop else item.place.words if item.place else "",
                f"{item.scheme} {item.text}",
                item.time,
                item.against,
                item.certainty,
            )
            for item in one.seconds
        ),
    )


def _lookups(one: Report, with_answers: bool) -> list[Block]:
    made = one.lookups
    if made is None:
        return []
    rows = [
        (
            row.about,
            row.word or "—",
            row.text + _at(row.places) + (f" [{'; '.join(row.answers)}]" if with_answers else ""),
        )
        for row in made.rows
    ]
    blocks: list[Block] = [Heading(2, "The DNS today"), Paragraph(made.head)]
    blocks += _table("", ("about", "the header", "what was found"), rows)
    if made.questions or made.notes:
        blocks.append(Items(tuple((text,) for text in (*made.questions, *made.notes))))
    return blocks


def _opinions(one: Report) -> list[Block]:
    checks = _table(
        "Checks of the sender",
        ("method", "result", "who says so", "detail"),
        ((item.what, item.result, item.who, item.detail + _said_at(item)) for item in one.checks),
    )
    signatures = _table(
        "Signatures, as written",
        ("kind", "domain", "detail"),
        ((item.what, item.who, item.detail + _said_at(item)) for item in one.signatures),
    )
    filters = _table(
        "Filters",
        ("filter", "verdict", "who says so", "detail"),
        ((item.what, item.result, item.who, item.detail + _said_at(item)) for item in one.filters),
    )
    return checks + signatures + filters


def _said_at(item: Said) -> str:
    return _at((item.place,)) if item.place else ""


def _rest(one: Report) -> list[Block]:
    blocks = _table(
        "What could not be read",
        ("where", "text", "reason"),
        ((place.words if place else "", text, reason) for text, reason, place in one.unread),
    )
    if one.defects:
        blocks += [Heading(2, "Damage in the header"), Items(tuple((text,) for text in one.defects))]
    return blocks + _table("Redacted", ("what", "how many"), ((kind, str(count)) for kind, count in one.redacted))
