"""Who connected, as far as the line that saw it proves it: by address and looked-up name, never by the HELO."""

from __future__ import annotations

from functools import lru_cache

from headertrace.named import NamedTuple
from headertrace.organisations import operator, owner, registrable
from headertrace.organisations.addresses import INNER, scope
from headertrace.organisations.mail_services import Service, service
from headertrace.records.received import Received

_LOCAL = frozenset({"localhost", "localhost.localdomain", "localhost4", "localhost6"})
# Microsoft 365 hands mail to the outside, which may be another customer of it, from hosts of these names.
_TENANT_EXITS = (".outbound.protection.outlook.com",)


class Proof(NamedTuple):
    """What is proved of the connecting host.

    ``inner`` is an address that no stranger connects from. ``owner`` is whose it is, by ``ground``: "range" (the
    operator's mail service), "rdns" (a name that the server looked up and confirmed). ``name`` is that
    name. ``leaves_tenant`` says that the operator handed one customer's mail to another house there.
    """

    inner: bool = False
    owner: str | None = None
    ground: str | None = None
    name: str | None = None
    leaves_tenant: bool = False


def proof(got: Received, proves_rdns: bool) -> Proof:
    """``proves_rdns`` says whether the program that wrote the line confirms the names that it looks up."""
    confirmed = got.rdns if proves_rdns and "(may be forged)" not in got.raw else None
    return _proof(got.ip, service(got.ip), got.rdns, got.helo, confirmed)


@lru_cache(maxsize=8192)
def _proof(ip: str | None, found: Service | None, rdns: str | None, helo: str | None, confirmed: str | None) -> Proof:
    """``found`` is the mail service that the address belongs to, ``confirmed`` the looked-up name, if it is that."""
    if scope(ip) in INNER or (ip is None and rdns in _LOCAL):
        return Proof(inner=True, name=confirmed)
    if found is not None:
        # The address is the operator's own server's, and so is then the name that it announced.
        names = [name for name in (rdns, helo) if name and owner(name) == found.operator]
        name = names[0] if names else None
        leaves = found.exits or any(item.endswith(_TENANT_EXITS) for item in names)
        return Proof(found.inner, found.operator, "range", name, leaves)
    if confirmed:
        known = operator(confirmed)
        if known is None or not known.customers:
            return Proof(False, owner(confirmed), "rdns", confirmed)
        # Below an access or hosting provider's name each customer is a house of its own.
        return Proof(False, confirmed, "rdns", confirmed)
    return Proof()


def same_house(name: str | None, house: str | None) -> bool:
    """Whether a host's name and a house (an organisation's name, or a host) are one."""
    if not name or not house:
        return False
    return name == house or owner(name) == house or registrable(name) == house


def same_host(one: str | None, other: str | None) -> bool:
    """One host by two names: the full one and its first label."""
    if not one or not other:
        return False
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return "." not in short and long.partition(".")[0] == short


def same_label(one: str, other: str) -> bool:
    """The first labels of two names agree, and are no number: a host under a new domain, or renamed by hand."""
    label = one.partition(".")[0]
    return not label.isdigit() and label == other.partition(".")[0]
