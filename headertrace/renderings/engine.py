"""Traces → a format, by its name. Only the file of that format is loaded."""

from __future__ import annotations

from contextlib import nullcontext
from importlib import import_module
from itertools import chain, islice
from typing import TYPE_CHECKING, cast

from headertrace.renderings.index import row
from headertrace.renderings.rendering import Binary, Flow, Options, RenderingError, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from types import ModuleType

    from headertrace.records.trace import Trace
    from headertrace.renderings.index import Row

    # What stands around the work on one message; where it lets an error pass, it has dealt with it.
    Around = Callable[[Trace], AbstractContextManager[object]]


def render(trace: Trace | Sequence[Trace], format: str = "table", options: Options | None = None) -> str:
    """One trace, or several, as text.

    Raises ValueError for a format that is unknown or no text, RenderingError where it cannot be
    written.
    """
    found = row(format)
    if found.binary:
        raise ValueError(f"{format} is not text: render_bytes gives it")
    if found.whole:
        return cast("Text", _module(found)).render(_list(trace), options or Options())
    return "".join(_flowing(_module(found), _list(trace), options or Options(), _bare))


def render_bytes(trace: Trace | Sequence[Trace], format: str, options: Options | None = None) -> bytes:
    """One trace, or several, in any format, as it is to stand in a file: text is UTF-8.

    Raises as ``render`` does.
    """
    return b"".join(pieces(_list(trace), format, options))


def pieces(
    traces: Iterable[Trace], format: str, options: Options | None = None, around: Around | None = None
) -> Iterator[bytes]:
    """The same piece by piece, as the traces come; a format that needs all of them first has one piece.

    A message that cannot be shown, where ``around`` it the error is dealt with, is left out. Of no trace at all there
    is what the format has for nothing.
    """
    found, options = row(format), options or Options()
    if found.whole:
        yield _whole(found, list(traces), options, around or _bare)
        return
    for text in _flowing(_module(found), traces, options, around or _bare):
        yield _encoded(text)


def _flowing(module: ModuleType, traces: Iterable[Trace], options: Options, around: Around) -> Iterator[str]:
    flow = cast("Flow", module)
    coming = iter(traces)
    first = list(islice(coming, 2))
    several = len(first) > 1
    last = 0
    for trace in chain(first, coming):
        text = None
        with around(trace):
            text = flow.message(trace, last + 1 if several else None, options)
        if text is not None:
            last += 1
            yield text
    end = getattr(module, "end", None)
    if end is not None and ((several and last) or not first):
        yield end(last)


def _whole(found: Row, traces: list[Trace], options: Options, around: Around) -> bytes:
    def made(some: list[Trace]) -> bytes:
        if found.binary:
            return cast("Binary", _module(found)).render_bytes(some, options)
        return _encoded(cast("Text", _module(found)).render(some, options))

    try:
        return made(traces)
    except (RenderingError, OSError):
        raise
    except Exception:
        shown = []
        for trace in traces:
            with around(trace):
                made([trace])
                shown.append(trace)
        if len(shown) == len(traces):
            raise
        return made(shown) if shown else b""


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _bare(_: Trace) -> AbstractContextManager[object]:
    return nullcontext()


def _module(found: Row) -> ModuleType:
    return import_module(f"headertrace.renderings.{found.module}")


def _list(trace: Trace | Sequence[Trace]) -> list[Trace]:
    # Whoever has a trace has loaded this; whoever only asks for the formats' names has not.
    from headertrace.records.trace import Trace as TraceRecord

    return [trace] if isinstance(trace, TraceRecord) else list(trace)
