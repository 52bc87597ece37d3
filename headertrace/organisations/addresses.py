"""What an address can be: its scope, and the IPv4 address inside an IPv6 one.

The ranges are those of IANA's special-purpose address registries for IPv4 and IPv6 (RFC 6890,
kept at iana.org). Read by hand: the library's ``ipaddress`` takes longer to import than a
message takes to trace.
"""

from __future__ import annotations

from functools import lru_cache

from headertrace.named import NamedTuple
from headertrace.patterns import HEX


class Embedded(NamedTuple):
    """An IPv4 address found inside an IPv6 one.

    ``how`` is "ipv4-mapped" (RFC 4291 section 2.5.5.2), "6to4" (RFC 3056), "teredo" (RFC 4380:
    the client, not the server) or "nat64" (RFC 6052).
    """

    ip: str
    scope: str
    how: str


# Scopes that no stranger can connect from.
INNER = frozenset({"private", "loopback", "link-local", "ULA", "shared"})
# Scopes of the Internet at large: its own addresses, and those that stand for them in examples and redacted mail.
OUTER = frozenset({"global", "documentation", "benchmarking"})


@lru_cache(maxsize=8192)
def scope(ip: str | None) -> str | None:
    """What kind of address it is; None if it is no address.

    One of global, private, loopback, link-local, shared (carrier-grade NAT, RFC 6598),
    documentation, benchmarking, ULA (RFC 4193), multicast, unspecified, reserved. An IPv6 address that
    carries an IPv4 one has that one's scope: Gmail's ``2002:a05:…`` is 10.5.x.x, private.
    """
    if not ip:
        return None
    text = _bare(ip)
    if ":" not in text:
        four = _ipv4(text)
        return None if four is None else _scope4(four)
    groups = _ipv6(text)
    if groups is None:
        return None
    inside = _inside(groups)
    return _scope4(inside[0]) if inside else _scope6(groups)


@lru_cache(maxsize=8192)
def embedded(ip: str) -> Embedded | None:
    """The IPv4 address inside an IPv6 one, and its scope; None where there is none."""
    text = _bare(ip)
    groups = _ipv6(text) if ":" in text else None
    inside = _inside(groups) if groups else None
    if inside is None:
        return None
    number, how = inside
    return Embedded(".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0)), _scope4(number), how)


def number(ip: str) -> int | None:
    """The 32 or 128 bits of an address without brackets or zone; None if it is no address."""
    if ":" not in ip:
        return _ipv4(ip)
    groups = _ipv6(ip)
    if groups is None:
        return None
    found = 0
    for group in groups:
        found = found << 16 | group
    return found


def _bare(ip: str) -> str:
    """Without RFC 5321's "IPv6:" tag, brackets and a zone ("%eth0")."""
    text = ip[:128].removeprefix("[").removesuffix("]")
    if text[:5].lower() == "ipv6:":
        text = text[5:]
    return text.partition("%")[0]


def _ipv4(text: str) -> int | None:
    parts = text.split(".")
    if len(parts) != 4 or not text.isascii():
        return None
    number = 0
    for part in parts:
        if not part.isdigit() or len(part) > 3 or int(part) > 255 or (len(part) > 1 and part[0] == "0"):
            return None
        number = number << 8 | int(part)
    return number


def _ipv6(text: str) -> tuple[int, ...] | None:
    """The eight groups of an IPv6 address (RFC 4291 section 2.2), or None."""
    head, gap, tail = text.partition("::")
    left, right = _groups(head), _groups(tail)
    if left is None or right is None or (gap and "." in head):
        return None
    missing = 8 - len(left) - len(right)
    if (missing < 1) if gap else (missing != 0):
        return None
    return (*left, *[0] * missing, *right)


def _groups(text: str) -> list[int] | None:
    if not text:
        return []
    words = text.split(":")
    tail: list[int] = []
    if "." in words[-1]:
        four = _ipv4(words.pop())
        if four is None:
            return None
        tail = [four >> 16, four & 0xFFFF]
    if not all(0 < len(word) <= 4 and not word.strip(HEX) for word in words):
        return None
    return [int(word, 16) for word in words] + tail


def _inside(groups: tuple[int, ...]) -> tuple[int, str] | None:
    first, second = groups[0], groups[1]
    last = groups[6] << 16 | groups[7]
    if first == 0x2002:
        return second << 16 | groups[2], "6to4"
    if (first, second) == (0x2001, 0):
        return last ^ 0xFFFFFFFF, "teredo"
    if groups[:6] == (0, 0, 0, 0, 0, 0xFFFF):
        return last, "ipv4-mapped"
    if groups[:6] == (0x64, 0xFF9B, 0, 0, 0, 0):
        return last, "nat64"
    return None


# (first address, prefix length, scope): the first that holds is taken.
_RANGES4 = (
    (0x00000000, 32, "unspecified"),
    (0x00000000, 8, "reserved"),  # this network
    (0x0A000000, 8, "private"),
    (0x64400000, 10, "shared"),
    (0x7F000000, 8, "loopback"),
    (0xA9FE0000, 16, "link-local"),
    (0xAC100000, 12, "private"),
    (0xC0000009, 32, "global"),  # Port Control Protocol anycast
    (0xC000000A, 32, "global"),  # TURN anycast
    (0xC0000000, 24, "reserved"),  # IETF protocol assignments
    (0xC0000200, 24, "documentation"),
    (0xC0A80000, 16, "private"),
    (0xC6120000, 15, "benchmarking"),  # RFC 2544
    (0xC6336400, 24, "documentation"),
    (0xCB007100, 24, "documentation"),
    (0xE0000000, 4, "multicast"),
    (0xF0000000, 4, "reserved"),
)


def _scope4(number: int) -> str:
    for start, length, name in _RANGES4:
        if (number ^ start) >> (32 - length) == 0:
            return name
    return "global"


# As above, of the upper 64 bits; what differs in the lower 64 stands in ``_scope6``.
_RANGES6 = (
    (0x0064FF9B00010000, 48, "private"),  # local-use translation, RFC 8215
    (0x2001000200000000, 48, "benchmarking"),  # RFC 5180
    (0x2001000300000000, 32, "global"),  # AMT
    (0x2001000401120000, 48, "global"),  # AS112
    (0x2001002000000000, 28, "global"),  # ORCHIDv2
    (0x2001003000000000, 28, "global"),  # drone remote identification
    (0x2001000000000000, 23, "reserved"),  # IETF protocol assignments
    (0x20010DB800000000, 32, "documentation"),
    (0x3FFF000000000000, 20, "documentation"),
    (0x2000000000000000, 3, "global"),
    (0xFC00000000000000, 7, "ULA"),
    (0xFE80000000000000, 10, "link-local"),
    (0xFEC0000000000000, 10, "private"),  # site-local, deprecated by RFC 3879
    (0xFF00000000000000, 8, "multicast"),
)
_ANYCAST6 = (1, 2, 3)  # 2001:1::1 to ::3, RFC 7723, RFC 8155, RFC 9665


def _scope6(groups: tuple[int, ...]) -> str:
    if not any(groups[:7]):
        return ("unspecified", "loopback")[groups[7]] if groups[7] < 2 else "reserved"
    if groups[:7] == (0x2001, 1, 0, 0, 0, 0, 0) and groups[7] in _ANYCAST6:
        return "global"
    upper = groups[0] << 48 | groups[1] << 32 | groups[2] << 16 | groups[3]
    for start, length, name in _RANGES6:
        if (upper ^ start) >> (64 - length) == 0:
            return name
    return "reserved"
