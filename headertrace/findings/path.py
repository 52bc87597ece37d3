"""Findings on the path: breaks, loops, encryption."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from headertrace.findings.check import Check, Hit
from headertrace.findings.survey import Survey
from headertrace.organisations import owner, registrable
from headertrace.organisations.addresses import OUTER
from headertrace.patterns import lazy
from headertrace.provenance.forging import ONLY
from headertrace.records.path import Hop
from headertrace.records.vocabulary import BELIEVED

# RFC 5321 section 6.3 asks for a limit of at least 100 Received lines before a loop is assumed.
_MANY_HOPS = 30
_SAME_LINE = 3
# Products whose lines tell of TLS where there was any, and since when all of them do (RFC 3848): Exim since 4.42,
# of 2004 (its ChangeLog), Postfix since 20070720 (its HISTORY), which is 2.5 of 2008.
_TELL_TLS = frozenset({"postfix", "exim", "google"})
_SINCE = datetime(2008, 1, 1, tzinfo=UTC)
_ADDRESS = lazy(r"\[?(?:IPv6:)?(?=[0-9a-fA-F]*+[.:])[0-9a-fA-F:.]++\]?")
_NUMBER = lazy(r"\d+")


def _breaks(survey: Survey) -> Iterator[Hit]:
    """At the border, and of forged lines, another finding says so; a line written twice is no break."""
    for hop in survey.hops:
        if hop.link.state != "broken" or hop.n == survey.path.trust_boundary:
            continue
        before = survey.hops[hop.n - 2]
        if not before.received.by or before.received.raw == hop.received.raw or not (before.role and hop.role):
            continue
        text = f"{before.received.by} wrote the line before, but {hop.received.from_name} handed the message over"
        yield Hit(text, hop=hop)


def _loop(survey: Survey) -> Iterator[Hit]:
    hosts = Counter((hop.received.by, hop.received.from_name) for hop in survey.hops if hop.received.by)
    for (host, sender), times in hosts.items():
        if times > _SAME_LINE and sender and host != sender:
            yield Hit(f"the message came from {sender} to {host} {times} times")


def _many(survey: Survey) -> Iterator[Hit]:
    if survey.path.received > _MANY_HOPS:
        yield Hit(f"{survey.path.received} hops are far more than a delivery needs")


def _plain(survey: Survey) -> Iterator[Hit]:
    """A line says so only where its program writes of encryption at all; collecting one's mail is no transport."""
    for hop in survey.hops:
        plain = hop.received.encrypted is False and hop.received.dialect in _TELL_TLS
        if plain and hop.scope in OUTER and not hop.same_host and hop.leg != "retrieval":
            sender = hop.received.from_name
            if (hop.received.time or _SINCE) > _SINCE:
                yield Hit(f"{sender} → {hop.received.by or 'the next host'} names no encryption", hop=hop)


def _bare_helo(survey: Survey) -> Iterator[Hit]:
    """RFC 5321 section 4.1.1.1: a client announces its full name, or its address in brackets."""
    hop = survey.border
    helo = hop.received.helo if hop and hop.scope in OUTER else None
    if hop and helo and "." not in helo and ":" not in helo:
        yield Hit(f"{hop.received.ip} announced itself as {helo}, which is not a full host name", hop=hop)


def _literal_helo(survey: Survey) -> Iterator[Hit]:
    hop = survey.border
    if hop and hop.scope in OUTER and hop.received.helo and _ADDRESS.fullmatch(hop.received.helo):
        yield Hit(f"{hop.received.ip} announced itself by the address {hop.received.helo}", hop=hop)


def _may_be_forged(survey: Survey) -> Iterator[Hit]:
    for hop in survey.hops:
        if "(may be forged)" in hop.received.raw:
            yield Hit(
                f"{hop.received.by} noted that the name of {hop.received.ip} does not resolve back to it", hop=hop
            )


def _dynamic(survey: Survey) -> Iterator[Hit]:
    """The address's own numbers in its name, or a word for such lines: given out by an access provider."""
    hop = survey.border
    if hop is None or not hop.received.rdns or not hop.received.ip or hop.scope not in OUTER:
        return
    parts = hop.received.ip.split(".")
    numbers = {number.lstrip("0") for number in _NUMBER.findall(hop.received.rdns)}
    counted = len(parts) == 4 and set(parts[1:]) <= numbers
    if hop.leg != "submission" and (counted or _LINE.match(hop.received.rdns)):
        yield Hit(f"{hop.received.rdns} looks like the name of an access line, not of a mail server", hop=hop)


# A numbered name below the provider's own: "w018.z2.sjc.dsl.example.net", "dsl142.town.example.net".
_LINE = lazy(
    r"(?!(?:mail|smtp|mx|out|relay|ns|mta|post|gw)[a-z]*-?[0-9])(?=[^.]*[0-9])"
    r"(?:[^.-]+[.-])*?[0-9]*(?:[asvx]?dsl|cable|dial-?up|dialin|dhcp|dyn(?:amic)?|ppp|pool|dip)[0-9]*"
    r"[.-](?:[^.]+\.)+[a-z]+$"
)


def _private_in_public(survey: Survey) -> Iterator[Hit]:
    for hop in survey.hops:
        ends = hop.sender_organisation, hop.receiver_organisation
        taken = hop.scope == "private" and hop.leg in ("transit", "internal", "delivery")
        if taken and all(ends) and ends[0] != ends[1]:
            yield Hit(f"{hop.received.by} took it from the private address {hop.received.ip}", hop=hop)


_NOT_FOUND = lazy(r"\(unknown \[|from unknown \(HELO |from \[[0-9a-fA-F.:]+\] \(helo=")


def _joined_by_helo(survey: Survey, hop: Hop) -> bool:
    """The announced name is that of the line before: a finding on trust weighs it."""
    return hop.n > 1 and hop.received.helo == survey.hops[hop.n - 2].received.by


def _rdns_missing(survey: Survey) -> Iterator[Hit]:
    hop = survey.border
    if hop is None or hop.scope not in OUTER or hop.leg == "submission" or hop.received.rdns:
        return
    if _NOT_FOUND.search(hop.received.raw) and not _joined_by_helo(survey, hop):
        yield Hit(f"{hop.received.by or 'the server'} found no name for {hop.received.ip}", hop=hop)


def _rdns_contradicts(survey: Survey) -> Iterator[Hit]:
    hop = survey.border
    if hop is None or hop.scope not in OUTER or hop.leg == "submission" or _joined_by_helo(survey, hop):
        return
    announced, found = owner(hop.received.helo), owner(hop.received.rdns)
    if announced and found and announced != found and not _own_name(hop):
        yield Hit(
            f"{hop.received.ip} announced itself as {hop.received.helo}, its name is {hop.received.rdns}", hop=hop
        )


def _own_name(hop: Hop) -> bool:
    """The client announced the very name of the server that it spoke to, or of its domain."""
    got = hop.received
    if not got.helo or not got.by or got.ip == got.by_ip:
        return False
    return got.helo in (got.by, registrable(got.by))


def _helo_own_name(survey: Survey) -> Iterator[Hit]:
    hop = survey.border
    if hop is None or hop.scope not in OUTER or hop.received.auth or not _own_name(hop):
        return
    seen = owner(hop.received.rdns)
    looked = bool(_NOT_FOUND.search(hop.received.raw)) if seen is None else seen != hop.receiver_organisation
    if looked:
        yield Hit(f"{hop.received.ip} announced itself as {hop.received.helo}, your own server's name", hop=hop)


# Whose servers write no other lines than these; "general" is a line that tells no program.
_WRITES: dict[str, frozenset[str]] = {
    "Google": frozenset({"google", "general"}),
    "Microsoft": frozenset({"exchange", "smtpsvc", "exchange_ims", "general"}),
}
# Google's own staff send from sendmail and Postfix.
_STAFF = ".corp.google.com"


def _foreign_dialect(survey: Survey) -> Iterator[Hit]:
    """A claimed line that its supposed writer's servers would not write."""
    for hop in survey.hops:
        got, house = hop.received, hop.receiver_organisation or ""
        if hop.trust in BELIEVED or not got.by or got.by.endswith(_STAFF):
            continue
        known = _WRITES.get(house)
        only = ONLY.get((got.protocol or "").upper())
        if known and got.dialect not in known:
            yield Hit(f"{got.by} is a host of {house}, but the line is not written as its servers do", hop=hop)
        elif only and not house.startswith(only):
            yield Hit(f"{got.by} speaks {got.protocol}, which only {only}'s servers do", hop=hop)


def _copied(survey: Survey) -> Iterator[Hit]:
    seen: dict[str, Hop] = {}
    for hop in survey.hops:
        before = seen.setdefault(hop.received.raw, hop)
        if before is not hop and hop.received.id:
            yield Hit(f"the same line, to the letter, as hop {before.n}", hop=hop)


CHECKS = (
    Check(
        "HT301", "chain-broken", "info", "Check whether both hosts belong to one organisation.", _breaks, "link:broken"
    ),
    Check("HT302", "loop", "warning", "Look for a forward that points back here.", _loop, "by:often"),
    Check("HT303", "many-hops", "warning", "Look for a loop between forwarders or lists.", _many, "hops:many"),
    Check(
        "HT304",
        "no-tls",
        "info",
        "Ask whether the receiving host offers STARTTLS, and whether the sending one uses it.",
        _plain,
        "plain",
    ),
    Check(
        "HT305", "helo-no-name", "info", "Ask its administrator to set the full host name.", _bare_helo, "border:bare"
    ),
    Check(
        "HT306",
        "helo-literal",
        "info",
        "Expect filters to count this against the sender.",
        _literal_helo,
        "border:literal",
    ),
    Check(
        "HT307",
        "may-be-forged",
        "info",
        "Compare the address with the name it claims.",
        _may_be_forged,
        "may-be-forged",
    ),
    Check(
        "HT308",
        "access-line",
        "info",
        "Ask why a host on an access line sends mail directly.",
        _dynamic,
        "border:named",
    ),
    Check(
        "HT309", "private-address", "info", "Look for address translation (NAT).", _private_in_public, "scope:private"
    ),
    Check(
        "HT310",
        "foreign-dialect",
        "warning",
        "Treat that line and everything below it as forged.",
        _foreign_dialect,
        "claimed:house",
    ),
    Check("HT311", "line-twice", "info", "Look for a copied header.", _copied, "line:twice"),
    Check("HT312", "rdns-missing", "info", "Ask its administrator for a PTR record.", _rdns_missing, "border:unnamed"),
    Check("HT313", "rdns-contradicts", "info", "Rely on the name from reverse DNS.", _rdns_contradicts, "border:apart"),
    Check(
        "HT314",
        "helo-own-name",
        "warning",
        "Refuse clients that announce your own name.",
        _helo_own_name,
        "border:own-name",
    ),
)
