"""Host, and the host of Origin: a name and a port (RFC 9110 section 7.2, RFC 6454 section 6.2)."""

from __future__ import annotations

from headertrace.named import NamedTuple


class Authority(NamedTuple):
    """A Host, or the host of an Origin: ``name`` in lower case and without brackets, ``port`` None if not named."""

    name: str
    port: int | None


def authority(text: str) -> Authority | None:
    """A Host (RFC 9110 section 7.2) taken apart; None where it is none."""
    name, port = text.strip().lower(), ""
    if name.startswith("["):
        name, closed, rest = name[1:].partition("]")
        if not closed or (rest and not rest.startswith(":")) or ":" not in name:
            return None
        port = rest[1:]
    elif ":" in name:
        name, _, port = name.partition(":")
    if not name.isascii() or not name.strip(".").replace("-", "").replace(".", "").replace(":", "").isalnum():
        return None
    if port and not (port.isascii() and port.isdigit() and len(port) < 6):
        return None
    return Authority(name.removesuffix("."), int(port) if port else None)
