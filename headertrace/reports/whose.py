"""Whether a returned message was the reader's own: what of its path the reader's house has written or is named in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.named import NamedTuple
from headertrace.organisations import operator, organisation, registrable
from headertrace.organisations.addresses import OUTER
from headertrace.syntax.addresses import mailboxes

if TYPE_CHECKING:
    from headertrace.records.authentication import AuthResult
    from headertrace.records.path import Hop
    from headertrace.records.trace import Trace


class Whose(NamedTuple):
    """``ours`` is None where nothing tells; ``host`` of the house is named in the returned message, with the ``login``
    there, or ``domain`` is what that claims to be from without naming any.
    """

    ours: bool | None = None
    host: str | None = None
    login: str | None = None
    domain: str | None = None


def whose(found: Trace, returned: Trace) -> Whose:
    """Whose the returned message was.

    A server's own name in "by", or a looked-up name, of the reader's house says that it was theirs; an announced name
    does not. It was not theirs where it claims a domain of the house, none of its lines names one of its hosts, and a
    server on its way found that SPF or DMARC failed for that domain; without such a check nothing is sure, as many a
    house sends through others.
    """
    domains, houses = _house(found)
    # What a server says of itself comes before what another looked up.
    for names in (_writer, _client):
        for hop in reversed(returned.hops):
            host = names(hop)
            if host and _is_of(host, hop, domains, houses):
                return Whose(True, host, hop.received.auth if names is _writer else None)
    claimed = _claimed(returned, domains)
    if not claimed or not returned.hops or (returned.hops[-1].scope not in OUTER and len(returned.hops) < 2):
        return Whose()
    if any(_may_serve(hop) for hop in returned.hops) or any(field.key == "dkim-signature" for field in returned.fields):
        return Whose()
    return Whose(False if _failed(returned, claimed) else None, domain=claimed)


def _failed(returned: Trace, domain: str) -> bool:
    """Whether a check of the sender failed for that domain, by a server on the returned message's way."""
    said = returned.authentication
    return said is not None and any(
        item.method in ("spf", "dmarc") and item.result == "fail" and _about(item, domain)
        for item in (*said.results, *said.spf)
    )


def _about(item: AuthResult, domain: str) -> bool:
    named = next((value for name in _NAMES if (value := item.get(name))), "").rpartition("@")[2].lower()
    return named == domain or named.endswith(f".{domain}")


_NAMES = ("header.from", "smtp.mailfrom", "envelope-from", "smtp.mfrom")


def _house(found: Trace) -> tuple[set[str], set[str]]:
    """(the registrable domains, the names of the operators) of the reader's side, by the notice's own path."""
    own = [hop for hop in found.hops if hop.trust == "vouched"]
    names = [hop.received.by for hop in own] + [(hop.received.recipient or "").rpartition("@")[2] for hop in own]
    names += [box.domain for box in mailboxes(found.message.to or "")]
    domains = {domain for name in names if name and (domain := registrable(name.lower())) and not operator(name)}
    houses = {known.operator.name for name in names if name and (known := organisation(name)) and known.operator}
    return domains, houses


def _writer(hop: Hop) -> str | None:
    return hop.received.by


def _client(hop: Hop) -> str | None:
    return hop.received.rdns


def _is_of(name: str, hop: Hop, domains: set[str], houses: set[str]) -> bool:
    """Whether a host is of the house: in one of its domains, or of its operator, and a login was there."""
    if registrable(name.lower()) in domains:
        return True
    known = organisation(name)
    # At an operator any house's mail comes by; a login there is a customer's.
    return bool(known and known.operator and known.operator.name in houses and hop.received.auth)


def _claimed(returned: Trace, domains: set[str]) -> str | None:
    for text in (returned.message.from_, returned.message.return_path):
        for box in mailboxes(text or ""):
            if registrable(box.domain) in domains:
                return box.domain
    return None


def _may_serve(hop: Hop) -> bool:
    """Whether a host on the line is an operator's or a service's, or nothing tells whose it is."""
    known = [organisation(name) for name in (hop.received.by, hop.received.rdns) if name]
    nobodys = hop.received.by is None or registrable(hop.received.by.lower()) is None
    return nobodys or any(found is not None and found.operator is not None for found in known)
