"""Which protocols there are: what must be known of each before its file, and the network, is loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from headertrace.named import NamedTuple

if TYPE_CHECKING:
    from headertrace.sources.raw import Raw


class Scheme(NamedTuple):
    """A URL's scheme: the ``leaf`` that reads it, its ``port``, and whether TLS is spoken from the ``start``.

    ``names`` are the parameters that it takes behind semicolons, ``asks`` says that a search may follow a "?".
    """

    leaf: str
    port: int
    start: bool
    names: tuple[str, ...]
    asks: bool = False


# Ports: RFC 3501, RFC 1939, RFC 8314, RFC 8620. Parameters: RFC 5092 for IMAP; RFC 2384 has none for POP3, and JMAP no
# URLs: there they are headertrace's own.
SCHEMES = {
    "imap": Scheme("imap", 143, False, ("UIDVALIDITY", "UID"), True),
    "imaps": Scheme("imap", 993, True, ("UIDVALIDITY", "UID"), True),
    "pop": Scheme("pop3", 110, False, ("UIDL",)),
    "pop3": Scheme("pop3", 110, False, ("UIDL",)),
    "pops": Scheme("pop3", 995, True, ("UIDL",)),
    "pop3s": Scheme("pop3", 995, True, ("UIDL",)),
    "jmap": Scheme("jmap", 443, True, ("ID",)),
    "jmaps": Scheme("jmap", 443, True, ("ID",)),
}


def scheme_of(text: str) -> Scheme | None:
    """The scheme of a URL that names a store; None for any other text."""
    name, mark, _ = text.partition("://")
    return SCHEMES.get(name.lower()) if mark else None


def has_password(text: str) -> bool:
    """Whether a store's URL has a password in it."""
    if scheme_of(text) is None:
        return False
    rest = text.partition("://")[2]
    login, at, _ = rest.partition("@")
    # One with a slash or an @ in it that nobody encoded is one too.
    return (bool(at) and ":" in login) or ":" in rest.partition("/")[0].rpartition("@")[0]


def load(name: str) -> Callable[..., Iterator[Raw]]:
    """The reader in that file. Raises ModuleNotFoundError for a name that is no file here."""
    return import_module(f"headertrace.sources.stores.{name}").read  # type: ignore[no-any-return]
