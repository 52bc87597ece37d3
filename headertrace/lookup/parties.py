"""Who took part, by the header's own word: hosts, domains, and the hop where the mail was handed over."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headertrace.lookup.unasked import refusal
from headertrace.organisations import scope
from headertrace.records.evidence import Evidence
from headertrace.records.path import Hop
from headertrace.records.trace import Trace
from headertrace.syntax.addresses import mailboxes
from headertrace.syntax.idna import ascii_domain

# A host name as the DNS has it, underscores allowed (RFC 1123 section 2.1, RFC 2181 section 11).
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\.?", re.I)
MOST = 24  # hops of one message that are asked about; a forged header may have hundreds


def hosts(trace: Trace) -> list[tuple[str, Hop]]:
    """(connecting address, the oldest hop that has it): the newest MOST of the global addresses."""
    return _hosts(trace)[:MOST]


def left_out(trace: Trace) -> int:
    """How many addresses are not asked about, there being too many."""
    return max(0, len(_hosts(trace)) - MOST)


def _hosts(trace: Trace) -> list[tuple[str, Hop]]:
    seen: dict[str, Hop] = {}
    for hop in reversed(trace.hops):
        ip = hop.received.ip
        if ip and scope(ip) == "global":
            seen[plain_address(ip)] = hop
    return list(seen.items())


def plain_address(ip: str) -> str:
    """In the one form that answers have. Raises ValueError for no address."""
    from ipaddress import ip_address

    return str(ip_address(ip.partition("%")[0]))


def handover(trace: Trace) -> Hop | None:
    """The oldest hop that is vouched for: there the outside handed the message over."""
    at = trace.path.trust_boundary
    return trace.hops[at - 1] if at else None


def host(name: str | None) -> str | None:
    """``name`` in lower case where it is a public host name; else None."""
    plain = ascii_domain((name or "")[:1000].rstrip("."))
    return plain if _HOST.fullmatch(plain) and refusal(plain) is None else None


def domain_of(address: str | None) -> str | None:
    """The domain of the first mail address in ``address``, as it is asked for; None without one."""
    found = mailboxes(address or "")
    return ascii_domain(found[0].domain) if found else None


def author_domain(trace: Trace) -> str | None:
    """The domain of the From header."""
    return domain_of(trace.message.from_)


def envelope_domain(trace: Trace) -> str | None:
    """The domain of the envelope sender: of Return-Path, else of the newest Received line that names one."""
    senders = [trace.message.return_path, *(hop.received.sender for hop in reversed(trace.hops))]
    return next((domain for domain in map(domain_of, senders) if domain), None)


def recipient_domain(hop: Hop) -> str | None:
    """The domain of the envelope recipient, as that hop's line has it."""
    return domain_of(hop.received.recipient)


def line(hop: Hop, text: str) -> Evidence:
    """The hop's line as evidence for ``text``."""
    return hop.field.evidence(text)


def field_evidence(trace: Trace, name: str) -> tuple[Evidence, ...]:
    """The first field of that name, as evidence; empty without one."""
    found = next((field for field in trace.fields if field.key == name.lower()), None)
    return (found.evidence(f"{found.name}: {found.value}"),) if found else ()


def some(names: Sequence[str], most: int = 3) -> str:
    """The first few names, and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
