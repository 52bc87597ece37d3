"""Relays that log by syslog, each with its real log: its lines are read, and joined to the hop."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

import headertrace
from headertrace.logs import collect
from headertrace.logs.reading import LogFile
from headertrace.sources import read

from . import courier, opensmtpd, postfix, sendmail, syslog
from .client import send
from .host import Network

RELAYS: dict[str, tuple[ModuleType, dict[str, Any]]] = {
    "sendmail": (sendmail, {}),
    "opensmtpd": (opensmtpd, {"syslog": True}),
    "courier": (courier, {}),
}
MESSAGE = (
    b"From: alice@alpha.example\nTo: bob@beta.example\nSubject: Lab\nMessage-ID: <7@alpha.example>\n"
    b"Date: Mon, 30 Nov 2026 08:00:00 +0000\n\nHello.\n"
)


@pytest.mark.parametrize("name", RELAYS)
def test_the_relays_log_is_joined(fresh_network: Network, name: str) -> None:
    program, more = RELAYS[name]
    pc = fresh_network.host("pc.alpha.example")
    relay = fresh_network.host("relay.alpha.example", program, syslog)
    mx = fresh_network.host("mx.beta.example", postfix)
    # The socket is one for all hosts: what the relay's programs log is in its file.
    syslog.start(relay)
    postfix.start(mx)
    program.start(relay, relay=mx.name, **more)
    send(pc, relay, f"bob@{mx.name}", helo=pc.name, message=MESSAGE)
    message = next(read(mx.mail("bob")))
    logs = [LogFile("relay", relay.path("/var/log/syslog.log")), LogFile("mx", mx.path("/var/log/mail.log"))]
    logged = collect([headertrace.trace(message)], logs, lambda *_: None)[0]
    first, second = (next(stay for stay in logged.stays if stay.hop == hop) for hop in (1, 2))
    kinds = [event.kind for event in first.events]
    assert kinds[0] == "accepted" and first.outcome == "sent"
    assert {event.next_id for event in first.events if event.kind == "sent"} == {second.id}
    assert first.seconds is not None and first.seconds < 60
    assert second.outcome == "delivered"
