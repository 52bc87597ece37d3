"""Against a signed zone in Knot and a validating unbound: DNSSEC's word, denials, long answers, TLS, HTTPS."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from headertrace.lookup.resolver import Resolver
from helpers.servers import FETCH, Servers
from lab.packages import Unavailable

from .command import MAIL, looked_up, rows, run

pytestmark = pytest.mark.lab

ZONES = {
    "alpha.zz": """
@     MX    10 relay
@     TXT   "v=spf1 ip4:192.88.98.7 -all"
relay A     192.88.98.7
long  TXT   {long}
www   CNAME relay
ring  CNAME round
round CNAME ring
""".format(long=" ".join(f'"{"x" * 250}"' for _ in range(120))),
    "beta.zz": f"""
@     MX    10 mx2
mx2   A     192.88.98.8
_25._tcp.mx2 TLSA 3 1 1 {"ab" * 32}
""",
    "gamma.zz": "@ MX 10 mx\nmx A 192.88.98.9",
    "broken.zz": "@ A 192.88.98.10",
    "98.88.192.in-addr.arpa": "7 PTR relay.alpha.zz.",
}


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    try:
        made = Servers(tmp_path_factory.mktemp("dns"), ZONES, ("alpha.zz", "beta.zz"), ("broken.zz",))
    except Unavailable as reason:
        (pytest.fail if FETCH else pytest.skip)(str(reason))
    try:
        yield made
    finally:
        made.close()


@pytest.fixture(params=["udp", "tcp", "tls", "https"])
def url(request: pytest.FixtureRequest, servers: Servers, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SSL_CERT_FILE", str(servers.ca))
    if request.param == "tcp":
        return servers.udp.replace("udp", "tcp")
    return str(getattr(servers, request.param))


@pytest.mark.parametrize(
    ("name", "kind", "status", "authenticated"),
    [
        ("alpha.zz", "MX", "ok", True),
        ("www.alpha.zz", "A", "ok", True),
        ("nowhere.alpha.zz", "A", "nxdomain", True),
        ("relay.alpha.zz", "AAAA", "nodata", True),
        ("_25._tcp.mx2.beta.zz", "TLSA", "ok", True),
        ("gamma.zz", "MX", "ok", False),
        ("7.98.88.192.in-addr.arpa", "PTR", "ok", False),
        ("broken.zz", "A", "servfail", None),
        ("ring.alpha.zz", "A", "servfail", None),
    ],
)
def test_answers(url: str, name: str, kind: str, status: str, authenticated: bool | None) -> None:
    with Resolver([url]) as resolver:
        found = resolver.answers(name, kind)
    assert (found.status, found.authenticated, found.from_whom) == (status, authenticated, url), found.text


def test_long_answer(url: str) -> None:
    with Resolver([url]) as resolver:
        found = resolver.answers("long.alpha.zz", "TXT")
    assert len(found.octets[0]) == 30_000
    assert found.authenticated


def test_why_validation_failed(servers: Servers) -> None:
    with Resolver([servers.udp]) as resolver:
        found = resolver.answers("broken.zz", "A")
    assert found.text is not None and found.text.startswith("SERVFAIL: ")


def test_a_certificate_of_others_is_not_taken(servers: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    for url in (servers.tls, servers.https):
        with Resolver([url], 3) as resolver:
            found = resolver.answers("alpha.zz", "MX")
        assert found.status == "error"
        assert "certificate" in (found.text or "").lower()
    monkeypatch.setenv("SSL_CERT_FILE", str(servers.ca))
    with Resolver([servers.tls.replace("resolver.zz", "other.zz")], 3) as resolver:
        assert resolver.answers("alpha.zz", "MX").status == "error"


def test_the_verb(tmp_path: Path, servers: Servers) -> None:
    found = looked_up(tmp_path, servers.udp)
    (receiver,) = rows(found, "exchangers", "beta.zz")
    assert receiver["verdict"] == "agree"
    dane = next(row for row in rows(found, "transport", "beta.zz") if row["detail"].get("tlsa"))
    assert dane["verdict"] == "differ"
    assert "TLSA records (DANE) of mx2.beta.zz" in dane["text"]
    shown = " ".join(run(tmp_path, "verify", "--resolver", servers.udp, mail=MAIL).stdout.split())
    assert "is one of its mail servers (MX) (DNSSEC)" in shown
