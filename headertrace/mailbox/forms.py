"""The formats of a dataset, and the files' names that ask for them."""

from __future__ import annotations

PARQUET = "parquet"
# Formats of one file, by the ends of their names.
SUFFIXES: dict[str, tuple[str, ...]] = {
    "ndjson": (".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz"),
    "sqlite": (".sqlite", ".sqlite3", ".db"),
}
FORMS = (PARQUET, *SUFFIXES)


def of_file(name: str) -> str:
    """The format that the name of a file or a folder asks for."""
    return next((form for form, ends in SUFFIXES.items() if name.endswith(ends)), PARQUET)
