"""Traces → a format, by its name. Only the file of that format is loaded."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from headertrace.renderings.index import row
from headertrace.renderings.rendering import Binary, Options, Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from headertrace.records.trace import Trace
    from headertrace.renderings.index import Row


def render(trace: Trace | Sequence[Trace], format: str = "table", options: Options | None = None) -> str:
    """One trace, or several, as text.

    Raises ValueError for a format that is unknown or no text, RenderingError where it cannot be
    written.
    """
    found = row(format)
    if found.binary:
        raise ValueError(f"{format} is no text: render_bytes gives it")
    return cast("Text", _module(found)).render(_list(trace), options or Options())


def render_bytes(trace: Trace | Sequence[Trace], format: str, options: Options | None = None) -> bytes:
    """One trace, or several, in any format, as it is to stand in a file: text is UTF-8.

    Raises as ``render`` does.
    """
    found = row(format)
    if found.binary:
        return cast("Binary", _module(found)).render_bytes(_list(trace), options or Options())
    return render(trace, format, options).encode("utf-8", "backslashreplace")


def _module(found: Row) -> ModuleType:
    return import_module(f"headertrace.renderings.{found.module}")


def _list(trace: Trace | Sequence[Trace]) -> list[Trace]:
    # Whoever has a trace has loaded this; whoever only asks for the formats' names has not.
    from headertrace.records.trace import Trace as TraceRecord

    return [trace] if isinstance(trace, TraceRecord) else list(trace)
