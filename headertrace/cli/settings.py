"""One's own servers and defaults, from ``headertrace.toml``.

The user's own file, in the configuration directory, may set anything. The one in the working directory may be a
stranger's, as it is in a folder of evidence: it has a say in how things look (``Key.display``) and in nothing else,
and that it had one is told. ``--config FILE`` takes the place of both. An option on the command line comes first.
"""

from __future__ import annotations

import os
import stat
from typing import Any

from headertrace import folders
from headertrace.cli.exits import UsageError, complain
from headertrace.limits import LIMITS, Limits
from headertrace.named import NamedTuple

NAME = "headertrace.toml"
# Bytes. The file may be anything that bears the name: an endless device, too.
_MAX_FILE = 1 << 20


class Key(NamedTuple):
    """A setting: the type its value has, what it is where nothing sets it, and what it is for.

    ``display`` where it changes only how things look: not whom is trusted, what is found, or what is asked.
    """

    kind: type
    default: Any
    help: str
    display: bool = False


KEYS: dict[str, Key] = {
    "trust": Key(list, (), "your own servers: host names, domains or organisations (--trust)"),
    "format": Key(str, "table", "the format to write (--format)", display=True),
    "tz": Key(str, "UTC", "the time zone to show times in: a name, UTC or local (--tz)", display=True),
    "color": Key(str, "auto", "auto, always or never (--color)", display=True),
    "width": Key(int, None, "columns, at least 60, at most 200 (--width)", display=True),
    "select": Key(list, (), "only these findings: codes, their beginnings, or names (--select)"),
    "ignore": Key(list, (), "not these findings: codes, their beginnings, or names (--ignore)"),
    "fail_on": Key(str, None, "info, warning or error (--fail-on)"),
    "resolver": Key(list, (), "whom look-ups ask, instead of the system's resolvers (--resolver)"),
    "deadline": Key(int, 10, "seconds for all look-ups together (--deadline)"),
    "dnsbl": Key(list, (), "block and allow lists that look-ups ask (--dnsbl)"),
    "asn_db": Key(str, None, "an MMDB file with AS numbers, for look-ups (--asn-db)"),
    "geo_db": Key(str, None, "an MMDB file with places, for look-ups (--geo-db)"),
    "limits": Key(Limits, Limits(), "a table of limits (headertrace explain limits)"),
}


# Tables that a verb reads for itself, so that the others need not know what is in them.
SECTIONS = ("tickets",)


class Place(NamedTuple):
    """A file that settings are looked for in; ``own`` where the user has vouched for it."""

    path: str
    own: bool


class Settings(NamedTuple):
    """``values`` in force, and for each the file that set it (None: the default).

    ``taken`` are the settings from the file in the working directory, ``passed_over`` those in it with no say.
    """

    values: dict[str, Any]
    origins: dict[str, str | None]
    taken: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()


def followed(config: str | None) -> dict[str, Any]:
    """The values in force; what a file in the working directory set, or would have, is told on standard error."""
    settings = load(config)
    told = []
    if settings.taken:
        told.append(f"{', '.join(settings.taken)} taken from it")
    if settings.passed_over:
        told.append(f"not {', '.join(settings.passed_over)}, which only your own file may set, or --config {NAME}")
    if told:
        complain(f"{NAME} in the working directory: {'; '.join(told)}")
    return settings.values


def load(config: str | None = None) -> Settings:
    """What is in force without the command line's options. Raises UsageError for a file that cannot be followed."""
    values: dict[str, Any] = {name: key.default for name, key in KEYS.items()}
    origins: dict[str, str | None] = dict.fromkeys(KEYS)
    taken: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    for place in reversed(places(config)):
        tables = _parsed(place.path, missing=config is None)
        found = _checked(tables, place)
        if not place.own:
            taken = tuple(name for name in found if name in KEYS and KEYS[name].display)
            passed = tuple(name for name in tables if name not in taken)
            found = {name: found[name] for name in taken}
        values.update(found)
        origins.update(dict.fromkeys(found, place.path))
    return Settings(values, origins, taken, passed)


def section(name: str, config: str | None = None) -> dict[str, Any]:
    """A table of SECTIONS, unchecked, from the user's own file; empty where there is none.

    It says where credentials are sent, so the working directory has no say: its files may be a stranger's. Raises
    UsageError for a table there, and for a file that cannot be followed.
    """
    files = places(config)
    *others, own = files
    for place in others:
        if name in _parsed(place.path):
            raise UsageError(f"{place.path}: [{name}] says where credentials go; it is read in {own.path} only")
    found = _parsed(own.path).get(name, {})
    if not isinstance(found, dict):
        raise UsageError(f"{own.path}: [{name}] must be a table")
    return found


def places(config: str | None = None) -> tuple[Place, ...]:
    """Where settings are looked for, the stronger first; the last is the user's own."""
    if config is not None:
        return (Place(config, True),)
    own = Place(os.path.join(folders.settings(), NAME), True)
    return (own,) if _same(NAME, own.path) else (Place(NAME, False), own)


def _same(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):
        return False


def _checked(tables: dict[str, Any], place: Place) -> dict[str, Any]:
    """The settings in a file, its sections left out; those that would be passed over are not looked at."""
    path = place.path
    found = {name: value for name, value in tables.items() if name not in SECTIONS}
    for name, value in found.items():
        if name not in KEYS:
            raise UsageError(f"{path}: there is no setting {name!r}; known are {', '.join(KEYS)}")
        key = KEYS[name]
        if not (place.own or key.display):
            continue
        if key.kind is Limits:
            found[name] = _limits(value, path)
        elif type(value) is not key.kind or (type(value) is list and not all(type(item) is str for item in value)):
            raise UsageError(f"{path}: {name} must be {_KINDS[key.kind]}")
    return found


def _limits(table: object, path: str) -> Limits:
    """Raises UsageError for what is no table of limits."""
    if not isinstance(table, dict):
        raise UsageError(f"{path}: [limits] must be a table")
    for name, value in table.items():
        if name not in LIMITS:
            raise UsageError(f"{path}: limits: there is no limit {name!r}; known are {', '.join(LIMITS)}")
        most = LIMITS[name].most
        if type(value) is not int or not 1 <= value <= most:
            raise UsageError(f"{path}: limits: {name} must be a whole number from 1 to {most}")
    return Limits(**table)


def _parsed(path: str, missing: bool = True) -> dict[str, Any]:
    """A file's tables; none where it is ``missing`` and may be."""
    try:
        data = _bytes(path)
    except OSError as error:
        if missing and isinstance(error, (FileNotFoundError, NotADirectoryError)):
            return {}
        raise UsageError(f"{path}: {error.strerror}") from None
    import tomllib

    from headertrace.text.encoding import unmarked

    try:
        return tomllib.loads(unmarked(data).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: byte {error.start + 1} is not UTF-8: save the file as UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: {error}") from None


def _bytes(path: str) -> bytes:
    """What a plain file holds; of a pipe nobody may ever write the end. Raises OSError, and UsageError."""
    if not stat.S_ISREG(os.stat(path).st_mode) and path != os.devnull:
        raise UsageError(f"{path} is not a regular file")
    with open(path, "rb") as stream:
        data = stream.read(_MAX_FILE + 1)
    if len(data) > _MAX_FILE:
        raise UsageError(f"{path} is longer than {_MAX_FILE} bytes")
    return data


_KINDS = {list: "a list of words", str: "a word in quotes", int: "a whole number"}
