"""Trace → text, or a picture or a paper's bytes. One file a format, found by its name in ``FORMATS``.

Each module has ``render(traces, options) -> str``, or for those in ``BINARY``
``render_bytes(traces, options) -> bytes``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from headertrace.records.trace import Trace

FORMATS: dict[str, str] = {
    "table": "table",
    "tree": "tree",
    "timeline": "timeline",
    "headers": "headers",
    "checks": "checks",
    "json": "json_",
    "ndjson": "ndjson",
    "csv": "csv",
    "html": "html",
    "pdf": "pdf",
    "svg": "svg",
    "png": "png",
    "markdown": "markdown",
    "jira": "jira",
    "text": "text",
}
BINARY = frozenset({"pdf", "png"})


class RenderingError(Exception):
    """A format cannot be written here and now; the text says why, and what would help."""


class Options(NamedTuple):
    """``zone`` is None for UTC; ``width`` is in terminal cells; ``verbosity`` -1, 0 or 1.

    ``template`` is the path of one's own template for the HTML.
    """

    width: int = 100
    color: bool = False
    zone: tzinfo | None = None
    zone_name: str = "UTC"
    verbosity: int = 0
    template: str | None = None


def render(trace: Trace | Sequence[Trace], format: str = "table", options: Options | None = None) -> str:
    """One trace, or several, as text.

    Raises ValueError for a format that is unknown or no text, RenderingError where it cannot be
    written.
    """
    if format in BINARY:
        raise ValueError(f"{format} is no text: render_bytes gives it")
    text: str = _module(format).render(_list(trace), options or Options())
    return text


def render_bytes(trace: Trace | Sequence[Trace], format: str, options: Options | None = None) -> bytes:
    """One trace, or several, in any format, as it is to stand in a file: text is UTF-8.

    Raises as ``render`` does.
    """
    if format in BINARY:
        data: bytes = _module(format).render_bytes(_list(trace), options or Options())
        return data
    return render(trace, format, options).encode("utf-8", "backslashreplace")


def _module(format: str) -> Any:
    if format not in FORMATS:
        raise ValueError(f"unknown format {format!r}; known are {', '.join(FORMATS)}")
    return import_module(f"headertrace.renderings.{FORMATS[format]}")


def _list(trace: Trace | Sequence[Trace]) -> list[Trace]:
    from headertrace.records.trace import Trace as TraceRecord

    return [trace] if isinstance(trace, TraceRecord) else list(trace)


def needed(library: str, extra: str) -> Any:
    """The module of an extra; RenderingError with the command that installs it."""
    try:
        return import_module(library)
    except ImportError:
        raise RenderingError(f"{extra} needs one more package: pip install 'headertrace[{extra}]'") from None
