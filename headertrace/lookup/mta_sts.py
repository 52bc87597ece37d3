"""Fetching an MTA-STS policy (RFC 8461 section 3.3): https, no redirects, plain text, at most 64 KB.

The host's addresses come from the resolver; an inner address is never connected to.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from http.client import HTTPException, HTTPSConnection
from typing import Any

from headertrace.lookup.resolver import Resolver
from headertrace.organisations import scope

PATH = "/.well-known/mta-sts.txt"
_LONGEST = 64 * 1024
_MODES = ("enforce", "testing", "none")


async def fetch(resolver: Resolver, domain: str) -> dict[str, Any] | str:
    """The policy: ``mode``, ``mx`` (patterns), ``max_age`` (seconds); or words on why it could not be had."""
    name = f"mta-sts.{domain}"
    four, six = await asyncio.gather(resolver.ask(name, "A"), resolver.ask(name, "AAAA"))
    addresses = [ip for ip in (*four.records, *six.records) if scope(ip) == "global"]
    left = resolver.left_s()
    if not addresses or left <= 0:
        return f"could not be fetched: {name} has no address to ask"
    try:
        text = await asyncio.to_thread(_get, name, addresses[0], left)
    except (OSError, HTTPException, ValueError) as error:
        return f"could not be fetched: {error}"
    return read(text) or "cannot be read"


def read(text: str) -> dict[str, Any] | None:
    """The policy in ``text`` (RFC 8461 section 3.2); None where a part that must be there is missing."""
    pairs = [(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in text.splitlines())]
    known = dict(reversed(pairs))
    age = known.get("max_age", "")
    mx = [value.lower() for name, value in pairs if name == "mx"]
    if known.get("version") != "STSv1" or known.get("mode") not in _MODES or not (age.isascii() and age.isdigit()):
        return None
    if not mx and known["mode"] != "none":
        return None
    return {"mode": known["mode"], "mx": mx, "max_age": int(age[:10])}


class _Connection(HTTPSConnection):
    """To an address that is known already, with the name in the certificate checked."""

    def __init__(self, name: str, address: str, timeout_s: float) -> None:
        self._context_for_name = ssl.create_default_context()
        super().__init__(name, timeout=timeout_s, context=self._context_for_name)
        self._address = address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, 443), self.timeout)
        self.sock = self._context_for_name.wrap_socket(plain, server_hostname=self.host)


def _get(name: str, address: str, timeout_s: float) -> str:
    """The text at PATH. Raises OSError, HTTPException, or ValueError for an answer that does not count."""
    connection = _Connection(name, address, timeout_s)
    try:
        connection.request("GET", PATH, headers={"User-Agent": "headertrace", "Connection": "close"})
        reply = connection.getresponse()
        if reply.status != 200:
            raise ValueError(f"the server answered {reply.status}")
        if reply.headers.get_content_type() != "text/plain":
            raise ValueError(f"the answer is {reply.headers.get_content_type()}, not text/plain")
        data = reply.read(_LONGEST + 1)
        if len(data) > _LONGEST:
            raise ValueError("the answer is longer than 64 KB")
        return data.decode("utf-8")
    finally:
        connection.close()
