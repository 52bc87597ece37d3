"""One's own servers and defaults, from ``headertrace.toml``.

The file in the working directory comes before the one in the user's configuration directory;
an option on the command line comes before both.
"""

from __future__ import annotations

import os
import sys
from typing import Any, NamedTuple

from headertrace.cli.exits import UsageError

NAME = "headertrace.toml"


class Key(NamedTuple):
    """A setting: the type its value has, what it is where nothing sets it, and what it is for."""

    kind: type
    default: Any
    help: str


KEYS: dict[str, Key] = {
    "trust": Key(list, (), "one's own servers: host names, domains or organisations (--trust)"),
    "format": Key(str, "table", "the format to write (--format)"),
    "tz": Key(str, "UTC", "the zone to show times in: a name, UTC or local (--tz)"),
    "color": Key(str, "auto", "auto, always or never (--color)"),
    "width": Key(int, None, "columns, 60 to 200 (--width)"),
    "select": Key(list, (), "only these findings: codes, their beginnings, or names (--select)"),
    "ignore": Key(list, (), "not these findings: codes, their beginnings, or names (--ignore)"),
    "fail_on": Key(str, None, "info, warning or error (--fail-on)"),
    "resolver": Key(list, (), "whom look-ups ask, instead of the system's resolvers (--resolver)"),
    "deadline": Key(int, 10, "seconds for all look-ups together (--deadline)"),
    "dnsbl": Key(list, (), "block and allow lists that look-ups ask (--dnsbl)"),
    "asn_db": Key(str, None, "an MMDB file with AS numbers, for look-ups (--asn-db)"),
    "geo_db": Key(str, None, "an MMDB file with places, for look-ups (--geo-db)"),
}


# Tables that a verb reads for itself, so that the others need not know what is in them.
SECTIONS = ("tickets",)


class Settings(NamedTuple):
    """``values`` in force, and for each the file that set it (None: the default)."""

    values: dict[str, Any]
    origins: dict[str, str | None]


def load() -> Settings:
    """What is in force without the command line. Raises UsageError for a file that cannot be followed."""
    values: dict[str, Any] = {name: key.default for name, key in KEYS.items()}
    origins: dict[str, str | None] = dict.fromkeys(KEYS)
    for path in reversed(paths()):
        for name, value in _read(path).items():
            values[name] = value
            origins[name] = path
    return Settings(values, origins)


def section(name: str) -> dict[str, Any]:
    """A table of SECTIONS, unchecked, from the user's own file; empty where there is none.

    It says where credentials are sent, so the working directory has no say: its files may be a stranger's. Raises
    UsageError for a table there, and for a file that cannot be followed.
    """
    here, own = paths()
    if name in _parsed(here):
        raise UsageError(f"{here}: [{name}] says where credentials go; it is read in {own} only")
    found = _parsed(own).get(name, {})
    if not isinstance(found, dict):
        raise UsageError(f"{own}: [{name}] must be a table")
    return found


def paths() -> list[str]:
    """Where settings are looked for, the stronger first."""
    return [NAME, os.path.join(_user_directory(), NAME)]


def _user_directory() -> str:
    if sys.platform == "win32":
        return os.path.join(os.environ.get("APPDATA", ""), "headertrace")
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    return os.path.join(home, "headertrace")


def _read(path: str) -> dict[str, Any]:
    """The settings in a file, its sections left out."""
    found = {name: value for name, value in _parsed(path).items() if name not in SECTIONS}
    for name, value in found.items():
        if name not in KEYS:
            raise UsageError(f"{path}: there is no setting {name!r}; known are {', '.join(KEYS)}")
        if type(value) is not KEYS[name].kind or (type(value) is list and not all(type(item) is str for item in value)):
            raise UsageError(f"{path}: {name} must be {_KINDS[KEYS[name].kind]}")
    return found


def _parsed(path: str) -> dict[str, Any]:
    try:
        with open(path, "rb") as stream:
            import tomllib

            return tomllib.load(stream)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: {error}") from None


_KINDS = {list: "a list of words", str: "a word in quotes", int: "a whole number"}
