"""Every format that answers are shown in, and the endings of files in it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, cast

from headertrace.named import NamedTuple

if TYPE_CHECKING:
    from headertrace.mailbox.shown.sheet import Sheet
    from headertrace.renderings.rendering import Options


class Row(NamedTuple):
    """``module`` is a file of this room."""

    name: str
    module: str
    suffixes: tuple[str, ...] = ()


ROWS = (
    Row("table", "table", (".txt",)),
    Row("json", "json_", (".json",)),
    Row("csv", "csv_", (".csv",)),
    Row("html", "html", (".html", ".htm")),
    Row("svg", "svg", (".svg",)),
    Row("openmetrics", "openmetrics", (".prom",)),
)
FORMATS = tuple(row.name for row in ROWS)


def of_file(name: str | None) -> str | None:
    """The format that a file's name asks for; None where it asks for none."""
    lower = (name or "").lower()
    return next((row.name for row in ROWS if lower.endswith(row.suffixes or ("\0",))), None)


def rendering(name: str) -> Callable[[Sheet, Options], str]:
    """What writes that format."""
    module = next(row.module for row in ROWS if row.name == name)
    return cast("Callable[[Sheet, Options], str]", import_module(f"headertrace.mailbox.shown.{module}").render)
