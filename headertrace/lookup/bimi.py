"""The logo that the author's domain publishes (BIMI, draft-brand-indicators-for-message-identification).

A TXT record at the selector, ``_bimi`` and the domain; else at the organisational domain. A BIMI-Selector header
names another selector than "default". Whether a reader shows it depends on DMARC and on a mark certificate (``a=``).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from headertrace.lookup.case import Case
from headertrace.lookup.parties import author_domain, field_evidence, host
from headertrace.lookup.transport import tags
from headertrace.organisations.domains import organisational
from headertrace.records.lookups import Lookup
from headertrace.records.trace import Trace

_SELECTOR = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.I)


async def check(case: Case) -> Sequence[Lookup]:
    domain = host(author_domain(case.trace))
    if domain is None:
        return ()
    selector = _selector(case.trace)
    owners = list(dict.fromkeys([domain, organisational(domain) or domain]))
    answers = await asyncio.gather(*(case.resolver.ask(f"{selector}._bimi.{owner}", "TXT") for owner in owners))
    evidence = field_evidence(case.trace, "BIMI-Selector")
    for owner, answer in zip(owners, answers, strict=True):
        found = tags(answer, "BIMI1")
        if found:
            detail = {"selector": selector, "owner": owner, "tags": found}
            return [Lookup("bimi", domain, "fact", _words(found, owner, domain), None, (answer,), evidence, detail)]
    if any(not answer.told for answer in answers):
        text = f"whether it has a logo (BIMI) could not be looked up: {answers[0].text}"
        return [Lookup("bimi", domain, "unknown", text, None, tuple(answers), evidence)]
    if evidence:
        text = f"the header names the BIMI selector {selector}, for which there is no record"
        return [Lookup("bimi", domain, "differ", text, None, tuple(answers), evidence)]
    return ()


def _selector(trace: Trace) -> str:
    field = next((field for field in trace.fields if field.key == "bimi-selector"), None)
    if field is None:
        return "default"
    pairs = dict(part.strip().partition("=")[::2] for part in field.value.split(";"))
    named = pairs.get("s", "").strip()
    return named.lower() if _SELECTOR.fullmatch(named) else "default"


def _words(found: dict[str, str], owner: str, domain: str) -> str:
    whose = "it" if owner == domain else owner
    if not found.get("l"):
        return f"{whose} publishes that it takes no part in BIMI"
    certified = "with a mark certificate" if found.get("a") else "without a mark certificate"
    return f"{whose} publishes a logo (BIMI) at {found['l']}, {certified}"
