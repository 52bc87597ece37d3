"""Questions and answers over real sockets: what is there, what is not, and every way to fail."""

from __future__ import annotations

from time import sleep

import dns.rcode
import pytest

from headertrace.lookup import servers
from headertrace.lookup.resolver import Resolver
from headertrace.records.lookups import Answer
from helpers.nameserver import Nameserver, fails, silent

ZONE = [
    ("alpha.zz", "A", "8.0.0.1"),
    ("alpha.zz", "TXT", '"v=spf1 " "-all"', '"other"'),
    ("alpha.zz", "MX", "10 mx.alpha.zz.", "0 ."),
    ("www.alpha.zz", "CNAME", "alpha.zz."),
    ("loop.zz", "CNAME", "pool.zz."),
    ("pool.zz", "CNAME", "loop.zz."),
    ("big.zz", "TXT", " ".join(f'"{"x" * 250}"' for _ in range(120))),
]


def ask(server: Nameserver, name: str, kind: str, deadline_s: float = 10.0) -> Answer:
    with Resolver([server.url], deadline_s) as resolver:
        return resolver.answers(name, kind)


@pytest.mark.parametrize(
    ("word", "made"),
    [
        ("192.0.2.53", ("udp", "192.0.2.53", 53, None, None)),
        ("dns.example:5353", ("udp", "dns.example", 5353, None, None)),
        ("tcp://[2001:db8::53]", ("tcp", "2001:db8::53", 53, None, None)),
        ("tls://192.0.2.53#dns.example", ("tls", "192.0.2.53", 853, "dns.example", None)),
        ("https://dns.example", ("https", "dns.example", 443, None, "https://dns.example/dns-query")),
        ("https://dns.example:8443/q", ("https", "dns.example", 8443, None, "https://dns.example:8443/q")),
    ],
)
def test_a_resolver_as_it_is_named(word: str, made: tuple[str, str, int, str | None, str | None]) -> None:
    server = servers.parsed(word)
    assert (server.scheme, server.host, server.port, server.tls_name, server.url) == made


def test_answers() -> None:
    with Nameserver(ZONE) as server:
        found = ask(server, "Alpha.ZZ.", "txt")
        assert (found.name, found.kind, found.status, found.ttl) == ("alpha.zz", "TXT", "ok", 300)
        assert found.records == ("other", "v=spf1 -all")
        assert found.octets == (b"other", b"v=spf1 -all")
        assert found.from_whom == server.url
        assert found.authenticated is False
        assert found.when is not None and found.when.utcoffset().total_seconds() == 0
        assert set(ask(server, "alpha.zz", "MX").records) == {"10 mx.alpha.zz", "0 ."}
        assert ask(server, "www.alpha.zz", "A")[2:4] == ("ok", ("8.0.0.1",))
        assert ask(server, "www.alpha.zz", "A").aliases == ("alpha.zz",)
        assert ask(server, "alpha.zz", "AAAA").status == "nodata"
        assert ask(server, "beta.zz", "A").status == "nxdomain"


def test_long_answer_by_tcp() -> None:
    with Nameserver(ZONE) as server:
        found = ask(server, "big.zz", "TXT")
        assert found.status == "ok"
        assert len(found.octets[0]) == 30_000
        assert server.by_tcp == 1


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (fails(dns.rcode.SERVFAIL), "servfail"),
        (fails(dns.rcode.REFUSED), "refused"),
        (fails(dns.rcode.NOTIMP), "error"),
        (silent, "timeout"),
    ],
)
def test_failures(reply, status: str) -> None:
    with Nameserver([], {"odd.zz": reply}) as server:
        assert ask(server, "odd.zz", "A", 1.0).status == status


def test_alias_circle() -> None:
    with Nameserver(ZONE) as server:
        found = ask(server, "loop.zz", "A")
        assert found.status == "error"
        assert "circle" in found.text


@pytest.mark.parametrize(
    "name",
    ["mail", "localhost", "x.local", "a.example", "www.example.com", "b.test", "c.invalid", "d.home.arpa", "e.internal",
     "1.0.168.192.in-addr.arpa", "1.0.0.127.in-addr.arpa", "1.1.254.169.in-addr.arpa", "1.2.0.192.in-addr.arpa",
     "1.0.64.100.in-addr.arpa", "7.0.0.10.zen.list.zz", "1.113.0.203.origin.asn.cymru.com",
     "1" + ".0" * 23 + ".8.b.d.0.1.0.0.2.ip6.arpa"],
)  # fmt: skip
def test_never_asked(name: str) -> None:
    with Nameserver([]) as server:
        assert ask(server, name, "A").status == "blocked"
        assert server.asked == []


def test_what_is_done_between_messages_takes_nothing_of_the_deadline() -> None:
    zone = [("a.zz", "TXT", '"one"'), ("b.zz", "TXT", '"two"')]
    with Nameserver(zone) as server, Resolver([server.url], deadline_s=2.0) as resolver:
        assert resolver.run(resolver.ask("a.zz", "TXT")).status == "ok"
        left = resolver.left_s()
        sleep(1.0)
        assert resolver.run(resolver.ask("b.zz", "TXT")).status == "ok"
        assert resolver.left_s() > left - 1.0
