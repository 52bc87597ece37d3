"""Whose network an address is in, by Team Cymru's DNS zones: AS number, holder, prefix, country of registration.

``origin.asn.cymru.com`` and ``origin6.asn.cymru.com`` answer by the reversed address with
"AS number(s) | prefix | country | registry | date", ``asn.cymru.com`` by "AS" and the number with
"number | country | registry | date | name" (team-cymru.com, IP to ASN mapping). The country is where the prefix
was registered, not where the host stands.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from headertrace.lookup.case import Case
from headertrace.lookup.parties import hosts
from headertrace.lookup.unasked import reversed_name
from headertrace.named import NamedTuple
from headertrace.records.lookups import Answer, Lookup
from headertrace.records.path import Hop

AFTER = "TXT of AS and the number, below asn.cymru.com, for each network"
_ZONES = {4: "origin.asn.cymru.com", 6: "origin6.asn.cymru.com"}
_HOLDERS = 3  # of a prefix that several announce


class Route(NamedTuple):
    """One announced prefix. ``numbers`` are AS numbers; ``country`` and ``registry`` as the registries have them."""

    numbers: tuple[str, ...]
    prefix: str
    country: str | None
    registry: str | None


async def check(case: Case) -> Sequence[Lookup]:
    if case.options.names_only or case.options.asn_db:
        return ()
    return await asyncio.gather(*(_one(case, ip, hop) for ip, hop in hosts(case.trace)))


async def _one(case: Case, ip: str, hop: Hop) -> Lookup:
    origin = await case.resolver.ask(reversed_name(ip, _ZONES[6 if ":" in ip else 4]), "TXT")
    route = narrowest(origin.records)
    if route is None:
        if origin.status == "nxdomain":
            return Lookup("routes", ip, "fact", "no network announces it today", hop.n, (origin,))
        text = f"its network could not be looked up: {origin.text or origin.status}"
        return Lookup("routes", ip, "unknown", text, hop.n, (origin,))
    named = await asyncio.gather(
        *(case.resolver.ask(f"as{number}.asn.cymru.com", "TXT") for number in route.numbers[:_HOLDERS])
    )
    holders = [holder(answer) for answer in named]
    text = " and ".join(
        f"AS{number}" + (f" {name}" if name else "") for number, name in zip(route.numbers, holders, strict=False)
    )
    text += f", {route.prefix}"
    if route.country:
        text += f", registered in {route.country}" + (f" ({route.registry})" if route.registry else "")
    detail = {**route._asdict(), "numbers": list(route.numbers), "holders": holders}
    return Lookup("routes", ip, "fact", text, hop.n, (origin, *named), detail=detail)


def narrowest(records: Sequence[str]) -> Route | None:
    """The most specific prefix of those that an origin zone answered with; None where none can be read."""
    routes = [route for record in records if (route := _route(record))]
    return max(routes, key=lambda route: int(route.prefix.rpartition("/")[2]), default=None)


def _route(record: str) -> Route | None:
    parts = [part.strip() for part in record.split("|")]
    numbers = tuple(parts[0].split())
    if len(parts) < 2 or not numbers or not all(map(_is_number, numbers)):
        return None
    if not _is_number(parts[1].rpartition("/")[2]):
        return None
    country, registry = (*parts[2:4], "", "")[:2]
    return Route(numbers, parts[1], country or None, registry or None)


def holder(answer: Answer) -> str | None:
    """The name that ``asn.cymru.com`` gives; None where it gives none."""
    parts = [part.strip() for record in answer.records[:1] for part in record.split("|")]
    return parts[4] or None if len(parts) > 4 else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10
