"""Every format: what it is called, the file that writes it, and whether it is bytes."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """``module`` is a file of this room, ``suffixes`` what files in that format are called."""

    name: str
    module: str
    binary: bool = False
    suffixes: tuple[str, ...] = ()


ROWS = (
    Row("table", "table"),
    Row("tree", "tree"),
    Row("timeline", "timeline"),
    Row("headers", "headers"),
    Row("checks", "checks"),
    Row("json", "json_", suffixes=(".json",)),
    Row("ndjson", "ndjson", suffixes=(".ndjson", ".jsonl")),
    Row("csv", "csv", suffixes=(".csv",)),
    Row("html", "html", suffixes=(".html", ".htm")),
    Row("pdf", "pdf", binary=True, suffixes=(".pdf",)),
    Row("svg", "svg", suffixes=(".svg",)),
    Row("png", "png", binary=True, suffixes=(".png",)),
    Row("markdown", "markdown", suffixes=(".md", ".markdown")),
    Row("jira", "jira"),
    Row("text", "text", suffixes=(".txt",)),
)
FORMATS = tuple(row.name for row in ROWS)
BINARY = frozenset(row.name for row in ROWS if row.binary)


def row(name: str) -> Row:
    """The format of that name. Raises ValueError where there is none."""
    found = next((row for row in ROWS if row.name == name), None)
    if found is None:
        raise ValueError(f"unknown format {name!r}; known are {', '.join(FORMATS)}")
    return found


def of_file(name: str | None) -> str | None:
    """The format that a file's name asks for; None where it asks for none."""
    lower = (name or "").lower()
    return next((row.name for row in ROWS if lower.endswith(row.suffixes)), None)
