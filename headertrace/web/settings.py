"""What a server is told when it starts, and how much it takes."""

from __future__ import annotations

import os

from headertrace import limits
from headertrace.named import NamedTuple
from headertrace.remote.secrets import Secret

MIB = 1024 * 1024
# Bytes of a report. The biggest of the samples makes a hundredth of it.
MAX_REPORT = 32 * MIB
# Bytes of requests held at once; who comes beyond it is asked to come again.
MAX_HELD = 128 * MIB
# Seconds for a request's body to arrive, for a free worker, and for a whole connection, which has one request.
BODY_S, WAIT_S, CONNECTION_S = 30.0, 30.0, 120.0
# Connections at once.
MAX_CONNECTIONS = 512
# Addresses (of IPv6: networks of a site, /64) whose rate is remembered.
MAX_CLIENTS = 4_096
# Bytes of memory that one worker may have.
WORKER_MEMORY = 1024 * MIB
# A worker that has done so many messages is replaced.
WORKER_LIFE = 1_000
# The environment variable with the token.
TOKEN_VARIABLE = "HEADERTRACE_TOKEN"
# A token that somebody chose is at least so long.
MIN_TOKEN = 16


_USUAL = limits.Limits()


class Limits(NamedTuple):
    """``size`` in bytes of a request, ``seconds`` of work on one, ``rate`` in requests a minute and client.

    ``messages`` is how many one paste, archive or mailbox may hold: a page of more is read by nobody.
    """

    size: int = _USUAL.serve_size * MIB
    seconds: float = float(_USUAL.serve_seconds)
    rate: int = _USUAL.serve_rate
    messages: int = _USUAL.serve_messages
    workers: int = max(2, min(4, os.cpu_count() or 2))


class Settings(NamedTuple):
    """``hosts`` are names by which the server is known besides the loopback's ("trace.example.org", with or without
    a port); ``elsewhere`` says that it is bound to an address that others reach.

    ``root_path`` is "" or begins with a slash and ends with none. ``redaction`` are kinds or a preset, as
    ``headertrace.redact`` has them. ``received_lines`` is how many of a message are read.
    """

    hosts: tuple[str, ...] = ()
    elsewhere: bool = False
    token: Secret | None = None
    root_path: str = ""
    limits: Limits = Limits()
    trusted: tuple[str, ...] = ()
    received_lines: int = _USUAL.received_lines
    redaction: str | None = None
    redact_key: bytes | None = None
