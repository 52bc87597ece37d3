"""The tables of a dataset in words, for who asks in SQL."""

from __future__ import annotations

from headertrace.mailbox.asking.single import TYPES
from headertrace.mailbox.rows import MONTH, columns
from headertrace.mailbox.tables import TABLES, VERSION
from headertrace.text.layout import wrap

_OWN = (
    (
        "host_clocks",
        "The hosts' clocks over all messages together, where `headertrace --clocks` has worked them out: no rows else.",
    ),
    (
        "every_step",
        "The hops whose time counts: between two stamps that are not claims; with --claimed all but the contradicted.",
    ),
    ("steps", "The same without what lay in a mailbox until it was collected."),
    ("everybody", "The messages of the time asked about; those that the other options leave are `chosen`."),
)
_INDENT = " " * 4


def listing(width: int = 100) -> str:
    """Every table with its columns, their types and what they hold."""
    about = (
        f"Tables of a dataset, version {VERSION}. What options like --since leave out is in none of them; the schema"
        " `whole` has all of it."
    )
    lines = wrap(about, width)
    for table in TABLES:
        lines += ["", table.name, *wrap(table.text, width, "  ")]
        every = (*columns(table), (MONTH, "text", "The month of that time, 0000-00 where it is unknown."))
        for name, kind, text in every:
            lines.append(f"  {name}  {TYPES[kind]}")
            lines += wrap(text, width, _INDENT)
    lines += ["", "Views"]
    for name, text in _OWN:
        lines += [f"  {name}", *wrap(text, width, _INDENT)]
    return "\n".join(lines) + "\n"
