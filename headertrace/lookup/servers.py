"""Whom to ask: the system's resolvers, or those named as an address or a URL."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

import dns.exception
import dns.inet
import dns.nameserver
import dns.resolver

from headertrace.named import NamedTuple

PORTS = {"udp": 53, "tcp": 53, "tls": 853, "https": 443}


class Server(NamedTuple):
    """One resolver. ``scheme`` is one of PORTS; ``name`` is how answers and errors call it.

    ``tls_name`` is the name that a ``tls`` server's certificate must bear, ``url`` a DoH server's.
    """

    name: str
    scheme: str
    host: str
    port: int
    tls_name: str | None = None
    url: str | None = None

    def reached(self) -> dns.nameserver.Nameserver:
        """How to ask it. Raises OSError where its name cannot be resolved."""
        if self.scheme == "https":
            return dns.nameserver.DoHNameserver(self.url or "")
        address = _address(self.host)
        if self.scheme == "tls":
            return dns.nameserver.DoTNameserver(address, self.port, self.tls_name or self.host)
        return (_Tcp if self.scheme == "tcp" else dns.nameserver.Do53Nameserver)(address, self.port)


class _Tcp(dns.nameserver.Do53Nameserver):
    """Always by TCP."""

    def is_always_max_size(self) -> bool:
        return True


def chosen(words: Sequence[str]) -> tuple[Server, ...]:
    """The servers named, or the system's where none is. Raises ValueError for one that cannot be read."""
    if words:
        return tuple(map(parsed, words))
    try:
        found = dns.resolver.Resolver().nameservers
    except (dns.exception.DNSException, OSError) as error:
        raise ValueError(f"the system names no resolver ({error}); name one with --resolver") from None
    return tuple(parsed(str(server)) for server in found)


def parsed(word: str) -> Server:
    """``udp://``, ``tcp://``, ``tls://`` or ``https://`` with a host and perhaps a port; a bare host is udp.

    ``tls://192.0.2.1#dns.example`` names the certificate's name. Raises ValueError for anything else.
    """
    if dns.inet.is_address(word):
        return Server(word, "udp", word, PORTS["udp"])
    url = urlsplit(word if "://" in word else f"udp://{word}")
    try:
        port, host = url.port, url.hostname
    except ValueError as error:
        raise ValueError(f"{word}: {error}") from None
    if url.scheme not in PORTS or not host or (url.path.strip("/") and url.scheme != "https"):
        raise ValueError(f"{word!r} is not a resolver: an address, or udp://, tcp://, tls:// or https:// and a host")
    if url.scheme == "https":
        _need_https()
        address = word if url.path else f"{word}/dns-query"
        return Server(address, url.scheme, host, port or PORTS["https"], url=address)
    return Server(word, url.scheme, host, port or PORTS[url.scheme], url.fragment or None)


def _need_https() -> None:
    import dns.query

    if not getattr(dns.query, "have_doh", False):
        from headertrace.installing import command

        raise ValueError(f"a resolver over HTTPS needs more: {command('doh')}")


def _address(host: str) -> str:
    if dns.inet.is_address(host):
        return host
    return str(socket.getaddrinfo(host, None, type=socket.SOCK_DGRAM)[0][4][0])
