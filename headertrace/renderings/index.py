"""Every format: what it is called, the file that writes it, whether it is bytes, and whether it flows."""

from __future__ import annotations

from headertrace.named import NamedTuple


class Row(NamedTuple):
    """``module`` is a file of this room, ``suffixes`` what files in that format are called.

    What is ``whole`` needs all messages before it can begin; the others are written as the messages come.
    """

    name: str
    module: str
    binary: bool = False
    suffixes: tuple[str, ...] = ()
    whole: bool = False


ROWS = (
    Row("table", "table"),
    Row("tree", "tree"),
    Row("timeline", "timeline"),
    Row("headers", "headers"),
    Row("checks", "checks"),
    Row("brief", "brief"),
    Row("json", "json_", suffixes=(".json",)),
    Row("ndjson", "ndjson", suffixes=(".ndjson", ".jsonl")),
    Row("csv", "csv", suffixes=(".csv",)),
    Row("html", "html", suffixes=(".html", ".htm"), whole=True),
    Row("pdf", "pdf", binary=True, suffixes=(".pdf",), whole=True),
    Row("svg", "svg", suffixes=(".svg",), whole=True),
    Row("png", "png", binary=True, suffixes=(".png",), whole=True),
    Row("markdown", "markdown", suffixes=(".md", ".markdown"), whole=True),
    Row("jira", "jira", whole=True),
    Row("text", "text", suffixes=(".txt",), whole=True),
    Row("ioc", "ioc"),
    Row("ioc-text", "ioc_text"),
    Row("stix", "stix", suffixes=(".stix", ".stix.json"), whole=True),
    Row("sarif", "sarif", suffixes=(".sarif", ".sarif.json"), whole=True),
)
FORMATS = tuple(row.name for row in ROWS)
# What lists of messages are sorted by (``view/listed``).
SORTED = ("file", "from", "handed-over-by", "total", "wait", "cause", "finding")
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
    fitting = [(len(suffix), row.name) for row in ROWS for suffix in row.suffixes if lower.endswith(suffix)]
    return max(fitting)[1] if fitting else None
