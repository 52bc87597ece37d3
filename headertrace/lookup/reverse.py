"""The name of an address (PTR), whether that name leads back to it, and what the header has.

A server that writes a looked-up name has mostly confirmed it (Postfix writes "unknown" where the name
does not lead back): "forward-confirmed" reverse DNS, RFC 8601 section 2.7.3.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from headertrace.lookup.records import Case, Lookup
from headertrace.lookup.unasked import reversed_name
from headertrace.model import Hop
from headertrace.organisations import scope

AFTER = "then A or AAAA of the first names that a PTR answer gives"
_NAMES = 4


async def check(case: Case) -> Sequence[Lookup]:
    hops = [hop for hop in case.trace.hops if scope(hop.received.ip) == "global"]
    return await asyncio.gather(*(_one(case, hop) for hop in hops))


async def _one(case: Case, hop: Hop) -> Lookup:
    ip = hop.received.ip or ""
    found = await case.resolver.ask(reversed_name(ip), "PTR")
    names = [name.lower() for name in found.records][:_NAMES]
    forward = await asyncio.gather(*(case.resolver.ask(name, "AAAA" if ":" in ip else "A") for name in names))
    confirmed = [name for name, answer in zip(names, forward, strict=True) if ip in answer.records]
    text = f"PTR {', '.join(names) or found.status}"
    return Lookup(
        "reverse", ip, "fact", text, hop.n, (found, *forward), detail={"names": names, "confirmed": confirmed}
    )
