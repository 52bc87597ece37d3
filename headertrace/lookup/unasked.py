"""What is never asked, whatever the options say: inner addresses and names that no public DNS knows."""

from __future__ import annotations

from headertrace.organisations import scope

# IANA's registry of special-use domain names (RFC 6761 and those after it), ICANN's .internal, and
# names that ICANN holds back because private networks use them (RFC 6762 appendix G).
_SPECIAL = frozenset(
    [
        "alt", "corp", "example", "home", "internal", "intranet", "invalid", "lan", "local", "localdomain",
        "localhost", "mail", "onion", "private", "test", "example.com", "example.net", "example.org", "home.arpa",
        "resolver.arpa", "ipv4only.arpa", "service.arpa",
    ]
)  # fmt: skip
_TREES = (".in-addr.arpa", ".ip6.arpa")


def refusal(name: str, names_only: bool = False) -> str | None:
    """Why ``name`` is not asked; None where it may be.

    A name that carries an address, as those of reverse zones and block lists do, is judged by that
    address; with ``names_only`` none of them is asked.
    """
    plain = name.rstrip(".").lower()
    labels = plain.split(".")
    if len(labels) < 2:
        return "a name of one label is not in the public DNS"
    for count in (1, 2):
        end = ".".join(labels[-count:])
        if end in _SPECIAL:
            return f"{end} is a special-use name"
    ip = address_in(plain)
    if ip is None:
        return "addresses are not asked" if names_only and plain.endswith(_TREES) else None
    if names_only:
        return "addresses are not asked"
    kind = scope(ip)
    return None if kind == "global" else f"the address is {kind}"


def address_in(name: str) -> str | None:
    """The address that a name begins with, reversed: "4.3.2.1.zone" carries 1.2.3.4; None where there is none.

    RFC 1035 section 3.5, RFC 3596 section 2.5, RFC 5782 section 2.1.
    """
    labels = name.split(".")
    nibbles = labels[:32]
    if len(labels) > 32 and all(len(label) == 1 and label in "0123456789abcdef" for label in nibbles):
        text = "".join(reversed(nibbles))
        return ":".join(text[at : at + 4] for at in range(0, 32, 4))
    if len(labels) > 4 and all(label.isdigit() and len(label) <= 3 for label in labels[:4]):
        ip = ".".join(reversed(labels[:4]))
        return ip if scope(ip) else None
    return None


def reversed_name(ip: str, zone: str | None = None) -> str:
    """The name to ask about ``ip``: in the reverse tree, or below ``zone``. Raises ValueError for no address."""
    from ipaddress import ip_address

    pointer = ip_address(ip).reverse_pointer
    if zone is None:
        return pointer
    return pointer.removesuffix(".in-addr.arpa").removesuffix(".ip6.arpa") + "." + zone
