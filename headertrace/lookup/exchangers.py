"""Mail servers by MX: is the one that took the mail in among its domain's, and what does the sender's domain say?

RFC 5321 section 5.1: without an MX record the domain itself is its mail server. RFC 7505: an MX of "." says that
the domain takes no mail.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from headertrace.lookup.case import Case
from headertrace.lookup.parties import (
    author_domain,
    envelope_domain,
    field_evidence,
    handover,
    host,
    line,
    plain_address,
    recipient_domain,
    some,
)
from headertrace.organisations import organisation, scope
from headertrace.records.lookups import Answer, Lookup
from headertrace.records.path import Hop
from headertrace.records.vocabulary import Agreement

AFTER = "A or AAAA of the mail servers (MX) of the sender's domain"
_MOST = 6  # mail servers whose addresses are asked


async def check(case: Case) -> Sequence[Lookup]:
    hop = handover(case.trace)
    if hop is None:
        return ()
    found = await asyncio.gather(_receiver(case, hop), _sender(case, hop))
    return [row for row in found if row]


def servers(answer: Answer) -> list[str]:
    """The names in an MX answer, the most wanted first; the root as "."."""
    pairs = [record.split() for record in answer.records]
    ranked = sorted((int(pair[0]), pair[1].lower()) for pair in pairs if len(pair) == 2 and pair[0].isdecimal())
    return [name for _, name in ranked]


async def _receiver(case: Case, hop: Hop) -> Lookup | None:
    domain, by = host(recipient_domain(hop)), host(hop.received.by)
    if domain is None or by is None:
        return None
    answer = await case.resolver.ask(domain, "MX")
    names = servers(answer)
    verdict, text = _took_in(answer, names, domain, by, hop.n)
    evidence = (line(hop, f"by {hop.received.by}"),)
    detail = {"mx": names, "by": by}
    return Lookup("exchangers", domain, verdict, text, None, (answer,), evidence, detail)


def _took_in(answer: Answer, names: list[str], domain: str, by: str, hop: int) -> tuple[Agreement, str]:
    took = f"{by}, which accepted the message at hop {hop},"
    if not answer.told:
        return "unknown", f"its mail servers (MX) could not be looked up: {answer.text}"
    if answer.status == "nxdomain":
        return "differ", "the recipient's domain does not exist"
    if names == ["."]:
        return "differ", "it says that it accepts no mail (null MX, RFC 7505)"
    if not names:
        if by == domain:
            return "agree", f"it has no MX; {took} is the domain itself"
        return "unknown", f"it has no MX, so that its mail goes to {domain} itself; {took} may be behind that"
    if by in names:
        return "agree", f"{took} is one of its mail servers (MX)"
    if _same(by, names):
        return "agree", f"{took} is of the same organisation as its mail servers (MX {some(names)})"
    return "differ", f"its mail servers (MX) are {some(names)}; {took} is not one of them"


async def _sender(case: Case, hop: Hop) -> Lookup | None:
    envelope = envelope_domain(case.trace)
    domain = host(envelope or author_domain(case.trace))
    if domain is None:
        return None
    evidence = field_evidence(case.trace, "Return-Path" if envelope else "From")
    answer = await case.resolver.ask(domain, "MX")
    names = servers(answer)
    if not answer.told:
        text = f"its mail servers (MX) could not be looked up: {answer.text}"
        return Lookup("exchangers", domain, "unknown", text, None, (answer,), evidence)
    if answer.status == "nxdomain":
        return Lookup("exchangers", domain, "differ", "the sender's domain does not exist", None, (answer,), evidence)
    if names == ["."]:
        text = "the sender's domain says that it accepts no mail (null MX, RFC 7505): bounces reach nobody"
        return Lookup("exchangers", domain, "differ", text, None, (answer,), evidence)
    detail = {"mx": names, "host": hop.received.from_name}
    own = [name for name in (host(hop.received.rdns), host(hop.received.helo)) if name]
    sending = f"the host that handed over ({own[0] if own else hop.received.ip})"
    shared = next((name for name in own if name in names), None)
    if shared:
        text = f"{shared}, which handed over, is one of its mail servers (MX)"
        return Lookup("exchangers", domain, "agree", text, None, (answer,), evidence, detail)
    addresses = await _addresses(case, hop, names)
    if any(plain_address(hop.received.ip or "") in found.records for found in addresses):
        text = f"{sending} has the address of one of its mail servers (MX)"
        return Lookup("exchangers", domain, "agree", text, None, (answer, *addresses), evidence, detail)
    if any(_same(name, names) for name in own):
        text = f"{sending} is of the same organisation as its mail servers (MX {some(names)})"
        return Lookup("exchangers", domain, "agree", text, None, (answer, *addresses), evidence, detail)
    if not names:
        text = f"it has no MX; {sending} may send for it all the same: that is for SPF to say"
    else:
        text = f"its mail servers (MX) are {some(names)}; {sending} need not be one of them: that is for SPF to say"
    return Lookup("exchangers", domain, "fact", text, None, (answer, *addresses), evidence, detail)


async def _addresses(case: Case, hop: Hop, names: list[str]) -> list[Answer]:
    ip = hop.received.ip
    if scope(ip) != "global":
        return []
    kind = "AAAA" if ":" in (ip or "") else "A"
    return await asyncio.gather(*(case.resolver.ask(name, kind) for name in names[:_MOST]))


def _same(name: str, others: list[str]) -> bool:
    own = organisation(name)
    return own is not None and any(other and other.name == own.name for other in map(organisation, others))
