"""Findings on what others could read on the way, and on what the header gives away."""

from __future__ import annotations

from collections.abc import Iterator

from headertrace.findings import Check, Hit
from headertrace.model import Trace
from headertrace.organisations.addresses import INNER
from headertrace.patterns import lazy

# RFC 8996 retires TLS 1.0 and 1.1.
_OLD = lazy(r"(?:SSLv[23]|TLSv?1(?:[._][01])?)(?![._\d])", 2)
_WEAK = lazy(r"RC4|(?:3|CBC3?-)?DES|NULL|EXP|anon|MD5", 2)
_LOCAL = lazy(r"\.(?:local|lan|internal|corp|intranet|home|localdomain)$")


def _old_tls(trace: Trace) -> Iterator[Hit]:
    for hop in trace.hops:
        tls = hop.received.tls
        if tls and tls.version and _OLD.fullmatch(tls.version):
            yield Hit(f"encrypted by {tls.version}, which is no longer taken for safe", hop=hop)


def _weak_cipher(trace: Trace) -> Iterator[Hit]:
    for hop in trace.hops:
        tls = hop.received.tls
        if tls and tls.cipher and _WEAK.search(tls.cipher):
            yield Hit(f"encrypted by {tls.cipher}, which is weak", hop=hop)


def _went_out(trace: Trace, n: int) -> bool:
    return any(hop.leg in ("transit", "forwarding", "list") for hop in trace.hops[n:])


def _inner_names(trace: Trace) -> Iterator[Hit]:
    for hop in trace.hops:
        got = hop.received
        name = next((name for name in (got.rdns, got.helo, got.by) if name and _LOCAL.search(name)), None)
        if name and _went_out(trace, hop.n):
            yield Hit(f"the inner name {name} went out with the message", hop=hop)


def _inner_addresses(trace: Trace) -> Iterator[Hit]:
    for hop in trace.hops:
        if hop.scope in INNER and hop.scope != "loopback" and _went_out(trace, hop.n):
            yield Hit(f"the inner address {hop.received.ip} went out with the message", hop=hop)


def _login(trace: Trace) -> Iterator[Hit]:
    for hop in trace.hops:
        if hop.received.auth and _went_out(trace, hop.n):
            yield Hit(f"the login {hop.received.auth} went out with the message", hop=hop)


CHECKS = (
    Check("HT901", "old-tls", "info", "Ask both hosts' keepers for TLS 1.2 or later.", _old_tls),
    Check("HT902", "weak-cipher", "info", "Ask both hosts' keepers for better ciphers.", _weak_cipher),
    Check("HT903", "inner-name-shown", "info", "Let the outgoing server rewrite such lines.", _inner_names),
    Check("HT904", "inner-address-shown", "info", "Let the outgoing server rewrite such lines.", _inner_addresses),
    Check("HT905", "login-shown", "info", "Tell the server to leave the login out.", _login),
)
