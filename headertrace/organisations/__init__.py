"""Who runs a host: its registrable domain, its operator, the place its name tells.

    >>> organisation("am6pr0101mb2345.eurprd01.prod.exchangelabs.com").name
    'Microsoft'

Everything here is read from names and addresses alone; no network. A name in a Received line
may be the client's own claim: what is found is as trustworthy as the name it is found in.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from headertrace.named import NamedTuple
from headertrace.organisations.addresses import Embedded, embedded, scope
from headertrace.organisations.domains import LOCAL, registrable
from headertrace.organisations.operators import CUSTOMERS, DYNAMIC, OPERATORS, SOURCES

if TYPE_CHECKING:
    from headertrace.organisations.places import Place

__all__ = [
    "Embedded",
    "Operator",
    "Organisation",
    "embedded",
    "operator",
    "organisation",
    "owner",
    "place",
    "registrable",
    "scope",
    "whereabouts",
]


class Operator(NamedTuple):
    """Whose hosts bear a name.

    ``kind`` is mail host, gateway, bulk sender, list host, ISP, cloud, web host, dynamic DNS,
    forwarder or service; ``suffix`` the name end it was known by; ``sources`` where the row was
    learned. Two hosts are one operator's when ``name`` is equal.
    """

    name: str
    kind: str
    suffix: str
    sources: tuple[str, ...]

    @property
    def customers(self) -> bool:
        """Whether machines of its customers stand under the same names as its own."""
        return self.kind in CUSTOMERS


class Organisation(NamedTuple):
    """Who runs a host.

    ``name`` is the operator's, else the registrable domain; hosts with an equal ``name`` are
    one organisation's. ``rule`` says what it rests on: operator (a row of the table), domain
    (the Public Suffix List), dynamic-dns (the label below the provider's name) or address.
    """

    name: str
    domain: str | None
    operator: Operator | None
    kind: str | None
    place: Place | None
    rule: str


# The operators whose habits ``places`` knows: for others it need not be loaded.
_TELLING = frozenset(
    [
        "21Vianet", "Alibaba Cloud Direct Mail", "Amazon SES", "Amazon Web Services", "Google", "Hetzner", "IONOS",
        "Mailgun", "MessageLabs", "Microsoft", "Mimecast", "OVHcloud", "Proofpoint Essentials", "Yahoo", "Zendesk",
    ]
)  # fmt: skip
_DEEPEST = 5  # labels of the longest name end in the table, and one to spare


@lru_cache(maxsize=8192)
def operator(host: str) -> Operator | None:
    """The operator whose name end ``host`` bears (any case, trailing dot or not), or None."""
    rows = _rows()
    tail = ".".join(_plain(host).rsplit(".", _DEEPEST)[-_DEEPEST:])
    while tail:
        row = rows.get(tail)
        if row is not None:
            name, kind, _, sources = OPERATORS[row]
            return Operator(name, kind, tail, tuple(SOURCES[key] for key in sources.split()))
        tail = tail.partition(".")[2]
    return None


@cache
def _rows() -> dict[str, int]:
    """Name end → the row of its operator in the table."""
    return {suffix: row for row, entry in enumerate(OPERATORS) for suffix in entry[2].split()}


@lru_cache(maxsize=8192)
def place(host: str) -> Place | None:
    """The place written into the name of a host whose operator's habit is known, or None."""
    found = operator(host)
    if found is None or found.name not in _TELLING:
        return None
    from headertrace.organisations.places import decode

    return decode(_plain(host), found.name)


@lru_cache(maxsize=8192)
def organisation(host: str | None, ip: str | None = None) -> Organisation | None:
    """Who runs ``host``; None for a bare or local name and for an address without more.

    ``ip`` is asked where the name says nothing. Google names its inner hosts by 6to4 addresses
    of 10.0.0.0/8 under 2002:a00::/24; those are taken for Google's.
    """
    name = _plain(host or "")
    found = operator(name)
    domain = registrable(name)
    if found and found.kind == DYNAMIC and name != found.suffix:
        own = ".".join(name.split(".")[-found.suffix.count(".") - 2 :])
        return Organisation(own, own, found, found.kind, None, "dynamic-dns")
    if found:
        return Organisation(found.name, domain or found.suffix, found, found.kind, place(name), "operator")
    if domain and domain.rpartition(".")[2] not in LOCAL and not domain.endswith("in-addr.arpa"):
        return Organisation(domain, domain, None, None, None, "domain")
    if _is_google(name) or _is_google(ip or ""):
        google = operator("google.com")
        return Organisation("Google", "google.com", google, google.kind if google else None, None, "address")
    return None


@lru_cache(maxsize=8192)
def owner(host: str | None) -> str | None:
    """The name of who runs ``host``: the operator's, else the registrable domain; None where neither is known."""
    found = organisation(host) if host else None
    return found.name if found else None


@lru_cache(maxsize=8192)
def whereabouts(host: str | None) -> str | None:
    """The place in a host's name for people to read: "Dublin (eu-west-1)"; None where none is told."""
    found = place(host) if host else None
    return f"{found.name} ({found.code})" if found else None


def _is_google(address: str) -> bool:
    """Google's inner addresses, as it writes them: 10.0.0.0/8 in 6to4 form (2002:a05:…)."""
    if address[:6].lower() != "2002:a":
        return False
    inside = embedded(address)
    return inside is not None and inside.ip.startswith("10.")


def _plain(host: str) -> str:
    """As the tables write it; of a name beyond all length, the end that tells whose it is."""
    return host[-1024:].removesuffix(".").lower()
