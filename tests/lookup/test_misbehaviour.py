"""Name servers that misbehave, and answers that were not asked for."""

from __future__ import annotations

import dns.edns
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rrset
import pytest

from headertrace.lookup.resolver import Resolver
from headertrace.records.lookups import Answer
from helpers.nameserver import TTL, Nameserver, Reply, fails, silent

ZONE = [("good.zz", "A", "192.88.98.7"), ("long.zz", "TXT", " ".join(f'"{"x" * 250}"' for _ in range(120)))]
Query = dns.message.Message


def forged(query: Query, address: str = "192.88.98.66") -> dns.message.Message:
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.RA
    reply.answer = [dns.rrset.from_text(query.question[0].name, TTL, "IN", "A", address)]
    return reply


def wrong_id(server: Nameserver, query: Query, tcp: bool) -> list[bytes]:
    """A forged answer with a guessed number, before the true one."""
    reply = forged(query)
    reply.id = query.id ^ 1
    return [reply.to_wire(), server.honest(query, tcp)]


def wrong_question(server: Nameserver, query: Query, tcp: bool) -> list[bytes]:
    other = dns.message.make_query("other.zz", "A", id=query.id)
    return [forged(other).to_wire(), server.honest(query, tcp)]


def garbage(server: Nameserver, query: Query, tcp: bool) -> list[bytes]:
    return [b"", b"\x00", query.to_wire()[:2] + b"\xff" * 40, server.honest(query, tcp)]


def slipped_in(server: Nameserver, query: Query, tcp: bool) -> bytes:
    """The answer brings records for names that were not asked."""
    reply = server.response(query)
    reply.answer.append(dns.rrset.from_text("victim.zz.", TTL, "IN", "A", "192.88.98.66"))
    reply.additional.append(dns.rrset.from_text("victim.zz.", TTL, "IN", "A", "192.88.98.66"))
    return reply.to_wire()


def referral(_: Nameserver, query: Query, tcp: bool) -> bytes:
    reply = dns.message.make_response(query)
    reply.authority = [dns.rrset.from_text("zz.", TTL, "IN", "NS", "ns.zz.")]
    return reply.to_wire()


def cut(_: Nameserver, query: Query, tcp: bool) -> bytes:
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.TC
    return reply.to_wire()


def contradicting(_: Nameserver, query: Query, tcp: bool) -> bytes:
    reply = forged(query)
    reply.set_rcode(dns.rcode.NXDOMAIN)
    return reply.to_wire()


def bogus(_: Nameserver, query: Query, tcp: bool) -> bytes:
    reply = dns.message.make_response(query)
    reply.set_rcode(dns.rcode.SERVFAIL)
    reply.use_edns(0, options=[dns.edns.EDEOption(dns.edns.EDECode.DNSSEC_BOGUS, "no key")])
    return reply.to_wire()


def long_chain(_: Nameserver, query: Query, tcp: bool) -> bytes:
    reply = dns.message.make_response(query)
    name = query.question[0].name
    for number in range(40):
        target = dns.name.from_text(f"n{number}.zz.")
        reply.answer.append(dns.rrset.from_text(name, TTL, "IN", "CNAME", target.to_text()))
        name = target
    return reply.to_wire()


def ask(reply: Reply, name: str = "good.zz", kind: str = "A", deadline_s: float = 2.0) -> Answer:
    with Nameserver(ZONE, {"zz": reply}) as server, Resolver([server.url], deadline_s) as resolver:
        return resolver.answers(name, kind)


@pytest.mark.parametrize("reply", [wrong_id, wrong_question, garbage, slipped_in], ids=lambda reply: reply.__name__)
def test_what_was_not_asked_for_is_not_taken(reply: Reply) -> None:
    found = ask(reply)
    assert (found.status, found.records) == ("ok", ("192.88.98.7",))


@pytest.mark.parametrize("reply", [wrong_id, wrong_question], ids=lambda reply: reply.__name__)
def test_a_forgery_alone_is_no_answer(reply: Reply) -> None:
    found = ask(lambda server, query, tcp: reply(server, query, tcp)[:1], deadline_s=0.5)  # type: ignore[index]
    assert found.status == "timeout"


@pytest.mark.parametrize(
    ("reply", "status", "words"),
    [
        (referral, "refused", "only refers to others"),
        (cut, "truncated", "by TCP too"),
        (contradicting, "error", ""),
        (bogus, "servfail", "SERVFAIL: dnssec bogus (no key)"),
        (long_chain, "error", "circle"),
        (fails(dns.rcode.REFUSED), "refused", "REFUSED"),
        (silent, "timeout", "no answer"),
    ],
    ids=["referral", "cut", "contradicting", "bogus", "long-chain", "refused", "silent"],
)
def test_failures_are_told_apart(reply: Reply, status: str, words: str) -> None:
    found = ask(reply)
    assert found.status == status
    assert words in (found.text or "")
    assert found.records == ()


@pytest.mark.parametrize("name", ["a" * 64 + ".zz", "a..zz", ".".join(["a" * 60] * 5) + ".zz", "\ud800.zz", "x\x00y.zz", "a\\.zz", "é" * 100 + ".zz"])  # fmt: skip
def test_names_that_cannot_be_asked(name: str) -> None:
    with Nameserver(ZONE) as server, Resolver([server.url], 1) as resolver:
        assert resolver.answers(name, "A").status in ("error", "nxdomain", "blocked")


def test_the_next_server_is_asked() -> None:
    with (
        Nameserver(ZONE, {"zz": fails(dns.rcode.SERVFAIL)}) as broken,
        Nameserver(ZONE) as good,
        Resolver([broken.url, "udp://127.0.0.1:1", good.url]) as resolver,
    ):
        found = resolver.answers("good.zz", "A")
        assert (found.status, found.from_whom) == ("ok", good.url)


def test_each_question_is_put_once() -> None:
    import asyncio

    async def all_at_once(resolver: Resolver) -> list[Answer]:
        return await asyncio.gather(*(resolver.ask(name, "A") for name in ("good.zz", "GOOD.zz.", "good.zz") * 20))

    with Nameserver(ZONE) as server, Resolver([server.url]) as resolver:
        assert {answer.records for answer in resolver.run(all_at_once(resolver))} == {("192.88.98.7",)}
        assert server.asked == [("good.zz", "A")]


def test_no_more_at_a_time_than_allowed() -> None:
    import asyncio

    async def many(resolver: Resolver) -> None:
        await asyncio.gather(*(resolver.ask(f"n{number}.zz", "A") for number in range(25)))

    with Nameserver(ZONE, rounds=True) as server, Resolver([server.url], parallel=10) as resolver:
        resolver.run(many(resolver))
        assert max(server.rounds_seen) == 10
        assert sum(server.rounds_seen) == 25


def test_calls_from_the_resolvers_own_thread_are_refused() -> None:
    async def inside(resolver: Resolver) -> None:
        resolver.answers("good.zz", "A")

    with Nameserver(ZONE) as server, Resolver([server.url]) as resolver, pytest.raises(RuntimeError, match="await"):
        resolver.run(inside(resolver))
