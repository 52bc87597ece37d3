"""``headertrace config``: what is in force, and where it comes from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from headertrace.cli.exits import UsageError
from headertrace.cli.settings import KEYS, load, paths, section
from headertrace.text.safe import safe


class Options(NamedTuple):
    """Nothing: there is nothing to choose."""


def run(given: Options) -> int:
    """Show the settings in force, and the file that each comes from."""
    settings = load()
    for name, key in KEYS.items():
        value = settings.values[name]
        shown = ", ".join(value) if key.kind is list else "" if value is None else str(value)
        origin = settings.origins[name] or "default"
        print(f"{name:<8} {safe(shown) or '-':<24} {safe(origin)}\n         {key.help}")
    for line in _tickets(paths()[1]):
        print(line)
    print("\nLooked for: " + ", ".join(safe(path) for path in paths()))
    return 0


def _tickets(path: str) -> Iterator[str]:
    """The settings of ticket systems, and whether their credentials are there; never what they are."""
    table = section("tickets")
    if not table:
        return
    from headertrace.tickets import SYSTEMS, load
    from headertrace.tickets.errors import Refused
    from headertrace.tickets.places import GENERAL, checked, keys

    try:
        checked(table)
    except Refused as error:
        raise UsageError(f"{path}: {error}") from None
    for name in (name for name in GENERAL if name in table):
        yield f"tickets.{name:<16} {safe(str(table[name])):<24} {safe(path)}\n         {GENERAL[name].help}"
    for system in (load(name) for name in SYSTEMS if name in table):
        known = keys(system)
        for name, value in table[system.name].items():
            where = f"tickets.{system.name}.{name}"
            yield f"{where:<24} {safe(str(value)):<24} {safe(path)}\n         {known[name].help}"
        for item in system.credentials:
            there = "set" if os.environ.get(item.variable) else "not set"
            yield f"{item.variable:<24} {there:<24} environment\n         {item.help}"
