"""``headertrace config``: what is in force, and where it comes from."""

# Annotations are read at run time (declaring.py).
import os
from collections.abc import Iterator

from headertrace.cli import options
from headertrace.cli.exits import UsageError
from headertrace.cli.settings import KEYS, NAME, Settings, load, places, section
from headertrace.limits import LIMITS, Limits
from headertrace.named import NamedTuple
from headertrace.text.safe import safe


class Options(NamedTuple):
    """What the command line says."""

    config: options.Config = None


def run(given: Options) -> int:
    """Show the settings in force, and the file that each comes from."""
    settings = load(given.config)
    files = places(given.config)
    for row in (*_plain(settings), *_limits(settings), *_tickets(files[-1].path, given.config)):
        print(f"{row.name:<24} {safe(row.value) or '-':<24} {safe(row.origin)}\n    {row.help}")
    print("\nLooked for: " + ", ".join(safe(place.path) for place in files))
    if settings.passed_over:
        print(f"Not taken from {NAME} here: {', '.join(settings.passed_over)}")
    return 0


class _Row(NamedTuple):
    """A setting's ``name``, its ``value`` in words, where that comes from, and what it is for."""

    name: str
    value: str
    origin: str
    help: str


def _plain(settings: Settings) -> Iterator[_Row]:
    """The settings that are no tables."""
    for name, key in KEYS.items():
        value = settings.values[name]
        if key.kind is not Limits:
            shown = ", ".join(value) if key.kind is list else "" if value is None else str(value)
            yield _Row(name, shown, settings.origins[name] or "default", key.help)


def _limits(settings: Settings) -> Iterator[_Row]:
    """Each limit in force; the file is named beside those that it changes."""
    origin = settings.origins["limits"]
    for name, value in settings.values["limits"]._asdict().items():
        limit = LIMITS[name]
        where = origin if origin is not None and value != limit.default else "default"
        yield _Row(f"limits.{name}", f"{value:,} {limit.unit}", where, limit.about)


def _tickets(path: str, config: str | None) -> Iterator[_Row]:
    """The settings of ticket systems, and whether their credentials are there; never what they are."""
    table = section("tickets", config)
    if not table:
        return
    from headertrace.remote.errors import Refused
    from headertrace.tickets import SYSTEMS, load
    from headertrace.tickets.places import GENERAL, checked, keys

    try:
        checked(table)
    except Refused as error:
        raise UsageError(f"{path}: {error}") from None
    for name in (name for name in GENERAL if name in table):
        yield _Row(f"tickets.{name}", str(table[name]), path, GENERAL[name].help)
    for system in (load(name) for name in SYSTEMS if name in table):
        known = keys(system)
        for name, value in table[system.name].items():
            yield _Row(f"tickets.{system.name}.{name}", str(value), path, known[name].help)
        for item in system.credentials:
            there = "set" if os.environ.get(item.variable) else "not set"
            yield _Row(item.variable, there, "environment", item.help)
