"""What the small sending programs write of themselves, and the next server of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

import headertrace

from . import postfix
from .host import Host, Network
from .senders import SENDERS, prepare


@pytest.fixture(scope="module")
def hub(network: Network) -> Host:
    host = network.host("mx.beta.example", postfix)
    postfix.start(host)
    return host


OWN_LINE: dict[str, dict[str, Any]] = {
    # what the program's own Received line says; the others write none
    "ssmtp": {"dialect": "ssmtp", "by": "ssmtp.alpha.example", "protocol": None, "ip": None},
    "nullmailer": {"dialect": "nullmailer", "by": None, "protocol": None, "ip": None},
    "dma": {"dialect": "dma", "by": "dma.alpha.example", "protocol": None, "ip": None, "rdns": None},
}


@pytest.mark.parametrize("name", SENDERS)
def test_sender(network: Network, hub: Host, name: str) -> None:
    sender = SENDERS[name]
    host = network.host(f"{name}.alpha.example", sender)
    prepare(host, sender, hub)
    before = len(hub.mailbox("bob"))
    text = "From: alice@alpha.example\nTo: bob@mx.beta.example\nSubject: Lab\n\nHello.\n"
    host.run(*sender.command, "bob@mx.beta.example", given=text)
    trace = headertrace.trace(hub.mail("bob", before + 1))
    assert not trace.unparsed, trace.hops
    last = trace.hops[-1].received
    assert (last.helo, last.rdns, last.ip) == (host.name, host.name, last.ip)
    assert last.ip in (host.ip, host.ip6)
    assert (last.by, last.dialect) == (hub.name, "postfix")
    own = [hop.received for hop in trace.hops[:-1]]
    assert len(own) == (name in OWN_LINE)
    for line in own:
        assert {key: getattr(line, key) for key in OWN_LINE[name]} == OWN_LINE[name]
        assert line.time and abs((datetime.now(UTC) - line.time).total_seconds()) < 10
    assert all(hop.link.state != "broken" for hop in trace.hops)
