"""``headertrace config``: what is in force, and where it comes from."""

# Annotations are read at run time (declaring.py).
import os
from collections.abc import Iterator

from headertrace.cli import options
from headertrace.cli.exits import UsageError
from headertrace.cli.settings import KEYS, NAME, load, places, section
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
    for name, key in KEYS.items():
        value = settings.values[name]
        if key.kind is Limits:
            continue
        shown = ", ".join(value) if key.kind is list else "" if value is None else str(value)
        origin = settings.origins[name] or "default"
        print(f"{name:<8} {safe(shown) or '-':<24} {safe(origin)}\n         {key.help}")
    for line in _limits(settings.values["limits"], settings.origins["limits"]):
        print(line)
    for line in _tickets(files[-1].path, given.config):
        print(line)
    print("\nLooked for: " + ", ".join(safe(place.path) for place in files))
    if settings.passed_over:
        print(f"Not taken from {NAME} here: {', '.join(settings.passed_over)}")
    return 0


def _limits(limits: Limits, origin: str | None) -> Iterator[str]:
    """Each limit in force; the file is named beside those that it changes."""
    for name, value in limits._asdict().items():
        limit = LIMITS[name]
        where = origin if origin is not None and value != limit.default else "default"
        yield f"limits.{name:<17} {f'{value:,} {limit.unit}':<24} {safe(where)}\n         {limit.about}"


def _tickets(path: str, config: str | None) -> Iterator[str]:
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
        yield f"tickets.{name:<16} {safe(str(table[name])):<24} {safe(path)}\n         {GENERAL[name].help}"
    for system in (load(name) for name in SYSTEMS if name in table):
        known = keys(system)
        for name, value in table[system.name].items():
            where = f"tickets.{system.name}.{name}"
            yield f"{where:<24} {safe(str(value)):<24} {safe(path)}\n         {known[name].help}"
        for item in system.credentials:
            there = "set" if os.environ.get(item.variable) else "not set"
            yield f"{item.variable:<24} {there:<24} environment\n         {item.help}"
