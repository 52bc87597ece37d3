"""The registrable domain of a host name, by the Public Suffix List (publicsuffix.org).

For ``registrable`` only the list's ICANN section counts. Its private section parts the customers of one platform
from each other (cookies on github.io); of a mail host we ask who runs the machine, and below
``compute.amazonaws.com`` or ``onmicrosoft.com`` that is the platform. Names of dynamic DNS,
where the platform runs none of the hosts, are told apart by ``headertrace.organisations``.

The few names that the tables here leave to the list itself are parted by its commonest rules where that is not
installed, as in a checkout that nobody installed: no message is lost for it.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, cast

from headertrace.organisations.suffixes import DEEPER, SECOND


@lru_cache(maxsize=8192)
def registrable(host: str) -> str | None:
    """The domain that was registered for ``host``: "example.co.uk" for "mx1.example.co.uk".

    Lower case, without a trailing dot. None for a single label, a public suffix itself, an
    empty label, an address. The same as ``publicsuffixlist.PublicSuffixList(only_icann=True)``
    says of any name: loading that list costs some 25 ms, so it is left to the few names
    (Japanese prefectures, American schools) that its one- and two-label rules don't settle.
    An unknown top-level domain is taken as a suffix, as the list's default rule has it.
    """
    name = host.removesuffix(".").lower()
    labels = name.split(".")
    if len(labels) < 2 or "" in labels or _is_address(name, labels[-1]):
        return None
    parent, top = labels[-2:]
    deeper = DEEPER.get(top)
    if (deeper and (f" {parent} " in deeper or " * " in deeper)) or " " in parent:
        return _listed(name)
    if f" {parent} " not in SECOND.get(top, ""):
        return f"{parent}.{top}"
    return ".".join(labels[-3:]) if len(labels) > 2 else None


@lru_cache(maxsize=8192)
def organisational(domain: str) -> str:
    """The organisational domain of RFC 7489 section 3.2: by the whole list, its private section too.

    Two customers of one platform ("a.github.io", "b.github.io") are two organisations here: DMARC asks
    who wrote the mail, not who runs the machine. A public suffix, or a name without dots, is its own.
    """
    name = domain.removesuffix(".").lower()
    own = registrable(name)
    if own is None:
        return name
    from headertrace.organisations.platforms import PLATFORMS

    return own if f" {own} " not in PLATFORMS else _wholly_listed(name)


@lru_cache(maxsize=8192)
def is_public(host: str) -> bool:
    """Whether a name stands under a suffix of the list, or under one that stands for such in examples (RFC 2606)."""
    name = host.lower()
    return name.rpartition(".")[2] in _RESERVED or _strict().publicsuffix(name) is not None


# Names that no one registered: RFC 6761, RFC 6762, RFC 8375, RFC 9476, ICANN's .internal, and habit.
LOCAL = frozenset([
    "localhost", "localdomain", "local", "lan", "internal", "home", "corp", "intranet", "private", "invalid", "test",
    "alt",
])  # fmt: skip
# And those that stand for registered ones (RFC 2606), or that have a use of their own (RFC 3172, RFC 7686).
_RESERVED = LOCAL | {"example", "arpa", "onion"}


@cache
def _strict() -> Any:
    """The list without the rule that an unknown name is a suffix too."""
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(only_icann=True, accept_unknown=False)


def _wholly_listed(name: str) -> str:
    listed = _list(whole=True)
    if listed is None:
        # A platform's customers mostly stand right below its own domain.
        own = registrable(name) or name
        return ".".join(name.split(".")[-own.count(".") - 2 :])
    return cast("str | None", listed.privatesuffix(name)) or name


def _is_address(name: str, last: str) -> bool:
    """No top-level domain is a number (RFC 3696 section 2); colons and brackets are literals'."""
    return (last.isascii() and last.isdigit()) or ":" in name or name[0] == "["


def _listed(name: str) -> str | None:
    listed = _list(whole=False)
    if listed is None:
        labels = name.split(".")
        return ".".join(labels[-3:]) if len(labels) > 2 else None
    return cast("str | None", listed.privatesuffix(name))


@cache
def _list(whole: bool) -> Any:
    """The list, with its private section or without; None where it is not installed."""
    try:
        from publicsuffixlist import PublicSuffixList
    except ImportError:
        return None

    return PublicSuffixList(only_icann=not whole)
