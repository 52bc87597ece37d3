"""``headertrace schema``: the JSON schema of the trace document."""

from __future__ import annotations

import sys


def command() -> int:
    """Print the JSON Schema (2020-12) of what `-f json` writes."""
    from importlib.resources import files

    sys.stdout.write(files("headertrace").joinpath("trace.schema.json").read_text("utf-8"))
    return 0
