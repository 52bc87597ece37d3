"""A name server of the tests' own, on loopback by UDP and TCP: rows of (name, kind, value), and what goes wrong."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterable
from typing import Any, Self

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

Row = tuple[str, str, Any]


class Nameserver:
    """Serves its rows; a name not among them does not exist.

    A value TIMEOUT, or a row of that kind, is SERVFAIL where nothing before it answers.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows: dict[str, list[tuple[str, Any]]] = {}
        for name, kind, value in rows:
            self.rows.setdefault(name.lower().rstrip("."), []).append((kind, value))
        self.asked: list[tuple[str, str]] = []
        self._tcp = socketserver.ThreadingTCPServer(("127.0.0.1", 0), self._handler(stream=True))
        self.port: int = self._tcp.server_address[1]
        self._udp = socketserver.ThreadingUDPServer(("127.0.0.1", self.port), self._handler(stream=False))
        self._udp.max_packet_size = 65_535

    @property
    def url(self) -> str:
        return f"udp://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        for server in (self._tcp, self._udp):
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for server in (self._tcp, self._udp):
            server.shutdown()
            server.server_close()

    def _handler(self, *, stream: bool) -> type[socketserver.BaseRequestHandler]:
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                if not stream:
                    data, port = self.request
                    port.sendto(outer.answer(data, 1232), self.client_address)
                    return
                size = self.request.recv(2)
                if len(size) == 2:
                    reply = outer.answer(self.request.recv(int.from_bytes(size, "big")), 65_535)
                    self.request.sendall(len(reply).to_bytes(2, "big") + reply)

        return Handler

    def answer(self, data: bytes, most: int) -> bytes:
        """The reply to one question; cut, with TC set, where it is longer than ``most``."""
        query = dns.message.from_wire(data)
        asked = query.question[0]
        self.asked.append((_plain(asked.name), dns.rdatatype.to_text(asked.rdtype)))
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.AA | dns.flags.RA
        self._fill(reply, asked.name, asked.rdtype, 0)
        wire = reply.to_wire(max_size=65_535)
        if len(wire) <= most:
            return wire
        short = dns.message.make_response(query)
        short.flags |= dns.flags.TC
        return short.to_wire()

    def _fill(self, reply: dns.message.Message, name: dns.name.Name, kind: dns.rdatatype.RdataType, depth: int) -> None:
        records = self.rows.get(_plain(name))
        if records is None:
            reply.set_rcode(dns.rcode.NXDOMAIN)
            return
        word = dns.rdatatype.to_text(kind)
        for found, value in records:
            if found == "TIMEOUT" or (found == word and value == "TIMEOUT"):
                if not reply.answer:
                    reply.set_rcode(dns.rcode.SERVFAIL)
                return
            if found in (word, "CNAME") and value != "TIMEOUT":
                self._add(reply, name, found, value)
                if found == "CNAME" and word != "CNAME" and depth < 8:
                    self._fill(reply, dns.name.from_text(value), kind, depth + 1)

    def _add(self, reply: dns.message.Message, name: dns.name.Name, kind: str, value: Any) -> None:
        rdata = dns.rdata.from_text("IN", kind, _presented(kind, value))
        rrset = reply.find_rrset(reply.answer, name, rdata.rdclass, rdata.rdtype, create=True)
        rrset.add(rdata, 60)


def _plain(name: dns.name.Name) -> str:
    return b".".join(label for label in name.labels if label).decode("latin-1").lower()


def _presented(kind: str, value: Any) -> str:
    """A value in presentation form."""
    if kind == "MX":
        preference, host = value if isinstance(value, (list, tuple)) else value.split()
        return f"{preference} {host or '.'}" if str(host).endswith(".") or not host else f"{preference} {host}."
    if kind in ("PTR", "CNAME", "NS"):
        return f"{str(value).rstrip('.')}."
    if kind in ("TXT", "SPF"):
        parts = value if isinstance(value, (list, tuple)) else [value]
        return " ".join(_quoted(part if isinstance(part, bytes) else str(part).encode()) for part in parts)
    return str(value)


def _quoted(text: bytes) -> str:
    """Strings of at most 255 octets, in quotes."""
    pieces = [text[at : at + 255] for at in range(0, len(text), 255)] or [b""]
    return " ".join('"' + "".join(_escaped(octet) for octet in piece) + '"' for piece in pieces)


def _escaped(octet: int) -> str:
    return chr(octet) if 32 <= octet < 127 and octet not in b'"\\' else f"\\{octet:03d}"
