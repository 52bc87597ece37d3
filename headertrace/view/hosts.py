"""Hosts' names, safe to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.text.layout import shorten, width
from headertrace.text.safe import safe

if TYPE_CHECKING:
    from headertrace.records.path import Hop


def host(name: str) -> str:
    """A host's name, with its U-labels where it has honest ones."""
    if "xn--" not in name and name.isascii():
        return safe(name)
    from headertrace.syntax import idna

    return safe(idna.host(name))


def fitted(name: str, cells: int) -> str:
    """What ``host`` gives in at most ``cells`` cells: without the U-labels, then cut in the middle."""
    return shorten(name if width(name) <= cells else name.partition(" (")[0], cells)


def ends(hop: Hop) -> tuple[str, str]:
    """(from, by) as shown: the name, else the bracketed address, else a question mark."""
    got = hop.received
    sender = got.rdns or got.helo or (f"[{got.ip}]" if got.ip else None)
    if sender is None:
        sender = "(local)" if got.by else "?"
    return host(sender), host(got.by or "?")
