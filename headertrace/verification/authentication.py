"""SPF, DKIM, ARC and DMARC of one message, judged anew and held against what the header says of them.

DMARC rests on the outcomes of SPF and DKIM, so that the four are one check.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any

from headertrace.authentication.alignment import author
from headertrace.lookup.case import Case
from headertrace.named import NamedTuple
from headertrace.organisations import scope
from headertrace.records.authentication import AuthResult
from headertrace.records.evidence import Evidence, Field
from headertrace.records.lookups import Answer, Lookup
from headertrace.records.trace import Trace
from headertrace.syntax.addresses import mailboxes
from headertrace.syntax.idna import ascii_domain
from headertrace.text.counts import how_many
from headertrace.verification import arc, breakage, dkim, dmarc, spf
from headertrace.verification.agreement import Compared, compare
from headertrace.verification.keys import Ask
from headertrace.verification.whole import Whole, split

AFTER = (
    "whatever the SPF record of the sender names (at most 10 terms that ask, RFC 7208), and _dmarc above "
    "each domain that passes"
)
MAX_HELO = 255
# Each search for what broke a signature may take seconds.
MAX_EXPLAINED = 4


class Envelope(NamedTuple):
    """What SPF is judged by, as the boundary hop wrote it down; ``evidence`` is its line."""

    ip: str
    mail_from: str
    helo: str
    hop: int
    receiver: str | None
    evidence: tuple[Evidence, ...]


async def check(case: Case) -> Sequence[Lookup]:
    missing = [name for name in ("spf", "dkim") if find_spec(name) is None]
    if missing:
        from headertrace.installing import command

        return [Lookup("dkim", "message", "unknown", f"signatures and SPF need more: {command('verify')}")]
    await asyncio.gather(*(case.resolver.ask(name, "TXT") for name in _first_questions(case.trace)))
    ask = case.resolver.answers
    spf_rows, (signed, dkim_rows), arc_rows = await asyncio.gather(
        _spf(case, ask),
        asyncio.to_thread(_dkim, case, ask),
        asyncio.to_thread(_arc, case, ask),
    )
    dmarc_rows = await asyncio.to_thread(_dmarc, case, ask, spf_rows, signed)
    return [*spf_rows, *dkim_rows, *arc_rows, *dmarc_rows]


def _first_questions(trace: Trace) -> list[str]:
    """The TXT records that will be needed whatever comes back: asked at once, they cost one answer's time."""
    names = []
    known = envelope(trace)
    if isinstance(known, Envelope):
        names += [domain for domain in (known.mail_from.rpartition("@")[2], known.helo) if _is_domain(domain)]
    written = trace.authentication
    if written:
        sealed = [part for one in written.arc for part in (one.seal, one.signature) if part]
        plain = [one for one in written.dkim if one.header == "dkim-signature"][: dkim.MAX_SIGNATURES]
        names += [f"{one.selector}._domainkey.{one.domain}" for one in (*plain, *sealed) if one.selector and one.domain]
    names += [f"_dmarc.{name}" for domain in _authors(trace)[:1] for name in dmarc.walk_names(domain)]
    return list(dict.fromkeys(names))


def _authors(trace: Trace) -> list[str]:
    """The domains in From."""
    return [ascii_domain(box.domain) for field in _fields(trace, "from") for box in mailboxes(field.value)]


def envelope(trace: Trace) -> Envelope | str:
    """Who connected, from whom, by what name; or why SPF cannot be judged."""
    border = trace.path.handed_over_by
    if not border or not border.ip:
        return "no vouched-for line names the address that connected"
    if scope(border.ip) != "global":
        return f"{border.ip} is not a public address: {scope(border.ip)}"
    hop = next(hop for hop in trace.hops if hop.n == border.hop)
    returned = next((field for field in trace.fields if field.key == "return-path"), None)
    sender = hop.received.sender
    evidence = [hop.field.evidence(hop.field.value[:200])]
    if sender is None and returned is not None:
        sender = returned.value
        evidence.append(returned.evidence(returned.value[:200]))
    if sender is None:
        return "the header has neither Return-Path nor the envelope sender"
    found = mailboxes(sender)
    address = f"{found[0].local}@{ascii_domain(found[0].domain)}" if found else ""
    helo = (border.helo or border.rdns or "")[:MAX_HELO]
    return Envelope(border.ip, address, helo, hop.n, hop.received.by, tuple(evidence))


async def _spf(case: Case, ask: Ask) -> list[Lookup]:
    known = envelope(case.trace)
    if isinstance(known, str):
        return [Lookup("spf", "envelope", "unknown", f"SPF can't be judged: {known}")]
    identities = [known.mail_from] if known.mail_from else []
    identities += [""] if _is_domain(known.helo) else []
    rows = (asyncio.to_thread(_spf_of, case.trace, ask, known, mail_from) for mail_from in identities)
    return list(await asyncio.gather(*rows))


def _spf_of(trace: Trace, ask: Ask, known: Envelope, mail_from: str) -> Lookup:
    outcome = spf.evaluate(ask, known.ip, mail_from, known.helo, known.receiver)
    said = list(_spf_said(trace, outcome, known))
    untold = outcome.problem or "the DNS" if outcome.result == "temperror" else None
    compared = compare(outcome.result, said, untold, "the record may have changed since")
    text = f"SPF of {_IDENTITIES[outcome.identity]} {outcome.sender}: {outcome.text}"
    return _row("spf", outcome.domain, text, compared, outcome.detail(), outcome.answers, known)


_IDENTITIES = {"mailfrom": "MAIL FROM", "helo": "HELO"}


def _is_domain(name: str) -> bool:
    """Whether a name, such as HELO, may publish SPF (RFC 7208 section 2.3): an address literal may not."""
    return "." in name.strip(".") and "[" not in name and not name.rpartition(".")[2].isdigit()


def _spf_said(trace: Trace, outcome: spf.Outcome, known: Envelope) -> Iterator[AuthResult]:
    written = trace.authentication
    if not written:
        return
    for result in (*(item for item in written.results if item.method == "spf"), *written.spf):
        client = result.get("client-ip") or known.ip
        if client != known.ip:
            continue
        about_helo = bool(result.get("smtp.helo") or result.get("identity") == "helo")
        sender = result.get("smtp.mailfrom") or result.get("envelope-from") or result.get("smtp.helo") or ""
        domain = ascii_domain(sender.strip("<>").rpartition("@")[2])
        if about_helo == (outcome.identity == "helo") and domain in ("", outcome.domain.lower()):
            yield result


def _dkim(case: Case, ask: Ask) -> tuple[tuple[dkim.Signed, ...], list[Lookup]]:
    fields = _fields(case.trace, "dkim-signature")
    whole = _whole(case)
    if isinstance(whole, str):
        return (), [Lookup("dkim", "message", "unknown", f"signatures can't be checked: {whole}")] if fields else []
    signed = dkim.verify(whole, ask, case.trace.path.delivered)
    broken = [one.number for one in signed if False in (one.body, one.header)]
    rows = []
    for one in signed[: dkim.MAX_SIGNATURES]:
        causes: tuple[breakage.Cause, ...] = ()
        if one.claim and one.number in broken[:MAX_EXPLAINED]:
            causes = breakage.explain(whole, one.claim, one.key, one.body, one.header)
        row = _dkim_row(case.trace, one, causes)
        if one.number <= len(fields):
            own = fields[one.number - 1].evidence(f"d={one.domain} s={one.selector}")
            row = row._replace(evidence=(own, *row.evidence))
        rows.append(row)
    left = len(signed) - dkim.MAX_SIGNATURES
    if left > 0:
        text = f"{how_many(left, 'more signature is', 'more signatures are')} not checked"
        rows.append(Lookup("dkim", "message", "unknown", text))
    return signed, rows


def _dkim_row(trace: Trace, one: dkim.Signed, causes: Sequence[breakage.Cause]) -> Lookup:
    """One signature held against what the header says of it; ``causes`` are what may have broken it."""
    said = [item for item in _said(trace, "dkim") if _is_about(item, one)]
    untold = one.text if one.result in ("unknown", "temperror") or one.reason in _KEY_LOST else None
    compared = compare("pass" if one.reason == "weak" else one.result, said, untold, _why_changed(one))
    text = f"DKIM of {one.domain or 'no domain'}: {one.result}, {one.text}"
    text += "".join(f"; {note}" for note in one.notes) + "".join(f". {cause.said}" for cause in causes)
    detail = {**one.detail(), "causes": [cause.detail() for cause in causes]}
    return _row("dkim", one.domain or "DKIM-Signature", text, compared, detail, (one.key.answer,) if one.key else ())


_KEY_LOST = frozenset({"key-missing", "key-revoked", "key-malformed", "key-unsuitable", "key-unsuited", "other-key"})


def _is_about(result: AuthResult, one: dkim.Signed) -> bool:
    """Whether a result names this signature: by domain (or identity), and selector where it gives one."""
    domain = result.get("header.d") or (result.get("header.i") or "").rpartition("@")[2]
    selector = result.get("header.s") or one.selector
    return ascii_domain(domain) == one.domain and selector.lower() == one.selector.lower()


def _why_changed(one: dkim.Signed) -> str:
    return "changed after that host looked" if one.result == "fail" else "what that host saw was not the same"


def _arc(case: Case, ask: Ask) -> list[Lookup]:
    fields = _fields(case.trace, "arc-seal")
    whole = _whole(case)
    if isinstance(whole, str) or not fields:
        return [Lookup("arc", "message", "unknown", f"the ARC chain can't be checked: {whole}")] if fields else []
    chain = arc.verify(whole, ask)
    untold = chain.text if chain.result in ("unknown", "temperror") else None
    compared = compare(chain.result, _said(case.trace, "arc"), untold, "changed after that host looked")
    parts = [part for one in chain.instances for part in (one.message, one.seal)]
    answers = tuple(dict.fromkeys(part.key.answer for part in parts if part.key))
    text = f"ARC: {chain.result}, {chain.text}"
    causes = _chain_causes(whole, chain)
    text += "".join(f". {cause.said}" for cause in causes)
    detail = {**chain.detail(), "causes": [cause.detail() for cause in causes]}
    row = _row("arc", f"{len(chain.instances)} sets", text, compared, detail, answers)
    return [row._replace(evidence=(*(field.evidence("ARC-Seal") for field in fields[:1]), *row.evidence))]


def _chain_causes(whole: Whole, chain: arc.Chain) -> tuple[breakage.Cause, ...]:
    """What was done to the message after the newest sealer had it."""
    newest = chain.instances[-1].message if chain.instances else None
    if newest is None or newest.claim is None or newest.result != "fail":
        return ()
    return breakage.explain(whole, newest.claim, newest.key, newest.body, newest.header)


def _dmarc(case: Case, ask: Ask, spf_rows: list[Lookup], signed: tuple[dkim.Signed, ...]) -> list[Lookup]:
    fields = _fields(case.trace, "from")
    found = _authors(case.trace)
    if not found:
        return []
    identities = [
        dmarc.Identity("spf", row.detail["domain"], row.detail["result"])
        for row in spf_rows
        if row.detail and (row.detail["identity"] == "mailfrom" or len(spf_rows) == 1)
    ]
    identities += [
        dmarc.Identity("dkim", one.domain, "unknown" if one.reason in _KEY_LOST else one.result)
        for one in signed
        if one.domain
    ]
    outcome = dmarc.judge(ask, found[0], identities)
    said = _said(case.trace, "dmarc")
    said = [item for item in said if author(item) in ("", found[0])]
    untold = outcome.text if outcome.result in ("unknown", "temperror") else None
    compared = compare(outcome.result, said, untold, "the policy, SPF or a signature is not what it was")
    text = f"DMARC of {found[0]}: {outcome.result}, {outcome.text}" + "".join(f"; {note}" for note in outcome.notes)
    if len(set(found)) > 1:
        text += f"; From names {len(set(found))} domains, the first was used"
    row = _row("dmarc", found[0], text, compared, outcome.detail(), outcome.answers)
    return [row._replace(evidence=(fields[0].evidence(fields[0].value[:200]), *row.evidence))]


def _row(
    check: str,
    subject: str,
    text: str,
    compared: Compared,
    detail: dict[str, Any],
    answers: Sequence[Answer],
    known: Envelope | None = None,
) -> Lookup:
    if compared.text:
        text += f". {compared.text}"
    evidence = (*known.evidence, *compared.evidence) if known else compared.evidence
    hop = known.hop if known else None
    return Lookup(check, subject, compared.verdict, text, hop, tuple(answers), evidence, detail)


def _whole(case: Case) -> Whole | str:
    """The message cut up, or why it cannot be."""
    if case.whole is None:
        return "only the header is here"
    try:
        return split(case.whole)
    except ValueError as error:
        return str(error)


def _said(trace: Trace, method: str) -> list[AuthResult]:
    written = trace.authentication
    return [item for item in written.results if item.method == method] if written else []


def _fields(trace: Trace, name: str) -> list[Field]:
    return [field for field in trace.fields if field.key == name]
