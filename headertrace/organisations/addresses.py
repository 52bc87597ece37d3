"""What kind of address an IP address is, and the IPv4 address that some IPv6 ones carry.

Source: the IANA special-purpose address registries (RFC 6890), RFC 3056 (6to4), RFC 4380
(Teredo), RFC 4291 section 2.5.5 (IPv4-mapped) and RFC 6052 (NAT64).
"""

from __future__ import annotations

from functools import lru_cache

# First octets, or first two, that decide an IPv4 address's scope by themselves.
_ONE: dict[str, str] = {"10": "private", "127": "loopback", "0": "reserved"}
_TWO: dict[str, str] = {"192.168": "private", "169.254": "link-local", "198.18": "reserved", "198.19": "reserved"}
_THREE: dict[str, str] = {
    "192.0.2": "documentation", "198.51.100": "documentation", "203.0.113": "documentation",
    "192.0.0": "reserved", "192.88.99": "reserved",
}  # fmt: skip
# Prefix, its length in bits, and the scope of IPv6 networks; the first that holds the address decides.
_SIX: tuple[tuple[int, int, str], ...] = (
    (0x1, 128, "loopback"),
    (0x0, 128, "reserved"),
    (0xFC << 120, 7, "ULA"),
    (0xFE80 << 112, 10, "link-local"),
    (0xFEC0 << 112, 10, "private"),
    (0xFF << 120, 8, "multicast"),
    (0x20010DB8 << 96, 32, "documentation"),
    (0x3FFF << 112, 20, "documentation"),
    (0x0100 << 112, 64, "reserved"),
    (0x20010002 << 96, 48, "reserved"),
    (0x2001001 << 100, 28, "reserved"),
)


@lru_cache(maxsize=4096)
def scope(ip: str | None) -> str | None:
    """The scope of an address in canonical text; None for what is no address.

    One of global, private, loopback, link-local, shared (RFC 6598), documentation, ULA,
    multicast, reserved. An IPv6 address that carries an IPv4 one has the scope of that.
    """
    if not ip:
        return None
    if ":" not in ip:
        return _four(ip)
    inner = embedded(ip)
    if inner:
        return _four(inner)
    number = _number(ip)
    if number is None:
        return None
    for prefix, bits, name in _SIX:
        if (number ^ prefix) >> (128 - bits) == 0:
            return name
    return "global"


# Scopes that no stranger can connect from.
INNER = frozenset({"private", "loopback", "link-local", "ULA", "shared"})


@lru_cache(maxsize=4096)
def embedded(ip: str) -> str | None:
    """The IPv4 address inside a 6to4, Teredo, IPv4-mapped or NAT64 address; None for any other.

    Google writes its inner addresses 10.x.y.z in the 6to4 form, 2002:axx:yyzz::.
    """
    if not ip.startswith(("2002:", "2001:", "::ffff:", "64:ff9b:")):
        return None
    number = _number(ip)
    if number is None:
        return None
    top = number >> 112
    if top == 0x2002:
        return _dotted(number >> 80)
    if number >> 96 == 0x20010000:
        return _dotted(~number)
    if number >> 32 in (0xFFFF, 0x0064FF9B << 64):
        return _dotted(number)
    return None


def _four(ip: str) -> str | None:
    parts = ip.split(".")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() and int(part) < 256 for part in parts):
        return None
    known = _ONE.get(parts[0]) or _TWO.get(f"{parts[0]}.{parts[1]}") or _THREE.get(".".join(parts[:3]))
    if known:
        return known
    first, second = int(parts[0]), int(parts[1])
    if first == 172 and 16 <= second < 32:
        return "private"
    if first == 100 and 64 <= second < 128:
        return "shared"
    if first >= 224:
        return "multicast" if first < 240 else "reserved"
    return "global"


def _number(ip: str) -> int | None:
    from ipaddress import IPv6Address

    try:
        return int(IPv6Address(ip))
    except ValueError:
        return None


def _dotted(number: int) -> str:
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))
