"""The name of an address (PTR), whether that name leads back to it, and what the header has.

Servers that write a looked-up name have mostly confirmed it: Postfix writes "unknown" where the name
does not lead back. RFC 8601 section 2.7.3 calls the test iprev. The announced name (HELO) should
lead to the address as well (RFC 5321 section 4.1.1.1).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from headertrace.lookup.case import Case
from headertrace.lookup.parties import host, hosts, line, some
from headertrace.lookup.unasked import reversed_name
from headertrace.records.lookups import Answer, Lookup
from headertrace.records.path import Hop
from headertrace.records.vocabulary import Agreement

AFTER = "A or AAAA of each name that a PTR answer gives"
_NAMES = 5  # of one address: shared hosts have hundreds


async def check(case: Case) -> Sequence[Lookup]:
    if case.options.names_only:
        return ()
    found = await asyncio.gather(*(_one(case, ip, hop) for ip, hop in hosts(case.trace)))
    return [row for rows in found for row in rows]


async def _one(case: Case, ip: str, hop: Hop) -> list[Lookup]:
    kind = "AAAA" if ":" in ip else "A"
    announced = host(hop.received.helo)
    pointer = case.resolver.ask(reversed_name(ip), "PTR")
    greeting = case.resolver.ask(announced, kind) if announced else _nothing()
    back, forward = await asyncio.gather(pointer, greeting)
    names = [name.lower() for name in back.records][:_NAMES]
    answers = await asyncio.gather(*(case.resolver.ask(name, kind) for name in names))
    confirmed = [name for name, answer in zip(names, answers, strict=True) if ip in answer.records]
    rows = [_named(hop, ip, back, names, confirmed, tuple(answers))]
    if announced and forward and announced != (hop.received.rdns or "").lower():
        rows.append(_announced(hop, ip, announced, forward, names))
    return rows


async def _nothing() -> Answer | None:
    return None


def _named(
    hop: Hop, ip: str, back: Answer, names: list[str], confirmed: list[str], answers: tuple[Answer, ...]
) -> Lookup:
    had = (hop.received.rdns or "").rstrip(".").lower()
    evidence = (line(hop, hop.received.rdns or ""),) if had else ()
    verdict: Agreement
    if not back.told:
        verdict, text = "unknown", f"its name (PTR) could not be looked up: {back.text}"
    else:
        text = _name_words(names, confirmed, answers)
        verdict = _verdict(had, names, confirmed)
        if verdict == "agree":
            text += "; so the header has it"
        elif verdict == "differ":
            text += f"; the header has {hop.received.rdns}"
    detail = {"names": names, "confirmed": confirmed, "header": hop.received.rdns}
    return Lookup("reverse", ip, verdict, text, hop.n, (back, *answers), evidence, detail)


def _verdict(had: str, names: list[str], confirmed: list[str]) -> Agreement:
    if not had:
        return "fact"
    return "agree" if had in (confirmed or names) else "differ"


def _name_words(names: list[str], confirmed: list[str], answers: tuple[Answer, ...]) -> str:
    if not names:
        return "it has no name (no PTR)"
    if confirmed:
        return f"its name is {', '.join(confirmed)}, which leads back to it"
    if any(answer.told for answer in answers):
        return f"its name is {', '.join(names)}, which does not resolve back to it"
    return f"its name is {', '.join(names)}; whether that resolves back could not be looked up"


def _announced(hop: Hop, ip: str, announced: str, forward: Answer, names: list[str]) -> Lookup:
    evidence = (line(hop, hop.received.helo or ""),)
    verdict: Agreement
    if ip in forward.records:
        verdict, text = "agree", f"the announced name (HELO) {announced} leads to it"
    elif announced in names:
        verdict, text = "agree", f"the announced name (HELO) {announced} is the address's own"
    elif not forward.told:
        verdict, text = "unknown", f"the announced name (HELO) {announced} could not be looked up: {forward.text}"
    elif forward.records:
        verdict, text = "differ", f"the announced name (HELO) {announced} leads to {some(forward.records)}"
    else:
        words = "does not exist" if forward.status == "nxdomain" else "has no such address"
        verdict, text = "differ", f"the announced name (HELO) {announced} {words}"
    return Lookup("reverse", ip, verdict, text, hop.n, (forward,), evidence, {"helo": announced})
