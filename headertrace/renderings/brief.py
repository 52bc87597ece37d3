"""Brief: a line a message, for a list of many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from headertrace.renderings.terminal import to_text
from headertrace.text.layout import pad, shorten, width
from headertrace.view.hosts import fitted
from headertrace.view.listed import KEYS, row
from headertrace.view.steps import LONG_S

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options
    from headertrace.view.listed import Row

_GAP = "  "
# Column → cells; those with 0 share what is left.
_COLUMNS = {
    "file": 0, "from": 0, "handed over by": 0, "total": 11, "worst wait": 11, "cause": 15, "S D M": 5, "finding": 7,
}  # fmt: skip
# So many cells there must be for a column to be shown.
_NEEDS = {"cause": 110, "total": 92}
_RIGHT = frozenset({"total", "worst wait"})
_STYLES = ("", "", "yellow", "bold red")


def message(trace: Trace, number: int | None, options: Options) -> str:
    return _headed(_line(row(trace, number is not None), options), number, options)


def ordered(
    traces: Iterable[Trace], key: str, options: Options, around: Callable[[Trace], AbstractContextManager[object]]
) -> Iterator[bytes]:
    """The lines sorted by one of ``KEYS``; of each message its row alone is held."""
    rows: list[Row] = []
    for trace in traces:
        with around(trace):
            rows.append(row(trace, several=True))
    rows.sort(key=KEYS[key])  # type: ignore[arg-type]
    for number, item in enumerate(rows, 1):
        yield _headed(_line(item, options), number, options).encode("utf-8", "backslashreplace")


def _headed(line: Text, number: int | None, options: Options) -> str:
    if number not in (None, 1):
        return to_text([line], options)
    cells = [pad(shorten(name, wide), wide, name in _RIGHT) for name, wide in _columns(options).items()]
    return to_text([Text(_GAP.join(cells).rstrip(), style="dim"), line], options)


def _line(item: Row, options: Options) -> Text:
    long = item.wait_s >= LONG_S
    columns = _columns(options)
    told = {
        "file": (item.file, ""), "from": (_author(item.author, columns["from"]), ""),
        "handed over by": (fitted(item.handed_over_by, columns["handed over by"]), "bold"),
        "total": (item.total, ""), "worst wait": (item.wait if long else "", "bold yellow"),
        "cause": (item.cause if long else "", "yellow"), "S D M": (item.checks, ""),
        "finding": (item.finding.partition(" ")[0], _STYLES[item.rank + 1]),
    }  # fmt: skip
    line = Text()
    for name, wide in columns.items():
        text, style = told[name]
        line.append(pad(shorten(text, wide), wide, name in _RIGHT), style)
        line.append(_GAP)
    line.rstrip()
    return line


def _author(address: str, cells: int) -> str:
    """Whose domain it is tells more than who it is there."""
    if width(address) <= cells:
        return address
    return f"@{fitted(address.rpartition('@')[2], cells - 1)}"


def _columns(options: Options) -> dict[str, int]:
    chosen = {name: cells for name, cells in _COLUMNS.items() if options.width >= _NEEDS.get(name, 0)}
    open_ = sum(not cells for cells in chosen.values())
    left = options.width - sum(chosen.values()) - len(_GAP) * (len(chosen) - 1)
    return {name: cells or left // open_ for name, cells in chosen.items()}
