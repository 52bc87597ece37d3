"""Settings and options → the place a report goes to. All that can be wrong with them is told here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from headertrace.remote.errors import Refused
from headertrace.remote.secrets import find
from headertrace.remote.transport import TIMEOUT_S, checked_url
from headertrace.tickets import SYSTEMS, load
from headertrace.tickets.system import Place, Setting, System, required

# Keys of [tickets] itself, beside the systems' tables.
GENERAL: dict[str, Setting] = {
    "to": Setting("the system that reports go to (--to)"),
    "redact": Setting("what is replaced in reports (--redact)"),
    "evidence": Setting("headers, message or none (--evidence)"),
    "keep": Setting("the folder for reports that could not be delivered (--keep)"),
}
_NETWORKED: dict[str, Setting] = {
    "timeout": Setting(f"seconds to wait for an answer ({TIMEOUT_S:g})", int),
    "ca_file": Setting("certificate authorities to trust instead of the system's, PEM"),
    "keyring": Setting("take credentials from the system's keyring", bool),
}
_KINDS = {str: "a word in quotes", int: "a whole number", bool: "true or false"}


def keys(system: System) -> dict[str, Setting]:
    """Every key that may stand under [tickets.NAME]."""
    if not system.networked:
        return dict(system.settings)
    files = {
        f"{item.name}_file": Setting(f"a file with {item.help}, readable by nobody else; or set {item.variable}")
        for item in system.credentials
    }
    return {**system.settings, **files, **_NETWORKED}


def checked(table: Mapping[str, Any]) -> None:
    """Raises Refused where the [tickets] table of headertrace.toml has what cannot be followed."""
    for name, value in table.items():
        if name in SYSTEMS:
            if not isinstance(value, dict):
                raise Refused(f"[tickets.{name}] must be a table")
            _check(value, keys(load(name)), f"tickets.{name}", load(name))
        elif name not in GENERAL:
            raise Refused(f"there is no setting tickets.{name}; known are {', '.join((*GENERAL, *SYSTEMS))}")
        else:
            _check({name: value}, GENERAL, "tickets")


def _check(table: Mapping[str, Any], known: Mapping[str, Setting], where: str, system: System | None = None) -> None:
    for name, value in table.items():
        for credential in system.credentials if system else ():
            if name == credential.name:
                instead = f"set {credential.variable}, or {name}_file there"
                raise Refused(f"{where}.{name} does not belong in headertrace.toml: {instead}")
        if name not in known:
            raise Refused(f"there is no setting {where}.{name}; known are {', '.join(known)}")
        if type(value) is not known[name].kind:
            raise Refused(f"{where}.{name} must be {_KINDS[known[name].kind]}")


def place(
    system: System,
    settings: Mapping[str, Any],
    *,
    ticket: str | None = None,
    public: bool = False,
    again: bool = False,
    allow_http: bool = False,
) -> Place:
    """Where the report goes. Raises Refused, with what to do, for anything that is missing or wrong."""
    if ticket is not None:
        if system.ticket is None:
            raise Refused(f"{system.product} takes new tickets only. {system.note}".rstrip())
        if not re.fullmatch(system.ticket, ticket):
            raise Refused(f"--ticket: {ticket!r} is not a ticket of {system.product}")
    if not system.private and not public:
        raise Refused(f"{system.product} has no private comments: say --public. {system.note}".rstrip())
    for name, value in settings.items():
        if isinstance(value, str) and not value.isprintable():
            raise Refused(f"{name}: {value!r} has control characters in it")
    url = settings.get("url") or system.url
    secrets = {item.name: find(item, system.name, settings) for item in system.credentials}
    made = Place("", ticket, public, settings, secrets, again)
    required(made, system)
    return made._replace(url=checked_url(url, allow_http) if url else "")


def given(words: Iterable[str], system: System) -> dict[str, Any]:
    """The settings in "name=value" words, as --set has them. Raises Refused."""
    known = keys(system)
    out: dict[str, Any] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if any(name == credential.name for credential in system.credentials):
            raise Refused(f"--set {name}: a credential does not go on the command line, which others can see")
        if name not in known:
            raise Refused(f"--set: {name!r} is not one of {', '.join(known)}; it is written name=value")
        if not equals:
            raise Refused(f"--set: {name!r} has no value: write {name}=value")
        out[name] = _typed(f"--set {name}", value, known[name].kind)
    return out


def _typed(option: str, value: str, kind: type) -> Any:
    if kind is bool and value in ("true", "false"):
        return value == "true"
    if kind is int and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    if kind is str:
        return value
    raise Refused(f"{option}: {value!r} must be {_KINDS[kind]}")
