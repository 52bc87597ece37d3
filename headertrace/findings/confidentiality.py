"""Findings on what others could read on the way, and on what the header gives away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from headertrace.dictionary.lists import ADDRESSING
from headertrace.findings.check import Check, Hit
from headertrace.findings.facts import INNER_NAMES
from headertrace.findings.survey import Survey
from headertrace.organisations.addresses import INNER, OUTER, scope
from headertrace.patterns import lazy
from headertrace.provenance.placing import Placing
from headertrace.records.evidence import Field
from headertrace.records.vocabulary import BELIEVED

# RFC 8996 retires TLS 1.0 and 1.1.
_OLD = lazy(r"(?:SSLv[23]|TLSv?1(?:[._][01])?)(?![._\d])", re.IGNORECASE)
_WEAK = lazy(r"RC4|(?:3|CBC3?-)?DES|NULL|EXP|anon|MD5", re.IGNORECASE)
# What a fresh machine calls itself: it tells nothing of the house.
_NOBODY = "localhost.localdomain"


@lru_cache(maxsize=256)
def _is_old(version: str) -> bool:
    return bool(_OLD.fullmatch(version))


@lru_cache(maxsize=256)
def _is_weak(cipher: str) -> bool:
    return bool(_WEAK.search(cipher))


def _old_tls(survey: Survey) -> Iterator[Hit]:
    for hop in survey.hops:
        tls = hop.received.tls
        if tls and tls.version and _is_old(tls.version):
            yield Hit(f"encrypted by {tls.version}, which is no longer considered safe", hop=hop)


def _weak_cipher(survey: Survey) -> Iterator[Hit]:
    for hop in survey.hops:
        tls = hop.received.tls
        if tls and tls.cipher and _is_weak(tls.cipher):
            yield Hit(f"encrypted by {tls.cipher}, which is weak", hop=hop)


def _went_out(survey: Survey, n: int) -> bool:
    return any(hop.leg in ("transit", "forwarding", "list") for hop in survey.hops[n:])


@lru_cache(maxsize=4096)
def _inner_name(*names: str | None) -> str | None:
    """The first of ``names`` that only its own network knows."""
    return next((name for name in names if name and name.endswith(INNER_NAMES) and name != _NOBODY), None)


def _inner_names(survey: Survey) -> Iterator[Hit]:
    for hop in survey.hops:
        got = hop.received
        name = _inner_name(got.rdns, got.helo, got.by)
        if name and _went_out(survey, hop.n):
            yield Hit(f"the internal name {name} went out with the message", hop=hop)


def _inner_addresses(survey: Survey) -> Iterator[Hit]:
    for hop in survey.hops:
        got = hop.received
        # What an operator calls its own servers inside tells nothing of the sender's house.
        seen = [got.ip, None if hop.trust in BELIEVED else got.by_ip]
        for ip in dict.fromkeys(seen):
            if scope(ip) in INNER and scope(ip) != "loopback" and _went_out(survey, hop.n):
                yield Hit(f"the internal address {ip} went out with the message", hop=hop)


def _login(survey: Survey) -> Iterator[Hit]:
    for hop in survey.hops:
        if hop.received.auth and _went_out(survey, hop.n):
            yield Hit(f"the login {hop.received.auth} went out with the message", hop=hop)


# Fields that name the address of the writer's own machine.
_CLIENT = (
    "x-originating-ip", "x-originating-client-ip", "x-client-ip", "x-client-addr", "x-source-ip",
    "x-authenticated-ip", "x-aol-ip", "x-yahoo-post-ip", "x-sender-host-address", "x-mdremoteip",
    "x-ms-exchange-organization-originalclientipaddress",
)  # fmt: skip
_IP = lazy(r"\[?((?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9a-fA-F]*:[0-9a-fA-F:.]+)\]?")


def _client_address(survey: Survey) -> Iterator[Hit]:
    """Only what a server wrote whose word can be relied on; the address of a host in the path is no writer's."""
    placing = Placing(survey.hops)
    relays = {hop.received.ip for hop in survey.hops if hop.leg != "submission"}
    for name in _CLIENT:
        for field in survey.named(name)[:1]:
            match = _IP.match(field.value)
            if match and scope(match[1]) in OUTER and match[1] not in relays and _is_relied_on(survey, placing, field):
                yield Hit(f"{field.name} shows where the writer was: {match[1]}", field)


def _is_relied_on(survey: Survey, placing: Placing, field: Field) -> bool:
    place = placing.of(field.number)
    return bool(place.hop) and survey.hops[(place.hop or 1) - 1].trust in BELIEVED


def _recipient(survey: Survey) -> Iterator[Hit]:
    """RFC 5321 section 7.2: a ``for`` clause may give away who else, or under which name, got the message.

    Lists, forwards and collected mail have other mailboxes on the way, and findings of their own.
    """
    shown = [hop for hop in survey.hops if hop.trust != "vouched" and "@" in (hop.received.recipient or "")]
    to = survey.named("to")
    if to and all((hop.received.recipient or "") in to[0].source for hop in shown):
        return
    if any(hop.leg in _DETOURS for hop in survey.hops) or any(survey.named(name) for name in _LISTS):
        return
    told = " ".join(field.value.lower() for name in _NAMED_IN for field in survey.named(name))
    told += " ".join((hop.received.recipient or "").lower() for hop in survey.hops if hop.trust == "vouched")
    for hop in shown:
        mailbox = hop.received.recipient or ""
        if mailbox.lower() not in told:
            told += f" {mailbox.lower()}"
            yield Hit(f"the mailbox {mailbox}, which the message itself does not name, is shown", hop=hop)


_DETOURS = frozenset({"list", "forwarding", "retrieval"})
_LISTS = (*ADDRESSING, "list-unsubscribe", "resent-to")
_NAMED_IN = (
    "to", "cc", "bcc", "from", "sender", "reply-to", "return-path", "delivered-to", "x-original-to", "envelope-to",
    "x-envelope-to", "errors-to",
)  # fmt: skip


_SCRIPTS = ("x-php-originating-script", "x-php-script", "x-source-args", "x-source-dir", "x-php-filename")


def _script(survey: Survey) -> Iterator[Hit]:
    """PHP (mail.add_x_header) and cPanel's Exim say which script, or whose directory, sent the message."""
    for name in _SCRIPTS:
        for field in survey.named(name)[:1]:
            if field.value:
                yield Hit(f"{field.name} shows the program that sent it: {field.value[:80]}", field)
                return


CHECKS = (
    Check(
        "HT901", "old-tls", "info", "Ask the administrators of both hosts to allow TLS 1.2 or later.", _old_tls, "tls"
    ),
    Check(
        "HT902",
        "weak-cipher",
        "info",
        "Ask the administrators of both hosts to allow stronger ciphers.",
        _weak_cipher,
        "tls",
    ),
    Check("HT903", "inner-name-shown", "info", "Have the outgoing server rewrite such lines.", _inner_names, "hops"),
    Check(
        "HT904",
        "inner-address-shown",
        "info",
        "Have the outgoing server rewrite such lines.",
        _inner_addresses,
        "scope:private scope:link-local scope:ULA scope:shared",
    ),
    Check("HT905", "login-shown", "info", "Configure the server to leave the login out.", _login, "login"),
    Check(
        "HT906",
        "client-address-shown",
        "info",
        "Configure the server to leave it out.",
        _client_address,
        " ".join(_CLIENT),
    ),
    Check("HT907", "recipient-shown", "info", "Send each recipient a separate copy.", _recipient, "claimed:for"),
    Check(
        "HT908",
        "script-shown",
        "info",
        "Look at that script if nobody meant to send this.",
        _script,
        " ".join(_SCRIPTS),
    ),
)
