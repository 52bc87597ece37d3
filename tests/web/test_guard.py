"""Who may ask: the name that was used, the page it came from, the token, how often."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from headertrace.remote.secrets import Secret
from headertrace.web.authority import authority
from headertrace.web.guard import Guard
from headertrace.web.rates import Rates
from headertrace.web.settings import Limits, Settings

TOKEN = "correct-horse-battery"
BASIC = base64.b64encode(f"anybody:{TOKEN}".encode()).decode()


def client(settings: Settings, base: str = "http://127.0.0.1:8822") -> TestClient:
    """The guard before something that always answers."""

    def inner(request: Request) -> PlainTextResponse:
        return PlainTextResponse(request.url.path)

    app = Starlette(routes=[Route("/{rest:path}", inner, methods=["GET", "POST", "PUT", "DELETE"])])
    return TestClient(Guard(app, settings), base, follow_redirects=False)


@pytest.fixture
def plain() -> Iterator[TestClient]:
    with client(Settings()) as made:
        yield made


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8822", 200),
        ("127.0.0.1", 200),
        ("127.0.0.2:1", 200),
        ("localhost:8822", 200),
        ("LocalHost.", 200),
        ("[::1]:8822", 200),
        ("attacker.example", 421),
        ("127.0.0.1.attacker.example", 421),
        ("localhost.attacker.example:8822", 421),
        ("192.0.2.7:8822", 421),
        ("[2001:db8::1]", 421),
        ("0.0.0.0:8822", 421),
        ("127.0.0.1:8822@attacker.example", 421),
        ("127.0.0.1/x", 421),
        ("127.1", 421),
        ("[::1", 421),
        ("::1", 421),
        ("trace.example.org", 421),
        ("", 421),
    ],
)
def test_only_own_names_are_answered(plain: TestClient, host: str, status: int) -> None:
    assert plain.get("/", headers={"Host": host}).status_code == status
    assert plain.post("/report", headers={"Host": host}).status_code == status


@pytest.mark.parametrize(
    ("host", "status"),
    [("192.0.2.7:8822", 200), ("[2001:db8::1]", 200), ("trace.example.org", 200), ("attacker.example", 421)],
)
def test_bound_elsewhere_any_address_is_its_own(host: str, status: int) -> None:
    made = client(Settings(hosts=("trace.example.org",), elsewhere=True))
    assert made.get("/", headers={"Host": host}).status_code == status


@pytest.mark.parametrize(
    ("origin", "site", "status"),
    [
        (None, None, 200),
        ("http://127.0.0.1:8822", None, 200),
        ("http://127.0.0.1:8822", "same-origin", 200),
        (None, "same-origin", 200),
        (None, "none", 200),
        ("HTTP://127.0.0.1:8822", None, 403),
        ("http://127.0.0.1", None, 403),
        ("http://127.0.0.1:3000", None, 403),
        ("http://localhost:8822", None, 403),
        ("https://127.0.0.1:8822", None, 200),
        ("https://attacker.example", None, 403),
        ("null", None, 403),
        ("", None, 403),
        ("file://", None, 403),
        ("http://127.0.0.1:8822.attacker.example", None, 403),
        ("http://127.0.0.1:8822", "cross-site", 403),
        ("http://127.0.0.1:8822", "same-site", 403),
        (None, "cross-site", 403),
    ],
)
def test_no_other_page_can_post(plain: TestClient, origin: str | None, site: str | None, status: int) -> None:
    given = {"Origin": origin, "Sec-Fetch-Site": site}
    headers = {name: value for name, value in given.items() if value is not None}
    for method in ("POST", "PUT", "DELETE"):
        assert plain.request(method, "/report", headers=headers).status_code == status


def test_two_origins_or_hosts_are_none(plain: TestClient) -> None:
    own = "http://127.0.0.1:8822"
    assert plain.post("/", headers=[("Origin", own), ("Origin", "https://attacker.example")]).status_code == 403
    hosts = [("Host", "127.0.0.1"), ("Host", "attacker.example")]
    assert plain.get("/", headers=hosts).status_code == 421


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("127.0.0.1:8822", "https://trace.example.org", 200),
        ("trace.example.org", "https://trace.example.org", 200),
        ("trace.example.org", "https://trace.example.org:8443", 403),
        ("trace.example.org", "https://trace.example.org.attacker.example", 403),
        ("other.example.org:8443", "https://other.example.org:8443", 200),
        ("127.0.0.1:8822", "https://other.example.org", 403),
    ],
)
def test_behind_a_proxy(host: str, origin: str, status: int) -> None:
    made = client(Settings(hosts=("trace.example.org", "other.example.org:8443")))
    assert made.post("/report", headers={"Host": host, "Origin": origin}).status_code == status


@pytest.mark.parametrize(
    ("path", "status", "seen"),
    [
        ("/mail/report", 200, "/mail/report"),
        ("/report", 200, "/mail/report"),
        ("/mail", 307, ""),
        ("/mailbox", 200, "/mail/mailbox"),
    ],
)
def test_below_a_root_path(path: str, status: int, seen: str) -> None:
    """Whether or not the proxy takes the root path away."""
    got = client(Settings(root_path="/mail")).get(path)
    assert (got.status_code, got.text) == (status, seen)
    assert status == 200 or got.headers["location"] == "/mail/"


@pytest.mark.parametrize(
    ("field", "status"),
    [
        (None, 401),
        (f"Bearer {TOKEN}", 200),
        (f"bearer  {TOKEN} ", 200),
        (f"Basic {BASIC}", 200),
        ("Bearer", 401),
        (f"Bearer {TOKEN}x", 401),
        (f"Bearer {TOKEN[:-1]}", 401),
        ("Bearer \xff", 401),
        ("Basic !", 401),
        ("Basic é", 401),
        (f"Basic {base64.b64encode(TOKEN.encode()).decode()}", 401),
        (f"Digest {TOKEN}", 401),
    ],
)
def test_the_token(field: str | None, status: int) -> None:
    made = client(Settings(token=Secret(TOKEN, "token")))
    headers = [] if field is None else [(b"Authorization", field.encode("latin-1"))]
    for method, path in (("GET", "/"), ("POST", "/api/trace"), ("GET", "/api/openapi.json")):
        got = made.request(method, path, headers=headers)
        assert got.status_code == status
        assert TOKEN not in got.text
        assert (status == 401) == ("WWW-Authenticate" in got.headers)
    assert made.get("/healthz").status_code == 200


def test_a_token_shows_nowhere() -> None:
    assert TOKEN not in repr(Settings(token=Secret(TOKEN, "token from HEADERTRACE_TOKEN")))


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_rate_is_for_each_address() -> None:
    clock = Clock()
    rates = Rates(3, 2, clock)
    assert [rates.wait("192.0.2.1") for _ in range(5)] == [0, 0, 0, 20, 20]
    assert rates.wait("192.0.2.2") == 0
    clock.now += 20
    assert [rates.wait("192.0.2.1") for _ in range(2)] == [0, 20]
    assert [rates.wait(f"2001:db8::{n:x}") for n in range(4)] == [0, 0, 0, 20]
    assert rates.wait("2001:db8:0:1::1") == 0


def test_only_so_many_addresses_are_remembered() -> None:
    rates = Rates(1, 2, Clock())
    assert [rates.wait(address) for address in ("a", "b", "b", "c", "a")] == [0, 0, 60, 0, 0]
    assert len(rates._left) == 2


def test_too_many_requests_are_refused() -> None:
    made = client(Settings(limits=Limits(rate=3)))
    assert [made.post("/api/trace").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = made.post("/api/trace")
    assert int(refused.headers["Retry-After"]) in range(1, 21)
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert made.get("/").status_code == 200


def test_guessing_is_slow() -> None:
    made = client(Settings(token=Secret(TOKEN, "token"), limits=Limits(rate=3)))
    guesses = [made.get("/", headers={"Authorization": f"Bearer {n}"}).status_code for n in range(5)]
    assert guesses == [401, 401, 401, 429, 429]


@pytest.mark.parametrize("path", ["/", "/api/x", "/healthz"])
@pytest.mark.parametrize("host", ["127.0.0.1", "attacker.example"])
def test_every_answer_is_protected(plain: TestClient, path: str, host: str) -> None:
    headers = plain.get(path, headers={"Host": host}).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in ("no-referrer", "same-origin")
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert not {"Set-Cookie", "Server", "Access-Control-Allow-Origin"} & set(headers)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("example.org", ("example.org", None)),
        (" Example.ORG.:80", ("example.org", 80)),
        ("[2001:DB8::1]:8822", ("2001:db8::1", 8822)),
        ("192.0.2.1:", ("192.0.2.1", None)),
        ("a:b", None),
        ("a:999999", None),
        ("a b", None),
        ("[a]", None),
        ("ä.example", None),
    ],
)
def test_authority(text: str, told: tuple[str, int | None] | None) -> None:
    assert authority(text) == told
