"""The tests' name server, with zones as the openspf suite writes them: (name, kind, value), and what goes wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from helpers.nameserver import Nameserver

Row = tuple[str, str, Any]


class Zoneserver(Nameserver):
    """Serves its rows; a name not among them does not exist.

    A value TIMEOUT, or a row of that kind, is SERVFAIL where nothing before it answers.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        super().__init__(())
        self.rows: dict[str, list[tuple[str, Any]]] = {}
        for name, kind, value in rows:
            self.rows.setdefault(name.lower().rstrip("."), []).append((kind, value))

    def response(self, query: dns.message.Message) -> dns.message.Message:
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.AA | dns.flags.RA
        asked = query.question[0]
        self._fill(reply, asked.name, asked.rdtype, 0)
        return reply

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
