"""``headertrace schema``: the JSON schemas of the documents."""

# Annotations are read at run time (declaring.py).
import sys
from typing import Annotated

from headertrace.cli.completion import one_of
from headertrace.cli.declaring import Argument
from headertrace.cli.exits import UsageError
from headertrace.named import NamedTuple

DOCUMENTS = ("trace", "comparison", "stats", "logs")


class Options(NamedTuple):
    """What the command line says."""

    document: Annotated[str, Argument("[trace|comparison|stats|logs]", "Which document.", one_of(DOCUMENTS))] = "trace"


def run(given: Options) -> int:
    """Print the JSON Schema (2020-12) of what `-f json` writes, of a trace, a comparison, `stats` or `logs`."""
    from importlib.resources import files

    document = given.document
    if document not in DOCUMENTS:
        raise UsageError(f"{document!r} is not one of {', '.join(DOCUMENTS)}")
    sys.stdout.write(files("headertrace").joinpath(f"{document}.schema.json").read_text("utf-8"))
    return 0
