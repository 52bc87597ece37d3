"""The socket, and uvicorn on it: HTTP/1.1, one request a connection, no log of what was asked."""

from __future__ import annotations

import asyncio
import signal
import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from headertrace.web.app import application
from headertrace.web.settings import CONNECTION_S, MAX_CONNECTIONS

if TYPE_CHECKING:
    from headertrace.web.settings import Settings

# Bytes of a request's line and header.
_MAX_HEADER = 65_536
_GRACE_S = 3


def listening(address: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 is any free one. Raises OSError."""
    family = socket.AF_INET6 if ip_address(address).version == 6 else socket.AF_INET
    return socket.create_server((address, port), family=family, backlog=MAX_CONNECTIONS)


def url(bound: socket.socket, root_path: str = "") -> str:
    """Where its page is."""
    address, port = bound.getsockname()[:2]
    host = f"[{address}]" if ":" in address else address
    return f"http://{host}:{port}{root_path}/"


def serve(settings: Settings, bound: socket.socket) -> bool:
    """Serve until the process is told to end; False where it could not begin.

    SIGTERM is the way to end it, and done then; SIGINT raises KeyboardInterrupt once it has ended.
    """
    server = uvicorn.Server(
        uvicorn.Config(
            application(settings),
            http=_Connection,
            ws="none",
            loop="asyncio",
            lifespan="on",
            log_config=None,
            log_level="critical",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=MAX_CONNECTIONS,
            timeout_graceful_shutdown=_GRACE_S,
            h11_max_incomplete_event_size=_MAX_HEADER,
        )
    )
    # uvicorn raises the signal anew once it has ended.
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        server.run([bound])
    finally:
        signal.signal(signal.SIGTERM, before)
    return server.started


class _Connection(H11Protocol):
    """A connection that is over after a time, whichever side is slow."""

    _end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._end = self.loop.call_later(CONNECTION_S, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._end is not None:
            self._end.cancel()
        super().connection_lost(exc)
