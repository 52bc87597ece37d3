"""``headertrace schema``: the JSON schemas of the documents."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from headertrace.cli.completion import one_of
from headertrace.cli.exits import UsageError

DOCUMENTS = ("trace", "comparison")


def command(
    document: Annotated[
        str,
        typer.Argument(metavar="[trace|comparison]", help="Which document.", autocompletion=one_of(DOCUMENTS)),
    ] = "trace",
) -> int:
    """Print the JSON Schema (2020-12) of what `-f json` writes, of a trace or of a comparison."""
    from importlib.resources import files

    if document not in DOCUMENTS:
        raise UsageError(f"{document!r} is none of {', '.join(DOCUMENTS)}")
    sys.stdout.write(files("headertrace").joinpath(f"{document}.schema.json").read_text("utf-8"))
    return 0
