"""A comparison as text: a table for the terminal, JSON, HTML."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from headertrace.compare import Comparison
from headertrace.compare.rows import line_of, rows
from headertrace.text.safe import safe
from headertrace.view.message import title
from headertrace.view.moments import clock

if TYPE_CHECKING:
    from headertrace.records.evidence import Evidence
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options


def table(found: Comparison, options: Options) -> str:
    """For a terminal: the answer, the steps, what else differs."""
    from headertrace.compare.table import table as drawn

    return drawn(found, options)


def json(found: Comparison, options: Options) -> str:
    """One JSON document, of the schema that ``headertrace schema comparison`` prints."""
    from headertrace.renderings.json_ import dumps

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
    return "—" if text is None else safe(text) + line_of(evidence)


FORMATS: dict[str, Callable[[Comparison, Options], str]] = {"table": table, "json": json, "html": html}
