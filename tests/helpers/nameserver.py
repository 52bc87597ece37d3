"""A name server on loopback that answers, or misbehaves, as a table says.

Zones are written as ``(name, kind, text…)`` rows; what is not in them does not exist. A name's first
matching rule in ``odd`` decides how it misbehaves.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import struct
import threading
from collections.abc import Callable, Iterable
from typing import Any, Self

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

Reply = Callable[["Nameserver", dns.message.Message, bool], "bytes | None"]
TTL = 300
_QUIET_S = 0.7  # no question for so long: no more of this round will come


class Nameserver:
    """Answers on UDP and TCP at ``port`` of 127.0.0.1 from its own thread, while entered.

    ``asked`` are the questions that came, in order. With ``rounds`` true, questions are held until
    no new one has come for a while, and answered together: ``rounds_seen`` has how many each time.
    ``delay_s`` is how long after each question its answer is sent, in seconds.
    """

    def __init__(
        self,
        rows: Iterable[tuple[str, ...]],
        odd: dict[str, Reply] | None = None,
        rounds: bool = False,
        delay_s: float = 0.0,
    ) -> None:
        self.zone: dict[tuple[str, str], list[str]] = {}
        self.add(rows)
        self.odd = odd or {}
        self.asked: list[tuple[str, str]] = []
        self.by_tcp = 0
        self.rounds = rounds
        self.delay_s = delay_s
        self.rounds_seen: list[int] = []
        self._held: list[Callable[[], None]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._ready = threading.Event()

    def add(self, rows: Iterable[tuple[str, ...]]) -> None:
        for name, kind, *texts in rows:
            self.zone.setdefault((name.lower().rstrip("."), kind), []).extend(texts)

    @property
    def url(self) -> str:
        return f"udp://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._udp, self._tcp = _bound()
        self.port = self._udp.getsockname()[1]
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()
        self._udp.close()

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        server = self

        class Udp(asyncio.DatagramProtocol):
            def connection_made(self, transport: Any) -> None:
                self.transport = transport

            def datagram_received(self, data: bytes, address: Any) -> None:
                def send() -> None:
                    for wire in server.replies(data, False):
                        self.transport.sendto(wire, address)

                server.hold(send)

        await self._loop.create_datagram_endpoint(Udp, sock=self._udp)
        tcp = await asyncio.start_server(self._stream, sock=self._tcp)
        self._ready.set()
        await self._end.wait()
        tcp.close()

    async def _stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                (size,) = struct.unpack("!H", await reader.readexactly(2))
                data = await reader.readexactly(size)
                self.by_tcp += 1
                for wire in self.replies(data, True):
                    writer.write(struct.pack("!H", len(wire)) + wire)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def hold(self, send: Callable[[], None]) -> None:
        if self.delay_s:
            self._loop.call_later(self.delay_s, send)
            return
        if not self.rounds:
            send()
            return
        self._held.append(send)
        if self._timer:
            self._timer.cancel()
        self._timer = self._loop.call_later(_QUIET_S, self._release)

    def _release(self) -> None:
        held, self._held = self._held, []
        self.rounds_seen.append(len(held))
        for send in held:
            send()

    def replies(self, data: bytes, tcp: bool) -> list[bytes]:
        query = dns.message.from_wire(data)
        name = query.question[0].name.to_text(omit_final_dot=True).lower()
        self.asked.append((name, dns.rdatatype.to_text(query.question[0].rdtype)))
        for end, reply in self.odd.items():
            if end in ("", name) or name.endswith("." + end):
                wire = reply(self, query, tcp)
                return [] if wire is None else wire if isinstance(wire, list) else [wire]
        return [self.honest(query, tcp)]

    def honest(self, query: dns.message.Message, tcp: bool) -> bytes:
        reply = self.response(query)
        wire = reply.to_wire(max_size=65535)
        room = max(512, query.payload) if query.edns >= 0 else 512
        if tcp or len(wire) <= room:
            return wire
        short = dns.message.make_response(query)
        short.flags |= dns.flags.TC | dns.flags.RA
        return short.to_wire()

    def response(self, query: dns.message.Message) -> dns.message.Message:
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.RA
        question = query.question[0]
        name, kind = question.name, dns.rdatatype.to_text(question.rdtype)
        for _ in range(20):
            key = name.to_text(omit_final_dot=True).lower()
            alias = self.zone.get((key, "CNAME"))
            texts = self.zone.get((key, kind)) or (alias if alias else None)
            if not texts:
                break
            reply.answer.append(
                dns.rrset.from_text(name, TTL, "IN", kind if (key, kind) in self.zone else "CNAME", *texts)
            )
            if (key, kind) in self.zone:
                return reply
            name = dns.name.from_text(alias[0])
        else:
            return reply
        key = name.to_text(omit_final_dot=True).lower()
        if not any(owner == key or owner.endswith("." + key) for owner, _ in self.zone):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply


def _bound() -> tuple[socket.socket, socket.socket]:
    """Sockets for UDP and TCP at one port that was free for both.

    The port that is free for UDP may be another program's, or a connection's, on TCP: then another is tried.
    """
    while True:
        udp, tcp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), socket.socket()
        udp.bind(("127.0.0.1", 0))
        try:
            tcp.bind(udp.getsockname())
        except OSError as error:
            udp.close()
            tcp.close()
            if error.errno != errno.EADDRINUSE:
                raise
            continue
        udp.setblocking(False)
        return udp, tcp


def fails(code: dns.rcode.Rcode) -> Reply:
    """Answers with that code alone."""

    def reply(_: Nameserver, query: dns.message.Message, tcp: bool) -> bytes:
        made = dns.message.make_response(query)
        made.set_rcode(code)
        return made.to_wire()

    return reply


def silent(_: Nameserver, query: dns.message.Message, tcp: bool) -> None:
    """Never answers."""
