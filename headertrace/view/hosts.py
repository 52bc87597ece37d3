"""Hosts' names, safe to show, and as short as they may be without hiding whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.organisations import registrable, scope
from headertrace.text.layout import head, shorten, tail, width
from headertrace.text.safe import safe

if TYPE_CHECKING:
    from headertrace.records.path import Hop

# An arrow and the blanks around it.
_ARROW = " → "
_INSIDE = "inside "
# So much of a host's own name is kept.
_OWN = 1
# So much of a name without a domain: "localhost", "[127.0.0.1]".
_BARE = 11


def host(name: str) -> str:
    """A host's name, with its U-labels where it has honest ones."""
    if "xn--" not in name and name.isascii():
        return safe(name)
    from headertrace.syntax import idna

    return safe(idna.host(name))


def fitted(name: str, cells: int) -> str:
    """What ``host`` gives in at most ``cells`` cells: without the U-labels, then cut left of the registered domain.

    The domain stays whole, after a dot, as long as it fits at all: a cut in it would hide whose the host is.
    """
    if width(name) <= cells:
        return name
    name = name.partition(" (")[0]
    if width(name) <= cells:
        return name
    domain = _domain(name)
    if not domain:
        return shorten(name, cells)
    room = cells - width(domain) - 2
    if room >= 0:
        return f"{head(name, room).rstrip('.')}….{domain}"
    return "…" + tail(domain, cells - 1) if cells > 1 else "…"[:cells]


def pair(sender: str, by: str, cells: int) -> tuple[str, str]:
    """("a → b" in ``cells`` cells, what found no place): one of the names gives way before both do, the sender's first.

    Where the two domains don't fit beside each other, the sender is left out.
    """
    room = cells - width(_ARROW)
    if width(sender) + width(by) > room:
        sender, by = sender.partition(" (")[0], by.partition(" (")[0]
    if width(sender) + width(by) <= room:
        return f"{sender}{_ARROW}{by}", ""
    ours, theirs = least(sender), least(by)
    if ours + theirs > room:
        return f"{_ARROW.lstrip()}{fitted(by, cells - 2)}", sender
    if width(by) + ours <= room:
        sender = fitted(sender, room - width(by))
    elif width(sender) + theirs <= room:
        by = fitted(by, room - width(sender))
    else:
        sender = fitted(sender, ours + (room - ours - theirs) // 2)
        by = fitted(by, room - width(sender))
    return f"{sender}{_ARROW}{by}", ""


def ends(hop: Hop) -> tuple[str, str]:
    """(from, by) as shown: the name, else the bracketed address, else a question mark.

    An inner address of a big operator says no more than that it is one.
    """
    got = hop.received
    sender = got.rdns or got.helo or (f"[{got.ip}]" if got.ip else None)
    if sender is None:
        sender = "(local)" if got.by else "?"
    elif _is_inner(sender.strip("[]"), hop.sender_organisation):
        sender = f"{_INSIDE}{hop.sender_organisation}"
    by = got.by or "?"
    if _is_inner(by.strip("[]"), hop.receiver_organisation):
        by = f"{_INSIDE}{hop.receiver_organisation}"
    return host(sender), host(by)


def placed(name: str) -> str:
    """ "at mx.example.org", or "inside Google"."""
    return name if name.startswith(_INSIDE) else f"at {name}"


def is_same(one: str, other: str) -> bool:
    """Whether two names are plainly of one host: equal, or alike in its own name and in the registered domain."""
    if not one or not other or "[" in one + other:
        return bool(one) and one == other
    own, their = one.lower(), other.lower()
    return own == their or (own.partition(".")[0] == their.partition(".")[0] and _domain(own) == _domain(their) != "")


def _is_inner(address: str, organisation: str | None) -> bool:
    """Whether it is an address that only the operator's own hosts know: 10.1.2.3, or that in 6to4 form (2002:a05:…)."""
    return organisation is not None and scope(address) == "private" and _is_operator(organisation)


def _is_operator(organisation: str) -> bool:
    from headertrace.organisations.operators import OPERATORS

    return any(name == organisation for name, *_ in OPERATORS)


def _domain(name: str) -> str:
    """The registered domain at the end of a name, as it is written there; "" where there is none."""
    found = None if name.startswith("[") else registrable(name)
    return name.removesuffix(".")[-len(found) :] if found else ""


def least(name: str) -> int:
    """The cells below which ``fitted`` would not tell whose host it is."""
    domain = _domain(name)
    return min(width(name), width(domain) + 2 + _OWN if domain else _BARE)
