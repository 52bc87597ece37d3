"""What real servers write today, and how headertrace reads it.

The truth is the client's: the name it announced, its address, what the server replied to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from types import ModuleType
from typing import Any, NamedTuple

import pytest

import headertrace
from headertrace.records.received import Received

from . import courier, dovecot, exim, opensmtpd, postfix, sendmail
from .client import send
from .host import Host, Network

SERVERS: dict[str, ModuleType] = {
    "postfix": postfix,
    "exim": exim,
    "sendmail": sendmail,
    "opensmtpd": opensmtpd,
    "dovecot": dovecot,
    "courier": courier,
}
SOFTWARE = {
    "postfix": "Postfix",
    "exim": "Exim 4",
    "sendmail": "8.1",
    "opensmtpd": "OpenSMTPD",
    "dovecot": None,
    "courier": None,
}


class Lab(NamedTuple):
    """The server, a client that has a name in DNS, and one that has none."""

    name: str
    server: Host
    named: Host
    unnamed: Host

    @property
    def recipient(self) -> str:
        return f"bob@{self.server.name}"


@pytest.fixture(scope="module", params=SERVERS)
def lab(request: pytest.FixtureRequest, network: Network) -> Iterator[Lab]:
    program = SERVERS[request.param]
    server = network.host(f"{request.param}.beta.example", program)
    program.start(server)
    numbered = len(network.hosts)
    yield Lab(
        request.param,
        server,
        network.host(f"pc{numbered}.alpha.example"),
        network.host(f"nobody{numbered}.alpha.example", named=False),
    )


ESMTP = {"dovecot": "LMTP", "exim": "esmtp"}
"""The protocol word where it is not ESMTP; what TLS, AUTH and plain HELO make of it is added by rule."""


def _word(server: str, *, tls: bool = False, login: bool = False, ehlo: bool = True) -> str:
    word = ESMTP.get(server, "ESMTP")
    if not ehlo:
        word = {"ESMTP": "SMTP", "esmtp": "smtp"}[word]
    suffix = "S" * tls + "A" * login
    return word + (suffix.lower() if word.islower() else suffix)


WAYS: dict[str, dict[str, Any]] = {
    "esmtp": {},
    "smtp": {"ehlo": False},
    "tls": {"tls": True},
    "auth": {"tls": True, "login": "alice", "port": 587},
    "ipv6": {"ip6": True},
    "no reverse name": {"named": False},
    "helo is a literal": {"helo": "[192.0.2.99]"},
    "helo is localhost": {"helo": "localhost"},
    "helo is one word": {"helo": "pc"},
}
NOT = {
    ("opensmtpd", "tls"),
    ("opensmtpd", "auth"),
    ("courier", "auth"),
    ("dovecot", "smtp"),
    ("dovecot", "auth"),
}
"""Ways that the server, as Debian builds it, does not know."""
NO_RECIPIENT = {"courier"}
"""Servers that do not say whom the mail is for."""
NO_REVERSE_NAME = {"dovecot"}
"""Servers that look up no name for the client."""


@pytest.mark.parametrize("way", WAYS)
def test_arrival(lab: Lab, way: str) -> None:
    if (lab.name, way) in NOT:
        return
    wish = dict(WAYS[way])
    client = lab.named if wish.pop("named", True) else lab.unnamed
    to, ip = (lab.server.ip6, client.ip6) if wish.pop("ip6", False) else (lab.server.ip, client.ip)
    if lab.name == "dovecot":
        wish |= {"lmtp": True, "port": 24}
    before = len(lab.server.mailbox("bob"))
    reply = send(client, to, lab.recipient, **wish)
    got = _newest(lab.server, "bob", before)
    assert reply.code == 250
    assert got.helo == wish.get("helo", "client.example").strip("[]")
    assert got.ip == ip
    named = client is lab.named and lab.name not in NO_REVERSE_NAME
    assert got.rdns == (client.name if named else None)
    assert got.by == lab.server.name
    assert got.recipient == (None if lab.name in NO_RECIPIENT else lab.recipient)
    login, tls = bool(wish.get("login")), bool(wish.get("tls"))
    assert got.protocol == _word(lab.name, tls=tls, login=login, ehlo=wish.get("ehlo", True))
    assert got.encrypted is tls or (got.protocol == "LMTP" and got.encrypted is None)
    # Courier's reply leaves out the first part of its id, which is that of the queue file.
    assert got.id and (got.id in reply.words or got.id.endswith("." + reply.words.split()[-1]))
    assert got.auth == (f"alice@{lab.server.name}" if login and lab.name == "postfix" else None)
    _common(lab, got)
    if tls:
        assert got.tls and reply.version and reply.cipher
        assert (got.tls.version or "TLSv1.3").replace("TLSv", "TLS") == reply.version.replace("TLSv", "TLS")
        assert got.tls.bits in (None, reply.bits)
    else:
        assert got.tls is None


LOCAL = {
    # server: its sendmail command, who runs it, and what the line says of it: protocol, user
    "postfix": ("/usr/sbin/sendmail", "alice", None, None),
    "exim": ("/usr/sbin/exim4", "alice", "local", "alice"),
    "sendmail": (sendmail.SENDMAIL, None, None, "root"),
    "opensmtpd": ("/usr/sbin/sendmail", "alice", "ESMTPA", None),
    "courier": ("/usr/sbin/sendmail", "alice", "local", "5001"),
}


def test_local_pickup(lab: Lab) -> None:
    if lab.name not in LOCAL:
        return
    command, runner, protocol, user = LOCAL[lab.name]
    before = len(lab.server.mailbox("bob"))
    lab.server.run(command, lab.recipient, given="Subject: Lab\n\nHello.\n", user=runner)
    got = _newest(lab.server, "bob", before)
    assert got.ip == ("127.0.0.1" if lab.name == "courier" else None)
    assert got.by == lab.server.name
    assert got.protocol == protocol
    assert got.ident == user
    assert got.id
    assert got.encrypted is (False if protocol == "ESMTPA" else None)
    _common(lab, got)


def _newest(host: Host, user: str, before: int) -> Received:
    trace = headertrace.trace(host.mail(user, before + 1))
    assert len(trace.hops) == 1
    assert not trace.unparsed
    return trace.hops[0].received


def _common(lab: Lab, got: Received) -> None:
    assert got.dialect == lab.name
    assert got.defects == ()
    software = SOFTWARE[lab.name]
    assert got.software == software if software is None else str(got.software).startswith(software)
    assert got.time and got.stamp and got.stamp.offset == 0
    assert abs((got.time - datetime.now(UTC)).total_seconds()) < 5
