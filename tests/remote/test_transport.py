"""HTTP: what is tried again, what is not, and where a credential never goes."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from html import escape
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
import trustme
import urllib3

from headertrace.remote.errors import Failed, Refused
from headertrace.remote.limits import Limit
from headertrace.remote.requests import Form, Part, Request
from headertrace.remote.secrets import Secret, hide
from headertrace.remote.transport import PATIENCE_S, Connection, checked_url
from helpers.http_server import Asked, Says, Server, serving

TOKEN = "s3cr3t-t0ken"
SECRET = Secret(TOKEN, "token from X_TOKEN")


def get(
    server: Server, path: str = "/a", method: str = "GET", waits: list[str] | None = None, **more: object
) -> object:
    connection = Connection(
        server.url, [SECRET], timeout=2, backoff=0.01, tell=(waits if waits is not None else []).append
    )
    headers = {"Authorization": SECRET.within("token {}")}
    return connection.perform(Request(method, server.url + path, "look", headers, **more)).json  # type: ignore[arg-type]


def failure(answers: list[Says], method: str = "GET") -> tuple[str, Server]:
    with serving(answers) as server, pytest.raises(Failed) as caught:
        get(server, method=method)
    assert TOKEN not in str(caught.value)
    return str(caught.value), server


def test_the_credential_is_sent_and_json_comes_back() -> None:
    with serving([Says({"a": [1]})]) as server:
        assert get(server) == {"a": [1]}
    assert server.asked[0].headers["authorization"] == f"token {TOKEN}"
    assert server.asked[0].headers["user-agent"] == "headertrace"


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_put_off_and_then_taken(status: int, method: str) -> None:
    """RFC 6585 section 4 and RFC 9110 section 15.6.4: it was not done, so even a POST is repeated."""
    waits: list[str] = []
    with serving([Says(None, status, (("Retry-After", "1"),)), Says(None, status), Says({"ok": 1})]) as server:
        assert get(server, method=method, waits=waits, body={"x": 1} if method == "POST" else None) == {"ok": 1}
    assert len(server.asked) == 3
    assert waits[0] == "the server is busy; trying again in 1 s"
    assert len({asked.body for asked in server.asked}) == 1


def test_busy_for_good_is_given_up() -> None:
    said, server = failure([Says(None, 503)] * 20)
    assert len(server.asked) == 5
    assert "is busy (503" in said


def test_retry_after_is_not_waited_for_without_end() -> None:
    said, server = failure([Says(None, 429, (("Retry-After", str(PATIENCE_S + 1)),))])
    assert len(server.asked) == 1
    assert f"asks to be left alone for {PATIENCE_S + 1} s" in said


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Says({"message": f"bad {TOKEN}"}, 401), "does not know it with token from X_TOKEN (401"),
        (
            Says({"message": "No right", "x": 1}, 403),
            "does not allow it with token from X_TOKEN (403 to: look): No right",
        ),
        (Says({"e": "no ticket"}, 404), "knows no such ticket or address"),
        (Says({"error": "field q is wrong"}, 422), "field q is wrong"),
        (Says(b"<html><body>long page</body></html>", 500), "refuses (500"),
        (Says(b"not json \x1b[31m"), "something else than JSON: not json \\x1b[31m"),
        (Says(b"[" * 100_000), "something else than JSON"),
        (Says(None, 302, (("Location", "http://evil.example/?t=" + TOKEN),)), "redirects to http://evil.example/"),
        (Says(None, 301), "redirects to nowhere"),
        (Says(b"x" * (9 * 1024 * 1024)), "more than 8,388,608 bytes"),
    ],
    ids=["401", "403", "404", "422", "500", "garbage", "deep", "redirect", "bare-redirect", "huge"],
)
def test_failures_are_told(answer: Says, said: str) -> None:
    text, server = failure([answer])
    assert said in text
    assert "\n" not in text and "\x1b" not in text
    assert len(server.asked) == 1


def test_a_read_is_tried_again_after_a_break_and_a_write_is_not() -> None:
    with serving([Says(drop=True), Says({"ok": 1})]) as server:
        assert get(server) == {"ok": 1}
    said, server = failure([Says(drop=True), Says({"ok": 1})], method="POST")
    assert len(server.asked) == 1
    assert "the request may have arrived; running again looks first" in said


def test_time_out() -> None:
    with serving([Says({}, wait=5)]) as server:
        connection = Connection(server.url, [SECRET], timeout=0.3)
        with pytest.raises(Failed, match="took the request and did not answer"):
            connection.perform(Request("POST", server.url, "write", body={}))


def test_nobody_there() -> None:
    with serving([]) as server:
        pass
    with pytest.raises(Failed, match="cannot be reached: "):
        get(server)


def test_only_one_server_gets_the_credential() -> None:
    with serving([Says({})]) as mine, serving([Says({})]) as other:
        connection = Connection(mine.url, [SECRET])
        for url in (other.url, mine.url.replace("http:", "https:"), "http://127.0.0.1/"):
            with pytest.raises(Failed, match="points to another host"):
                connection.perform(Request("GET", url, "next page", {"Authorization": SECRET}))
    assert not mine.asked and not other.asked


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "t\0", "naïve"])
def test_a_header_is_one_line(value: str) -> None:
    with serving([Says({})]) as server:
        for header in (value, Secret(value, "token from X_TOKEN")):
            with pytest.raises(Refused) as caught:
                Connection(server.url).perform(Request("GET", server.url, "look", {"X-A": header}))
            assert "characters" in str(caught.value)
            if isinstance(header, Secret):
                assert value not in str(caught.value)
    assert not server.asked


def test_multipart_names_stay_inside_their_quotes() -> None:
    with serving([Says({})]) as server:
        hostile = 'a"; name="x\r\nContent-Type: text/html\r\n\r\n<b>'
        get(server, method="POST", body=Form((Part("file", b"\r\n--x\r\n", hostile, "text/plain"), Part("note", "n"))))
    body = server.asked[0].body
    assert body.count(b"\r\nContent-Type:") == 1
    assert b"%22; name=%22x%0D%0A" in body
    assert server.asked[0].headers["content-type"].startswith("multipart/form-data; boundary=")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://x.example", "not the address of a server"),
        ("x.example", "not the address of a server"),
        ("https://", "not the address of a server"),
        ("https://x.example:99999", "not the address of a server"),
        ("https://x.example/\r\nHost: y", "not the address of a server"),
        ("https://ann:pw@x.example", "a credential does not belong in the url"),
        ("https://x.example/?token=1", "the url ends with the path"),
        ("http://x.example", "in the clear"),
        ("http://localhost.evil.example", "in the clear"),
        ("http://127.0.0.1.evil.example", "in the clear"),
    ],
)
def test_addresses_that_are_refused(url: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        checked_url(url)


def test_addresses_that_are_taken() -> None:
    assert checked_url("https://x.example/rt/") == "https://x.example/rt"
    assert checked_url("http://127.0.0.1:8080") == "http://127.0.0.1:8080"
    assert checked_url("http://[::1]:8080") == "http://[::1]:8080"
    assert checked_url("http://x.example", allow_http=True) == "http://x.example"


def test_certificates_are_verified(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with serving(lambda asked: Says({"ok": 1})) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        server.http.socket = context.wrap_socket(server.http.socket, server_side=True)
        url = server.url.replace("http:", "https:")
        request = Request("GET", url, "look", {"Authorization": SECRET})
        with pytest.raises(Failed, match="certificate does not hold"):
            Connection(url, [SECRET]).perform(request)
        assert not server.asked
        assert Connection(url, [SECRET], ca_file=str(tmp_path / "ca.pem")).perform(request).json == {"ok": 1}
    with pytest.raises(Refused, match="ca_file"):
        Connection(url, ca_file=str(tmp_path / "none.pem"))
    (tmp_path / "empty.pem").write_text("")
    with pytest.raises(Refused, match="ca_file"):
        Connection(url, ca_file=str(tmp_path / "empty.pem"))


def test_the_environment_names_a_proxy_and_this_machine_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def through(asked: Asked) -> Says:
        return Says({"seen": asked.target})

    with serving(through) as proxy, serving([Says({"seen": "direct"})]) as direct:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        assert get(direct) == {"seen": "direct"}
        there = "http://tickets.example.org"
        assert Connection(there).perform(Request("GET", f"{there}/a", "look")).json == {"seen": f"{there}/a"}
        monkeypatch.setenv("no_proxy", "example.org")
        assert not isinstance(Connection(there)._pool, urllib3.ProxyManager)


def rewritten() -> list[tuple[str, str]]:
    """(name, text): the credential as a server may repeat it."""
    password = "s3cr3t pass/w0rd+ü<&>"
    secret = Secret(password, "password from X")
    sent = secret.basic("ann").reveal().split()[1]
    data = password.encode()
    return [
        ("plain", password),
        ("upper", password.upper()),
        ("basic", sent),
        ("basic without its end", sent.rstrip("=")),
        ("broken", f"{sent[:11]}\n {sent[11:]}"),
        ("other user", b64encode(b"x:" + data).decode()),
        ("login", b64encode(b"\0ann\0" + data).decode()),
        ("url", quote(password, safe="")),
        ("form", quote_plus(password)),
        ("hex", data.hex()),
        ("html", escape(password)),
        ("json", json.dumps(password)[1:-1]),
    ]


@pytest.mark.parametrize(("name", "text"), rewritten(), ids=[name for name, _ in rewritten()])
@pytest.mark.parametrize("before", [0, 280, 295, 299])
def test_no_form_of_a_credential_is_shown_whole_or_cut(name: str, text: str, before: int) -> None:
    secret = Secret("s3cr3t pass/w0rd+ü<&>", "password from X")
    said = "." * before + text
    for body in ({"message": said}, said.encode()):
        for status in (401, 200):
            if status == 200 and isinstance(body, dict):
                continue
            with serving([Says(body, status)]) as server, pytest.raises(Failed) as caught:
                header = {"Authorization": secret.basic("ann")}
                # What is known at first is the credential alone, not what is made of it.
                Connection(server.url, [secret]).perform(Request("GET", server.url, "look", header))
            shown = str(caught.value)
            core = text[6:-6] if name in ("other user", "login") else text
            for part in (core[:8], core[8:16], core[-8:]):
                assert part.lower() not in shown.lower()


def test_a_credential_at_the_edge_of_what_is_looked_at() -> None:
    """A flood of it, cut anywhere: nothing but labels, and no half of one at the end."""
    for size in range(65_530, 65_560):
        said = hide((TOKEN * 6000)[-size:], [SECRET])
        assert "t0ken" not in said.replace("[token from X_TOKEN]", "")[len(TOKEN) :]


def test_the_server_s_own_session_is_hidden_too() -> None:
    session = Secret("sess10n-0f-GLPI", "session token from GLPI")
    with serving([Says({"message": "sess10n-0f-GLPI ended"}, 401)]) as server, pytest.raises(Failed) as caught:
        Connection(server.url).perform(Request("GET", server.url, "look", {"Session-Token": session}))
    assert "sess10n" not in str(caught.value)


@contextmanager
def talking(begun: bytes, ever: bytes, pause: float = 0) -> Iterator[str]:
    """A server that says ``begun``, then ``ever`` until nobody listens."""
    listener = socket.create_server(("127.0.0.1", 0))
    closing = threading.Event()

    def talk(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(65536)
            connection.sendall(begun)
            while not closing.wait(pause):
                connection.sendall(ever)

    def serve() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=talk, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        closing.set()
        listener.close()


HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("begun", "ever"),
    [
        (b"", b"H"),
        (HEAD, b"X"),
        (HEAD + b"Content-Length: 99999\r\n\r\n", b" "),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["status", "header", "body", "chunks", "continue"],
)
def test_a_server_that_drips_is_given_up(begun: bytes, ever: bytes) -> None:
    with talking(begun, ever, 0.02) as url:
        connection = Connection(url, timeout=5, limit=Limit(5, seconds=0.3))
        for method in ("GET", "POST"):
            with pytest.raises(Failed, match="not done after"):
                connection.perform(Request(method, url, "look"))


@pytest.mark.parametrize(
    ("begun", "ever"),
    [
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 999),
        (HEAD, b"X: y\r\n" * 999),
        (HEAD + b"\r\n", b" " * 99_999),
        (HEAD + b"Content-Encoding: gzip\r\n\r\n", b"\0" * 99_999),
    ],
    ids=["continue", "header", "body", "gzip"],
)
def test_a_server_that_floods_is_given_up(begun: bytes, ever: bytes) -> None:
    with talking(begun, ever) as url, pytest.raises(Failed):
        Connection(url, timeout=5, limit=Limit(5, size=20_000_000)).perform(Request("POST", url, "look"))


@pytest.mark.parametrize("value", ["9" * 5000, "-1", "soon", "Fri, 31 Dec 99999 23:59:59 GMT", "1e999"])
def test_any_retry_after(value: str) -> None:
    said, _ = failure([Says(None, 503, (("Retry-After", value),))] * 9)
    assert said


@pytest.mark.parametrize("url", ["http://[", "http://127.0.0.1:x/", "http://127.0.0.1:99999999/", "", "\0"])
def test_a_next_page_that_is_no_address(url: str) -> None:
    with serving([]) as server, pytest.raises(Failed, match="points to another host"):
        Connection(server.url).perform(Request("GET", url, "next page"))
