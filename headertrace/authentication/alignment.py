"""DMARC's identifier alignment, worked out anew from what stands in the header. No network, no policy.

Sources: RFC 7489 sections 3.1 (alignment, strict and relaxed), 3.2 (the organisational domain by a
public suffix list) and 6.6.1 (which From domain counts); RFC 7208 section 2.4 (HELO stands in where the
envelope sender is empty). DMARCbis finds the organisational domain by walking the DNS instead, which
cannot be done offline; the two differ where a domain publishes ``psd=``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from headertrace.dictionary.checks import SPF
from headertrace.organisations.domains import organisational
from headertrace.organisations.tenants import other_tenant
from headertrace.patterns import lazy
from headertrace.records.authentication import Alignment, Authentication, AuthResult, Identifier
from headertrace.records.evidence import Evidence, Field
from headertrace.syntax.addresses import mailboxes
from headertrace.syntax.idna import ascii_domain

MAX_DOMAINS = 20
MAX_IDENTIFIERS = 100
_SHOWN = 200
# No name has more: RFC 1035 section 2.3.4 allows 255 octets.
_MOST_LABELS = 127
# "google.com: domain of a@example.net designates 192.0.2.1 as permitted sender"
_DOMAIN_OF = lazy(r"\bdomain of (?:transitioning )?([^\s()]+)")
_SPF_PROPERTIES = ("smtp.mailfrom", "smtp.mail", "smtp.envelope-from", "smtp.helo", "smtp.ehlo")
_MODES = ("strict", "relaxed")
# Whose results count: one's own servers' alone, where there are any.
_RANKS: tuple[bool | None, ...] = (True, None, False)


def aligned(said: Authentication, fields: Iterable[Field]) -> Authentication:
    """``said`` with one record for each domain in the From fields, in order, and with what is proved of them.

    There is none where From holds no domain. ``said`` was read with the hops: results of one's own servers
    outweigh all others.
    """
    numbered = {field.number: field for field in fields}
    authors: dict[str, Field] = {}
    for field in numbered.values():
        if field.key == "from":
            for mailbox in mailboxes(field.value):
                authors.setdefault(ascii_domain(mailbox.domain), field)
    if not authors:
        return said
    found = [*_spf(said, numbered), *_dkim(said, numbered)][:MAX_IDENTIFIERS]
    records = tuple(_record(domain, field, found) for domain, field in list(authors.items())[:MAX_DOMAINS])
    return said._replace(alignment=records, proved=_proved(said, records))


def author(result: AuthResult) -> str:
    """The From domain that DMARC was asked of: A-labels in lower case (RFC 4343), "" where none is told."""
    return ascii_domain((result.get("header.from") or "").rpartition("@")[2].rstrip("."))


def is_for(result: AuthResult, record: Alignment) -> bool:
    """Whether DMARC was asked of that From domain, or of the one that it is part of.

    A From domain without a dot was changed by hand since the server saw it.
    """
    domain = author(result)
    return bool(domain) and (domain in (record.domain, record.organisational) or "." not in record.domain)


def passes_of_dmarc(said: Authentication, record: Alignment) -> list[str]:
    """The domains that DMARC passes for by the reader's own servers, where it was asked of that From domain."""
    passed = [item for item in said.results if item.method == "dmarc" and item.result == "pass" and item.trusted]
    return [author(item) for item in passed if is_for(item, record)]


def alignment(domain: str, author: str) -> str | None:
    """How ``domain`` aligns with the From domain ``author``: strict, relaxed, or None."""
    if domain == author:
        return "strict"
    if organisational(domain) != organisational(author) or other_tenant(domain, author):
        return None
    return "relaxed"


def _proved(said: Authentication, records: tuple[Alignment, ...]) -> tuple[str, ...]:
    """By SPF and DKIM; where neither proves a domain, by DMARC's own result."""
    found = [
        item.domain
        for record in records
        for item in record.identifiers
        if item.result == "pass" and item.trusted and item.alignment
    ]
    return tuple(dict.fromkeys(found or [name for record in records for name in passes_of_dmarc(said, record)]))


def _record(author: str, field: Field, found: list[Identifier]) -> Alignment:
    identifiers = tuple([_held_against(author, item) for item in found])
    trusted = next((rank for rank in _RANKS if any(item.result and item.trusted is rank for item in identifiers)), None)
    counting = [item for item in identifiers if item.result and item.trusted is trusted]
    modes = {item.alignment for item in counting if item.result == "pass"}
    mode = next((mode for mode in _MODES if mode in modes), None)
    result = "pass" if mode else "fail" if counting else "none"
    return Alignment(author, organisational(author), result, mode, trusted, identifiers, _evidence(field))


def _held_against(author: str, item: Identifier) -> Identifier:
    how = alignment(item.domain, author)
    return item if how is None else item._replace(alignment=how)


def _spf(said: Authentication, fields: dict[int, Field]) -> Iterator[Identifier]:
    told = [item for item in said.results if item.method == "spf"] + list(said.spf)
    sender = next((field for field in fields.values() if field.key == "return-path"), None)
    seen: set[tuple[str, str, bool | None]] = set()
    for item in told:
        source, domain = _spf_identity(item)
        if not domain and sender:
            source, domain = "Return-Path", _domain(sender.value)
        key = (domain, item.result, item.trusted)
        if domain and key not in seen:
            seen.add(key)
            yield _identifier("spf", domain, source, item, fields[item.field])
    if not told and sender and _domain(sender.value):
        yield Identifier(
            "spf", _domain(sender.value), "Return-Path", None, None, None, None, None, _evidence(sender)
        )  # fmt: skip


def _spf_identity(item: AuthResult) -> tuple[str, str]:
    """(property, domain): the envelope sender's, the HELO name where that is empty (RFC 7208 section 2.4)."""
    named: list[tuple[str, str | None]]
    if item.header in SPF:
        # There ``helo`` stands beside the envelope sender (RFC 7208 section 9.1) and need not be what was checked.
        told = _DOMAIN_OF.search(item.comment or "")
        named = [("envelope-from", item.get("envelope-from")), ("comment", told[1] if told else None)]
        if item.get("identity") == "helo" or not any(value for _, value in named):
            named.append(("helo", item.get("helo")))
    else:
        named = [(name, item.get(name)) for name in _SPF_PROPERTIES]
    return next(((name, domain) for name, value in named if (domain := _domain(value or ""))), ("", ""))


def _dkim(said: Authentication, fields: dict[int, Field]) -> Iterator[Identifier]:
    seen: set[tuple[str, str, bool | None]] = set()
    signers = _signers(said)
    for item in said.results:
        if item.method != "dkim":
            continue
        source, domain = _dkim_identity(item, signers)
        key = (domain, item.result, item.trusted)
        if domain and key not in seen:
            seen.add(key)
            yield _identifier("dkim", domain, source, item, fields[item.field])
    judged = {domain for domain, _, _ in seen}
    for signature in said.dkim:
        domain = ascii_domain(signature.domain or "")
        if signature.header == "dkim-signature" and domain and domain not in judged:
            judged.add(domain)
            evidence = _evidence(fields[signature.field])
            yield Identifier("dkim", domain, "DKIM-Signature", None, None, None, None, None, evidence)


def _signers(said: Authentication) -> dict[tuple[str, str | None], int]:
    """(signing domain, its selector) → the place of the first such signature; a selector of None stands for any."""
    found: dict[tuple[str, str | None], int] = {}
    for at, signature in enumerate(said.dkim):
        signer = ascii_domain(signature.domain or "")
        for selector in (signature.selector, None):
            found.setdefault((signer, selector), at)
    return found


def _dkim_identity(item: AuthResult, signers: Mapping[tuple[str, str | None], int]) -> tuple[str, str]:
    """(property, domain): ``d=`` of the signature. Where only ``i=`` is told, it may lie below ``d=``: of several
    that it lies below, the topmost signature's.
    """
    domain = _domain(item.get("header.d") or "")
    if domain:
        return "header.d", domain
    below = _domain(item.get("header.i") or "")
    selector = item.get("header.s")
    labels = below.split(".")[-_MOST_LABELS:]
    above = (".".join(labels[at:]) for at in range(len(labels)))
    known = [(at, name) for name in above if name and (at := signers.get((name, selector))) is not None]
    return "header.i", min(known)[1] if known else below


def _identifier(method: str, domain: str, source: str, item: AuthResult, field: Field) -> Identifier:
    return Identifier(
        method, domain, source, item.result, None, item.authserv_id, item.hop, item.trusted, _evidence(field)
    )  # fmt: skip


def _domain(text: str) -> str:
    """The domain of an address or a bare domain; "" for "none", "<>" and the like."""
    name = text.strip().strip("<>\"'").rpartition("@")[2].rstrip(".")
    return ascii_domain(name) if "." in name else ""


def _evidence(field: Field) -> Evidence:
    return field.evidence(field.value[:_SHOWN])
