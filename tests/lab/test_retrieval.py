"""What programs that collect mail write on top of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

import headertrace

from . import dovecot
from .client import send
from .host import Host, Network
from .retrieval import COLLECTORS, collect


@pytest.fixture(scope="module")
def store(network: Network) -> Host:
    host = network.host("mail.beta.example", dovecot)
    dovecot.start(host)
    return host


LINES: dict[tuple[str, str], dict[str, Any]] = {
    # the collector, how it asks, and what its line says
    ("fetchmail", "POP3"): {"dialect": "fetchmail", "protocol": "POP3", "software": "fetchmail-6.4.37"},
    ("fetchmail", "IMAP"): {"dialect": "fetchmail", "protocol": "IMAP", "software": "fetchmail-6.4.37"},
    ("getmail", "POP3"): {"dialect": "getmail", "protocol": "POP3"},
    ("getmail", "IMAP"): {"dialect": "getmail", "protocol": "IMAP4"},
    ("mpop", "POP3"): {"dialect": "mpop", "protocol": "POP3"},
}


@pytest.mark.parametrize(("name", "protocol"), LINES)
def test_collected(network: Network, store: Host, name: str, protocol: str) -> None:
    desk = network.host(f"{name}-{protocol.lower()}.beta.example", COLLECTORS[name])
    before = len(store.mailbox("bob"))
    send(store, "127.0.0.1", f"bob@{store.name}", port=24, lmtp=True)
    store.mail("bob", before + 1)
    collect(desk, COLLECTORS[name], store, protocol)
    shown = desk.mail("bob")
    trace = headertrace.trace(shown)
    assert not trace.unparsed, shown
    assert len(trace.hops) == 2, shown
    line = trace.hops[-1].received
    wanted = LINES[name, protocol]
    assert {key: getattr(line, key) for key in wanted} == wanted, shown
    assert line.by == desk.name, shown
    assert (line.helo, line.rdns) == (None, None), shown  # the name is that of the server polled
    assert line.ip in (store.ip, store.ip6), shown
    assert line.time and abs((datetime.now(UTC) - line.time).total_seconds()) < 10
    # Dovecot's indexes go as well: they would still list what is gone.
    store.run("rm", "-rf", "/home/bob/Maildir")
