"""IOC as text: what lies outside the reader's own side, defanged, so that it can be sent round by mail or chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.text.safe import safe
from headertrace.view.observables import defanged, observables

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options
    from headertrace.view.observables import Observable


def message(trace: Trace, number: int | None, options: Options) -> str:
    head = f"# {safe(trace.source.name)}" + (f", message {trace.source.number}" if number else "")
    found = observables(trace)
    lines = [_line(item) for item in found.listed if item.telling]
    cut = [f"# {found.cut}"] if found.cut else []
    return "\n".join([head, *(lines or ["# nothing from outside"]), *cut]) + "\n" + ("\n" if number else "")


def _line(item: Observable) -> str:
    """The kind, the value, and why it is here; a claim is told as one."""
    said = [where.as_ + ("" if where.fact else ", claimed") for where in item.seen]
    return f"{item.kind:<8}{safe(defanged(item.value))}  # {'; '.join(dict.fromkeys(said))}"
