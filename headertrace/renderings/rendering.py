"""The contract of a rendering: a file with one of these functions, and a row in ``index.py`` that says which."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from headertrace.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from headertrace.records.trace import Trace


class RenderingError(Exception):
    """A format cannot be written here and now; the text says why, and what would help."""


class Options(NamedTuple):
    """``zone`` is None for UTC; ``width`` is in terminal cells; ``verbosity`` -1, 0 or 1.

    ``template`` is the path of one's own template for the HTML; ``full`` prints on paper what is left out else.
    ``links`` makes links of findings' codes, for terminals that show them (OSC 8).
    """

    width: int = 100
    color: bool = False
    zone: tzinfo | None = None
    zone_name: str = "UTC"
    verbosity: int = 0
    template: str | None = None
    full: bool = False
    links: bool = False


class Flow(Protocol):
    """A format that is text and shows one message behind the other, so that none need be held.

    ``number`` is the message's among several, from 1, and None for one alone. A file may also have
    ``end(last)``: what stands behind the last of several, whose number that is, and, with 0, for none at all.
    """

    def message(self, trace: Trace, number: int | None, options: Options) -> str: ...


class Text(Protocol):
    """A format that is text and needs all messages before it can begin, as for a list of contents."""

    def render(self, traces: Sequence[Trace], options: Options) -> str: ...


class Binary(Protocol):
    """A format that is bytes, such as a picture's."""

    def render_bytes(self, traces: Sequence[Trace], options: Options) -> bytes: ...


def needed(library: str, extra: str) -> Any:
    """The module of an extra; RenderingError with the command that installs it."""
    try:
        return import_module(library)
    except ImportError:
        from headertrace.installing import command

        raise RenderingError(f"{extra} needs one more package: {command(extra)}") from None
