"""For a leg that went unencrypted: would the recipient's domain have had it encrypted?

MTA-STS (RFC 8461) is a TXT record at ``_mta-sts`` and a policy fetched by https, TLS-RPT (RFC 8460) a TXT record at
``_smtp._tls``, DANE (RFC 7672) TLSA records at ``_25._tcp`` below the mail server's name, which count only where DNSSEC
vouches for them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

from headertrace.lookup.case import Case
from headertrace.lookup.exchangers import servers
from headertrace.lookup.parties import host, line, recipient_domain
from headertrace.organisations import scope
from headertrace.records.evidence import Evidence
from headertrace.records.lookups import Answer, Lookup
from headertrace.records.path import Hop
from headertrace.records.trace import Trace

AFTER = "TLSA at _25._tcp of the mail servers (MX) of a domain that mail went to unencrypted"
_MOST = 4  # mail servers of one domain, and legs of one message


async def check(case: Case) -> Sequence[Lookup]:
    found = await asyncio.gather(*(_leg(case, domain, hop) for domain, hop in _unencrypted(case.trace)))
    return [row for rows in found for row in rows]


def _unencrypted(trace: Trace) -> Iterator[tuple[str, Hop]]:
    """(recipient's domain, hop) of each leg over the open net whose line rules encryption out, newest first."""
    seen: dict[str, Hop] = {}
    for hop in reversed(trace.hops):
        domain = host(recipient_domain(hop))
        inside = hop.sender_organisation is not None and hop.sender_organisation == hop.receiver_organisation
        if domain and hop.received.encrypted is False and not inside and scope(hop.received.ip) == "global":
            seen.setdefault(domain, hop)
    yield from list(seen.items())[:_MOST]


async def _leg(case: Case, domain: str, hop: Hop) -> list[Lookup]:
    ask = case.resolver.ask
    sts, reports, mx = await asyncio.gather(
        ask(f"_mta-sts.{domain}", "TXT"), ask(f"_smtp._tls.{domain}", "TXT"), ask(domain, "MX")
    )
    names = [name for name in servers(mx) if name != "."][:_MOST]
    policy, *tlsa = await asyncio.gather(
        _policy(case, domain, sts), *(ask(f"_25._tcp.{name}", "TLSA") for name in names)
    )
    evidence = (line(hop, f"with {hop.received.protocol}"),)
    rows = [_sts(domain, hop, sts, policy, evidence), _dane(domain, hop, mx, names, tlsa, evidence)]
    wanted = tags(reports, "TLSRPTv1")
    if wanted:
        text = f"it wants reports on encryption (TLS-RPT) at {wanted.get('rua', 'no address')}"
        rows.append(Lookup("transport", domain, "fact", text, None, (reports,), (), {"tls_rpt": wanted}))
    return rows


async def _policy(case: Case, domain: str, sts: Answer) -> dict[str, Any] | str | None:
    """The policy, or words on why it could not be had; None where it was not to be fetched."""
    if not case.options.mta_sts or not tags(sts, "STSv1") or case.options.dry_run:
        return None
    from headertrace.lookup.mta_sts import fetch

    return await fetch(case.resolver, domain)


def tags(answer: Answer, version: str) -> dict[str, str]:
    """The "name=value; …" tags of the one record that begins with that version; empty without one.

    RFC 8461 section 3.1 and RFC 8460 section 3: several such records count as none.
    """
    found = [record for record in answer.records if record.partition(";")[0].replace(" ", "") == f"v={version}"]
    if len(found) != 1:
        return {}
    pairs = (part.partition("=") for part in found[0].split(";") if "=" in part)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _sts(
    domain: str, hop: Hop, sts: Answer, policy: dict[str, Any] | str | None, evidence: tuple[Evidence, ...]
) -> Lookup:
    record = tags(sts, "STSv1")
    detail = {"mta_sts": record, "policy": policy if isinstance(policy, dict) else None}
    unencrypted = f"hop {hop.n} names no encryption"
    if not sts.told:
        text = f"whether it has an MTA-STS policy could not be looked up: {sts.text}"
        return Lookup("transport", domain, "unknown", text, None, (sts,), evidence, detail)
    if not record:
        return Lookup("transport", domain, "fact", "it has no MTA-STS policy", None, (sts,), (), detail)
    if policy is None:
        text = f"it has an MTA-STS policy, which --mta-sts would fetch; {unencrypted}"
        return Lookup("transport", domain, "unknown", text, None, (sts,), evidence, detail)
    if isinstance(policy, str):
        text = f"it has an MTA-STS policy, but that {policy}; {unencrypted}"
        return Lookup("transport", domain, "unknown", text, None, (sts,), evidence, detail)
    mode = policy["mode"]
    if mode == "enforce":
        text = f"its MTA-STS policy (mode enforce) has mail encrypted; {unencrypted}"
        return Lookup("transport", domain, "differ", text, None, (sts,), evidence, detail)
    return Lookup("transport", domain, "fact", f"its MTA-STS policy is of mode {mode}", None, (sts,), evidence, detail)


def _dane(
    domain: str, hop: Hop, mx: Answer, names: list[str], tlsa: list[Answer], evidence: tuple[Evidence, ...]
) -> Lookup:
    having = [(name, answer) for name, answer in zip(names, tlsa, strict=True) if answer.records]
    answers = (mx, *tlsa)
    detail = {"tlsa": [name for name, _ in having]}
    if not having:
        if any(not answer.told for answer in answers):
            text = "whether its mail servers have TLSA records (DANE) could not be looked up"
            return Lookup("transport", domain, "unknown", text, None, answers, (), detail)
        return Lookup(
            "transport", domain, "fact", "its mail servers have no TLSA records (DANE)", None, answers, (), detail
        )
    words = f"TLSA records (DANE) of {', '.join(name for name, _ in having)}"
    if mx.authenticated and any(answer.authenticated for _, answer in having):
        text = f"{words} have mail to it encrypted; hop {hop.n} names no encryption"
        return Lookup("transport", domain, "differ", text, None, answers, evidence, detail)
    text = f"there are {words}, but the resolver vouches for none by DNSSEC, without which they do not count"
    return Lookup("transport", domain, "unknown", text, None, answers, evidence, detail)
