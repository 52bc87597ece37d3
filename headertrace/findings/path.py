"""Findings on the path: breaks, loops, encryption."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from headertrace.findings import Check, Hit
from headertrace.model import Trace

# RFC 5321 section 6.3 asks for a limit of at least 100 Received lines before a loop is assumed.
_MANY_HOPS = 30
_SAME_LINE = 3


def _breaks(trace: Trace) -> Iterator[Hit]:
    for hop in trace.hops:
        if hop.link.state == "broken":
            before = trace.hops[hop.n - 2].received.by
            yield Hit(f"{before} wrote the line before, but {hop.received.from_name} handed the mail over", hop=hop)


def _loop(trace: Trace) -> Iterator[Hit]:
    hosts = Counter((hop.received.by, hop.received.from_name) for hop in trace.hops if hop.received.by)
    for (host, sender), times in hosts.items():
        if times > _SAME_LINE and host != sender:
            yield Hit(f"the mail came from {sender} to {host} {times} times")


def _many(trace: Trace) -> Iterator[Hit]:
    if trace.path.received > _MANY_HOPS:
        yield Hit(f"{trace.path.received} hops are far more than a delivery needs")


def _plain(trace: Trace) -> Iterator[Hit]:
    for hop in trace.hops:
        if hop.received.encrypted is False and hop.received.ip and not hop.same_host:
            sender = hop.received.from_name
            if not (hop.received.ip.startswith(("127.", "10.", "192.168.")) or hop.received.ip == "::1"):
                yield Hit(f"{sender} → {hop.received.by or 'the next host'} names no encryption", hop=hop)


CHECKS = (
    Check("HT301", "chain-broken", "info", "Check whether both hosts belong to one organisation.", _breaks),
    Check("HT302", "loop", "warning", "Look for a forward that points back.", _loop),
    Check("HT303", "many-hops", "warning", "Look for a loop between forwarders or lists.", _many),
    Check("HT304", "no-tls", "info", "Ask the sender's host to offer STARTTLS.", _plain),
)
