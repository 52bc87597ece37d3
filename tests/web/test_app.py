"""The routes, their limits, and hostile messages: with real workers behind them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from random import Random
from zipfile import ZipFile

import jsonschema
import pytest
from html5lib import HTMLParser
from html5lib.treebuilders import getTreeBuilder
from starlette.testclient import TestClient

from headertrace.web.app import application
from headertrace.web.problems import KINDS
from headertrace.web.settings import Limits, Settings
from helpers.poison import ALL, SLOTS, message
from helpers.samples import TOP
from helpers.serving import form

LATE = (TOP / "samples" / "greylisted.eml").read_bytes()
MAIL = {"Content-Type": "message/rfc822"}
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    limits = Limits(size=MIB, workers=2, rate=10_000)
    with TestClient(application(Settings(limits=limits)), "http://127.0.0.1", raise_server_exceptions=False) as made:
        yield made


def test_the_page(client: TestClient) -> None:
    got = client.get("/")
    assert got.status_code == 200 and got.headers["Content-Type"].startswith("text/html")
    assert '<form action="report" method="post"' in got.text
    assert client.head("/").status_code == 200


def test_pasting_gives_the_report(client: TestClient) -> None:
    body, content_type = form(LATE)
    got = client.post("/report", content=body, headers={"Content-Type": content_type})
    assert got.status_code == 200 and "greylisted" in got.text
    assert "script-src" not in got.headers["Content-Security-Policy"]
    assert got.headers["Referrer-Policy"] == "no-referrer"


def test_programs_get_the_published_document(client: TestClient) -> None:
    got = client.post("/api/trace", content=LATE, headers=MAIL)
    assert got.headers["Content-Type"] == "application/json"
    schema = json.loads(files("headertrace").joinpath("trace.schema.json").read_text("utf-8"))
    jsonschema.validate(got.json(), schema)


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("GET", "/report", {}, b"", 405),
        ("POST", "/", {}, b"", 405),
        ("PUT", "/api/trace", MAIL, LATE, 405),
        ("TRACE", "/", {}, b"", 405),
        ("OPTIONS", "/api/trace", {}, b"", 405),
        ("GET", "/etc/passwd", {}, b"", 404),
        ("GET", "/api/", {}, b"", 404),
        ("GET", "/../../etc/passwd", {}, b"", 404),
        ("POST", "/report", MAIL, LATE, 415),
        ("POST", "/report", {"Content-Type": "application/x-www-form-urlencoded"}, b"text=x", 415),
        ("POST", "/api/trace", {"Content-Type": "application/json"}, b"{}", 415),
        ("POST", "/api/trace", {"Content-Type": form()[1]}, form(LATE)[0], 415),
        ("POST", "/api/trace", {**MAIL, "Content-Encoding": "gzip"}, b"x", 415),
        ("POST", "/api/trace", {"Content-Type": "text/plain; charset=utf-8"}, LATE, 200),
        ("POST", "/api/trace", {"Content-Type": "application/octet-stream"}, LATE, 200),
        ("POST", "/api/trace", {}, LATE, 200),
        ("POST", "/api/trace", MAIL, b"", 422),
        ("POST", "/api/trace", MAIL, b"hello", 422),
        ("POST", "/api/trace", MAIL, LATE + b"x" * (MIB - len(LATE)), 200),
        ("POST", "/api/trace", MAIL, LATE + b"x" * MIB, 413),
        ("POST", "/api/trace", MAIL, b"x" * (9 * MIB), 413),
        ("POST", "/report", {"Content-Type": form()[1]}, form(b"x" * MIB)[0], 413),
        ("POST", "/report", {"Content-Type": form()[1]}, b"", 422),
        ("POST", "/report", {"Content-Type": form()[1]}, b"abc", 400),
    ],
)  # fmt: skip
def test_methods_paths_types_and_sizes(
    client: TestClient, method: str, path: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    got = client.request(method, path, headers=headers, content=body)
    assert got.status_code == status
    if status == 405:
        assert got.headers["Allow"]
    if status >= 400 and path.startswith("/api/"):
        told = got.json()
        assert got.headers["Content-Type"] == "application/problem+json"
        assert told["status"] == status and told["type"].removeprefix("urn:headertrace:problem:") in KINDS
    elif status >= 400:
        assert got.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("poison", ALL)
def test_poison_stays_text(client: TestClient, poison: str) -> None:
    # With enough of other text that it does not look like a binary file.
    mail = message(ALL[poison], *SLOTS) + b"The quick brown fox. " * 200
    body, content_type = form(file=mail, name="<script>alert(1)<")
    got = client.post("/report", content=body, headers={"Content-Type": content_type})
    assert got.status_code == 200
    tree = HTMLParser(getTreeBuilder("etree"), namespaceHTMLElements=False).parse(got.text)
    assert not {"script", "img", "iframe", "form", "object"} & {node.tag for node in tree.iter()}
    assert client.post("/api/trace", content=mail, headers=MAIL).status_code == 200


@pytest.mark.parametrize("poison", ALL)
def test_poison_in_what_is_no_message(client: TestClient, poison: str) -> None:
    body, content_type = form(b"<b>" + ALL[poison])
    got = client.post("/report", content=body, headers={"Content-Type": content_type})
    assert got.status_code in (200, 422) and "<b>" + ALL[poison].decode("latin-1") not in got.text


def test_no_mail_is_written_to_a_disk() -> None:
    """A ZIP archive that lies packed itself is laid aside on the command line, in a file if it is big."""
    body = "".join(Random(1).choices("01", k=17 * MIB)).encode()
    with BytesIO() as made:
        with ZipFile(made, "w") as archive:
            archive.writestr("mail.eml", LATE + body)
        packed = gzip.compress(made.getvalue())
    settings = Settings(limits=Limits(size=10 * MIB, seconds=60, workers=1))
    with TestClient(application(settings), "http://127.0.0.1") as client:
        got = client.post("/api/trace", content=packed, headers=MAIL)
        assert got.status_code == 422 and "File too large" in got.json()["detail"]
        small = gzip.compress(LATE)
        assert client.post("/api/trace", content=small, headers=MAIL).status_code == 200


def test_one_that_takes_too_long_is_ended_and_the_next_is_done() -> None:
    limits = Limits(size=20 * MIB, seconds=0.05, workers=1)
    big = b"".join(
        b"Received: from a%d.example.net by b.example.org; Tue, 24 Nov 2026 08:10:00 +0000\n" % n for n in range(60_000)
    )
    with TestClient(application(Settings(limits=limits)), "http://127.0.0.1") as made:
        got = made.post("/api/trace", content=big, headers=MAIL)
        assert (got.status_code, got.json()["type"]) == (422, "urn:headertrace:problem:too-hard")
    with TestClient(application(Settings(limits=limits._replace(seconds=60))), "http://127.0.0.1") as made:
        assert made.post("/api/trace", content=LATE, headers=MAIL).status_code == 200
