"""Questions to the DNS, and the answers with when and from whom they came.

A resolver has a loop of its own in a thread of its own: checks that can wait side by side use
``ask``, libraries that know only plain calls use ``answers`` from a thread of theirs.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeVar

import dns.asyncbackend
import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.nameserver
import dns.rcode
import dns.rdatatype
import dns.rrset

from headertrace.lookup.servers import Server, chosen
from headertrace.lookup.unasked import refusal
from headertrace.records.lookups import Answer
from headertrace.records.vocabulary import DnsStatus

if TYPE_CHECKING:
    from headertrace.lookup.cache import Cache

_T = TypeVar("_T")
# One try waits this long at first, twice as long each time after: a resolver that works on a
# slow domain needs a few seconds, and asking it anew does not hurry it.
_FIRST_TRY_S = 3.0
_PAYLOAD = 1232  # octets by UDP, as resolvers agreed on for the DNS flag day of 2020
_THREADS = 16
_GRACE_S = 5.0


class Resolver:
    """Asks each question once, a bounded number at a time, until the one deadline for all.

    ``servers`` are addresses or URLs (see ``servers``), the system's own where there is none.
    ``deadline_s`` counts from the first question, in seconds, while ``run`` waits: what is done between the messages
    of a mailbox, such as reading on, is no part of it. With ``dry_run`` nothing is sent,
    with ``names_only`` no address. ``hidden`` are words, such as a key, that no answer shows;
    ``cache`` keeps answers between runs.
    """

    def __init__(
        self,
        servers: Sequence[str] = (),
        deadline_s: float = 10.0,
        *,
        parallel: int = 64,
        dry_run: bool = False,
        names_only: bool = False,
        hidden: Sequence[str] = (),
        cache: Cache | None = None,
    ) -> None:
        self._servers = tuple(servers)
        self.deadline_s = deadline_s
        self.dry_run = dry_run
        self.names_only = names_only
        self._hidden = tuple(word for word in hidden if word)
        self._parallel = parallel
        self.cache = cache
        self._asked: dict[tuple[str, str], asyncio.Task[Answer]] = {}
        self._in_order: list[asyncio.Task[Answer]] = []
        self._until: float | None = None
        self._idle_since = 0.0
        self._loop = asyncio.new_event_loop()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._work, name="lookups", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        if self._thread:
            self._thread.join()
        self._loop.close()

    def _work(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.set_default_executor(ThreadPoolExecutor(_THREADS, "lookup"))
        self._gate = asyncio.Semaphore(self._parallel)
        self._loop.run_forever()
        if self.cache:
            self.cache.close()

    def run(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Wait, outside the resolver's own thread, for something that asks."""
        if self._until is not None:
            self._until += self._loop.time() - self._idle_since
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop).result()
        finally:
            self._idle_since = self._loop.time()

    def answers(self, name: str, kind: str) -> Answer:
        """``ask`` as a plain call, from any thread but the resolver's own. Never raises on content."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("use `await resolver.ask(…)` in the resolver's own thread")
        waiting = asyncio.run_coroutine_threadsafe(self.ask(name, kind), self._loop)
        try:
            return waiting.result(max(0.0, self.left_s()) + _GRACE_S)
        except TimeoutError:
            # Whoever runs the loop has been interrupted.
            return Answer(name, kind, "timeout", text="the look-ups have ended")

    async def ask(self, name: str, kind: str) -> Answer:
        """The answer for ``name`` and ``kind`` ("TXT", "MX" …); each is asked once. Never raises on content."""
        key = (name.rstrip(".").lower(), kind.upper())
        if key not in self._asked:
            self._asked[key] = self._loop.create_task(self._answer(*key))
            self._in_order.append(self._asked[key])
        return await self._asked[key]

    def asked(self, after: int = 0) -> tuple[Answer, ...]:
        """The answers so far, in the order of the questions, without those to the first ``after`` questions."""
        return tuple(task.result() for task in self._in_order[after:] if task.done())

    @property
    def questions(self) -> int:
        """How many were asked so far."""
        return len(self._in_order)

    @cached_property
    def servers(self) -> tuple[Server, ...]:
        """Who is asked. Raises ValueError where that cannot be told."""
        return chosen(self._servers)

    @property
    def whom(self) -> tuple[str, ...]:
        """The servers' names, as answers give them."""
        return tuple(server.name for server in self.servers)

    def left_s(self) -> float:
        """Seconds until the deadline, which begins to run now if it has not yet."""
        if self._until is None:
            self._until = self._loop.time() + self.deadline_s
        return self._until - self._loop.time()

    async def _answer(self, name: str, kind: str) -> Answer:
        veiled = self._veiled(name)
        why = refusal(name, self.names_only)
        if why is not None:
            return Answer(veiled, kind, "not-asked" if self.names_only and "address" in why else "blocked", text=why)
        try:
            query = dns.message.make_query(name, kind, use_edns=0, want_dnssec=True, payload=_PAYLOAD)
        except (dns.exception.DNSException, ValueError) as error:
            return Answer(veiled, kind, "error", text=self._veiled(f"not a name that can be asked about: {error}"))
        query.flags |= dns.flags.AD
        if self.dry_run:
            return Answer(veiled, kind, "not-asked", from_whom=", ".join(self.whom), text="dry run")
        kept = self.cache.get(veiled, kind) if self.cache else None
        if kept is not None:
            return kept
        async with self._gate:
            found = await self._from_any(name, kind, query)
        found = found._replace(name=veiled, text=self._veiled(found.text or "") or None)
        if self.cache:
            self.cache.put(veiled, kind, found)
        return found

    def _veiled(self, text: str) -> str:
        """``text`` without the words that are to be hidden."""
        for word in self._hidden:
            text = text.replace(word.lower(), "[key]").replace(word, "[key]")
        return text

    async def _from_any(self, name: str, kind: str, query: dns.message.QueryMessage) -> Answer:
        """Ask server after server, round after round, until one answers or the time is over."""
        last = Answer(name, kind, "timeout", text=f"no answer within {self.deadline_s:g} s")
        patience = _FIRST_TRY_S
        servers = list(self.servers)
        while servers:
            for server in tuple(servers):
                left = self.left_s()
                if left <= 0:
                    return last
                last = await self._from_one(name, kind, query, server, min(left, patience))
                if last.told:
                    return last
                if last.status != "timeout":
                    servers.remove(server)
            patience *= 2
        return last

    async def _from_one(
        self, name: str, kind: str, query: dns.message.QueryMessage, server: Server, patience_s: float
    ) -> Answer:
        empty = Answer(name, kind, "error", when=datetime.now(UTC).replace(microsecond=0), from_whom=server.name)
        try:
            async with asyncio.timeout(patience_s):
                return _read(await _exchange(server.reached(), query, patience_s), empty)
        except (TimeoutError, dns.exception.Timeout):
            return empty._replace(status="timeout", text=f"no answer from {server.name}")
        except dns.message.Truncated:
            return empty._replace(status="truncated", text="cut short, by TCP too")
        except Exception as error:  # the library for https raises errors of its own kinds
            return empty._replace(text=str(error) or type(error).__name__)


async def _exchange(
    server: dns.nameserver.Nameserver, query: dns.message.QueryMessage, patience_s: float
) -> dns.message.Message:
    backend = dns.asyncbackend.get_default_backend()
    try:
        return await server.async_query(query, patience_s, None, 0, server.is_always_max_size(), backend)
    except dns.message.Truncated:
        return await server.async_query(query, patience_s, None, 0, True, backend)


_FAILED: dict[dns.rcode.Rcode, DnsStatus] = {dns.rcode.SERVFAIL: "servfail", dns.rcode.REFUSED: "refused"}


def _read(reply: dns.message.Message, empty: Answer) -> Answer:
    """What the reply says, in the terms of Answer."""
    code = reply.rcode()
    detail = "; ".join(_extended(error) for error in reply.extended_errors())
    if code not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        word = dns.rcode.to_text(code)
        return empty._replace(status=_FAILED.get(code, "error"), text=f"{word}: {detail}" if detail else word)
    if reply.flags & dns.flags.TC:
        return empty._replace(status="truncated", text="cut short, by TCP too")
    if not isinstance(reply, dns.message.QueryMessage):
        return empty._replace(text="no answer to a query")
    try:
        chain = reply.resolve_chaining()
    except dns.message.ChainTooLong:
        return empty._replace(text="the aliases (CNAME) go round in a circle, or on for too long")
    if chain.answer is None and _is_referral(reply):
        return empty._replace(status="refused", text="the server only refers to others: it does not resolve for us")
    told = empty._replace(
        ttl=chain.minimum_ttl,
        authenticated=bool(reply.flags & dns.flags.AD),
        aliases=tuple(_bare(str(alias[0].target)) for alias in chain.cnames),
        text=detail or None,
    )
    if chain.answer is None:
        return told._replace(status="nxdomain" if code == dns.rcode.NXDOMAIN else "nodata")
    # Servers shuffle: sorted, the same answer reads the same each time.
    rows = sorted(chain.answer, key=_text)
    octets = tuple(b"".join(row.strings) for row in rows if row.rdtype == dns.rdatatype.TXT)
    return told._replace(status="ok", records=tuple(map(_text, rows)), octets=octets)


def _is_referral(reply: dns.message.Message) -> bool:
    """Neither an answer nor a denial, but whom else to ask (RFC 8499: a lame delegation's usual reply)."""
    kinds = {rrset.rdtype for rrset in reply.authority}
    return dns.rdatatype.NS in kinds and dns.rdatatype.SOA not in kinds and not reply.flags & dns.flags.AA


def _text(row: Any) -> str:
    if row.rdtype == dns.rdatatype.TXT:
        return b"".join(row.strings).decode("utf-8", "surrogateescape")
    return _bare(row.to_text())


def _bare(name: str) -> str:
    """Without the final dot, but for the root itself."""
    return name if name == "." or name.endswith(" .") else name.removesuffix(".")


def _extended(error: dns.edns.EDEOption) -> str:
    """An extended error (RFC 8914) in words."""
    try:
        word = dns.edns.EDECode(error.code).name.replace("_", " ").lower()
    except ValueError:
        word = f"extended error {int(error.code)}"
    return f"{word} ({error.text})" if error.text else word
