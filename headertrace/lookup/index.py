"""Every check: what it is called and its file, in the order in which they are shown."""

from __future__ import annotations

from headertrace.named import NamedTuple


class Row(NamedTuple):
    """``module`` is a file of the package; a ``local`` check puts no question to anyone."""

    name: str
    module: str
    local: bool = False


CHECKS = (
    Row("reverse", "lookup.reverse"),
    Row("routes", "lookup.routes"),
    Row("databases", "lookup.databases", local=True),
    Row("lists", "lookup.lists"),
    Row("exchangers", "lookup.exchangers"),
    Row("transport", "lookup.transport"),
    Row("bimi", "lookup.bimi"),
    Row("services", "lookup.services"),
    Row("authentication", "verification.authentication"),
)
