"""Trace → text. One file a format, found by its name in ``FORMATS``.

Each module has ``render(traces, options) -> str``, or ``stream = True`` where every trace is
a document of its own.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from headertrace.model import Trace

FORMATS: dict[str, str] = {
    "table": "table",
    "tree": "tree",
    "timeline": "timeline",
    "headers": "headers",
    "checks": "checks",
    "json": "json_",
    "ndjson": "ndjson",
    "html": "html",
    "markdown": "markdown",
    "text": "text",
}


class Options(NamedTuple):
    """``zone`` is None for UTC; ``width`` is in terminal cells; ``verbosity`` -1, 0 or 1."""

    width: int = 100
    color: bool = False
    zone: tzinfo | None = None
    zone_name: str = "UTC"
    verbosity: int = 0


def render(trace: Trace | Sequence[Trace], format: str = "table", options: Options | None = None) -> str:
    """One trace, or several, as text. Raises ValueError for an unknown format."""
    from headertrace.model import Trace as TraceRecord

    if format not in FORMATS:
        raise ValueError(f"unknown format {format!r}; known are {', '.join(FORMATS)}")
    module = import_module(f"headertrace.renderings.{FORMATS[format]}")
    traces = [trace] if isinstance(trace, TraceRecord) else list(trace)
    text: str = module.render(traces, options or Options())
    return text
