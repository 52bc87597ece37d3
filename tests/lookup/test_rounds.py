"""How long a whole check takes, counted in rounds of questions that wait for each other's answers.

A server that holds all questions until no more come, and then answers them together, shows the rounds without a
clock: two rounds take at most twice as long as the slowest single answer.
"""

from __future__ import annotations

import headertrace
from headertrace.lookup import check
from headertrace.records.lookups import Options
from helpers.nameserver import Nameserver, silent

HOPS = 8


def mail(hops: int = HOPS) -> bytes:
    lines = []
    for n in range(hops, 0, -1):
        host, by = f"h{n}.o{n}.zz", f"h{n + 1}.o{n + 1}.zz"
        lines.append(
            f"Received: from {host} ({host} [192.88.98.{n}])\n\tby {by} (Postfix) with ESMTP id 4ABC12{n}\n"
            f"\tfor <bob@o{hops + 1}.zz>; Tue, 24 Nov 2026 08:00:{n:02} +0000"
        )
    lines += [
        f"DKIM-Signature: v=1; a=rsa-sha256; d=o{n}.zz; s=s{n}; c=relaxed/relaxed; h=from; bh=aGk=; b=aGk="
        for n in (1, 2)
    ]
    lines += ["From: Ann <ann@o1.zz>", "Subject: hello", "Return-Path: <ann@o1.zz>", "", "Hello.", ""]
    return "\n".join(lines).encode()


def zone(hops: int = HOPS) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for n in range(1, hops + 2):
        rows += [
            (f"h{n}.o{n}.zz", "A", f"192.88.98.{n}"),
            (f"{n}.98.88.192.in-addr.arpa", "PTR", f"h{n}.o{n}.zz."),
            (f"{n}.98.88.192.origin.asn.cymru.com", "TXT", f'"{64496 + n} | 192.88.98.0/24 | DE | ripencc |"'),
            (f"as{64496 + n}.asn.cymru.com", "TXT", f'"{64496 + n} | DE | ripencc | 2001 | O{n}, DE"'),
            (f"o{n}.zz", "MX", f"10 mx.o{n}.zz."),
            (f"o{n}.zz", "TXT", f'"v=spf1 ip4:192.88.98.{hops} -all"'),
            (f"mx.o{n}.zz", "A", f"192.88.98.{100 + n}"),
            (f"_25._tcp.mx.o{n}.zz", "TLSA", "3 1 1 " + "ab" * 32),
            (f"_mta-sts.o{n}.zz", "TXT", '"v=STSv1; id=1"'),
            (f"_dmarc.o{n}.zz", "TXT", '"v=DMARC1; p=none"'),
        ]
    return rows


def test_an_eight_hop_message_takes_two_rounds() -> None:
    trace = headertrace.trace(mail())
    assert len(trace.hops) == HOPS
    # Once before, so that loading the libraries is no part of it.
    with Nameserver(zone()) as server:
        check(trace, mail(), Options(resolvers=(server.url,), cache=False))
    with Nameserver(zone(), rounds=True) as server:
        options = Options(
            resolvers=(server.url,), cache=False, deadline_s=60, dnsbl=("bl.list.zz", "wl.list.zz"), dnsbl_all=True
        )
        found = check(trace, mail(), options)
    assert len(server.rounds_seen) == 2, server.rounds_seen
    assert sum(server.rounds_seen) == len(server.asked) > 40
    assert len([row for row in found.rows if row.check == "reverse" and row.verdict == "agree"]) == HOPS


def test_a_dead_resolver_is_waited_for_once() -> None:
    """Every question ends at the one deadline: none waits for a deadline of its own."""
    trace = headertrace.trace(mail())
    with Nameserver([], {"zz": silent, "arpa": silent, "com": silent}) as server:
        found = check(trace, mail(), Options(resolvers=(server.url,), cache=False, deadline_s=1.5))
    assert {answer.status for answer in found.answers} <= {"timeout", "blocked"}
    # Nothing was asked in answer to a question that failed, and nothing after the deadline.
    assert set(server.asked) == {(answer.name, answer.kind) for answer in found.answers if answer.when}
    assert not [row for row in found.rows if row.verdict in ("agree", "differ")]
