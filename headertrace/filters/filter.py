"""What a filter's module declares, and the readers of one value that the modules share.

A module holds ``FILTER``, whose ``headers`` give for each header name (lower case) the reader
of its value. Their order is their weight: where two headers of one filter say the same thing,
the one named first is taken. A reader gives the facts it found, none of them (``{}``) where the
value is the vendor's own affair, or None where the value is not as the product writes it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from headertrace.named import NamedTuple
from headertrace.patterns import lazy
from headertrace.records.filters import Rule

# ``verdict``, ``score``, ``threshold``, ``rules``, ``host``, ``version``, ``text``: as in ``Verdict``;
# ``product``: where the value names another product than the header's usual one; ``ip``: the address that
# connected to the filter's host; ``claimed``: the line says of itself that others wrote it; ``group``: lines of one
# module that make a verdict of their own.
Facts = dict[str, Any]
Reader = Callable[[str], Facts | None]

MAX_RULES = 500
_NUMBER = lazy(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})")


class Filter(NamedTuple):
    """``product`` is the name people know it by, ``source`` where its headers are laid down.

    ``any_header`` reads the headers that the index gives to this module by their form. ``guarded`` are
    beginnings of names that the servers of the organisation ``house`` take away from what comes in.
    """

    name: str
    product: str
    source: str
    headers: dict[str, Reader]
    any_header: Callable[[str, str], Facts | None] | None = None
    house: str | None = None
    guarded: tuple[str, ...] = ()


def number(text: str | None) -> float | None:
    """The number in front of ``text``, or None."""
    match = _NUMBER.match(text.strip()) if text else None
    return float(match[0]) if match else None


def score(value: str) -> Facts | None:
    """A value that starts with the score."""
    found = number(value)
    return None if found is None else {"score": found}


def word(table: dict[str, str | None]) -> Reader:
    """A reader of values whose first word, in lower case, stands in ``table`` with its verdict."""

    def read(value: str) -> Facts | None:
        first = value.partition("(")[0].strip().partition(" ")[0].strip(",;:.!").lower()
        if first not in table:
            return None
        return {"verdict": table[first], "rules": ()} if table[first] else {}

    return read


def noted(name: str, text: str | None = None) -> Reader:
    """A reader of values that are kept as a rule's text under ``name``; ``text`` says what they are."""

    def read(value: str) -> Facts | None:
        shown = value[:300]
        return {"rules": (Rule(name, None, f"{text}: {shown}" if text else shown),)} if shown else {}

    return read


def of(product: str, read: Reader, group: str = "") -> Reader:
    """The reader, with the product's name added to what it found, in a group of its own."""

    def reader(value: str) -> Facts | None:
        facts = read(value)
        return facts and {**facts, "product": product, "group": group or product}

    return reader


def sealed(value: str) -> Facts | None:
    """A value for the vendor's own use: a signature, an id, an encrypted report."""
    return {}


def scanned(value: str) -> Facts | None:
    """A header whose presence says that the filter saw the message, and no more."""
    return {"verdict": "scanned"}


def version(value: str) -> Facts | None:
    """A value that names the program's version."""
    return {"version": value[:120]} if value else {}


def host(value: str) -> Facts | None:
    """A value that names the host which ran the filter."""
    name = value.strip().lower()
    return {"host": name[:255]} if name else {}


def yes_no(yes: str, no: str | None) -> Reader:
    """A reader of YES or NO (also true, 1; false, 0), with what each means."""
    table = {**dict.fromkeys(("yes", "true", "1"), yes), **dict.fromkeys(("no", "false", "0"), no)}
    return word(table)


def pairs(value: str, separator: str = ";", equals: str = "=") -> dict[str, str]:
    """``a=1; b=2`` as a dict; of a repeated key the first counts; keys keep their case."""
    found: dict[str, str] = {}
    for part in value.split(separator):
        key, mark, text = part.partition(equals)
        key = key.strip()
        if mark and key:
            found.setdefault(key, text.strip().strip('"'))
    return found


def names(text: str) -> tuple[Rule, ...]:
    """Rule names parted by commas or white space; ``NAME=1.5`` and ``NAME:1.5`` carry points."""
    out: list[Rule] = []
    for item in text.replace(",", " ").split()[:MAX_RULES]:
        name, mark, points = item.partition("=")
        if not mark:
            name, _, points = item.partition(":")
        if name and name.lower() not in ("none", "[none]"):
            out.append(Rule(name, number(points)))
    return tuple(out)
