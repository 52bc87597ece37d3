"""Every format: what it is called, the file that writes it, and whether it is bytes."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """``module`` is a file of this room."""

    name: str
    module: str
    binary: bool = False


ROWS = (
    Row("table", "table"),
    Row("tree", "tree"),
    Row("timeline", "timeline"),
    Row("headers", "headers"),
    Row("checks", "checks"),
    Row("json", "json_"),
    Row("ndjson", "ndjson"),
    Row("csv", "csv"),
    Row("html", "html"),
    Row("pdf", "pdf", binary=True),
    Row("svg", "svg"),
    Row("png", "png", binary=True),
    Row("markdown", "markdown"),
    Row("jira", "jira"),
    Row("text", "text"),
)
FORMATS = tuple(row.name for row in ROWS)
BINARY = frozenset(row.name for row in ROWS if row.binary)


def row(name: str) -> Row:
    """The format of that name. Raises ValueError where there is none."""
    found = next((row for row in ROWS if row.name == name), None)
    if found is None:
        raise ValueError(f"unknown format {name!r}; known are {', '.join(FORMATS)}")
    return found
