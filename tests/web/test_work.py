"""What is done to one request: forms taken apart, messages traced, and what is none told."""

from __future__ import annotations

import gzip
import json

import pytest

from headertrace.limits import Limits
from headertrace.web.form import PASTED, sent
from headertrace.web.problems import KINDS, Problem
from headertrace.web.work import Reply, Task, work
from helpers.samples import TOP
from helpers.serving import form

SAMPLES = sorted((TOP / "samples").glob("*.eml"))
LATE = (TOP / "samples" / "greylisted.eml").read_bytes()
JSON = Task("json", "message/rfc822")


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"text": b"abc"}, (b"abc", PASTED)),
        ({"file": b"abc", "name": "mail.eml"}, (b"abc", "mail.eml")),
        ({"text": b"abc", "file": b"def", "name": "x"}, (b"def", "x")),
        ({"text": b"abc", "name": ""}, (b"abc", PASTED)),
        ({"file": b"a", "name": "../../etc/passwd"}, (b"a", "passwd")),
        ({"file": b"a", "name": r"C:\mail\x.eml"}, (b"a", "x.eml")),
        ({"file": b"a", "name": "\x1b[31mred\u202e.eml"}, (b"a", "[31mred.eml")),
        ({"file": b"a", "name": "a" * 999}, (b"a", "a" * 200)),
        ({"text": b"a\r\n--b\r\n\0\xff"}, (b"a\r\n--b\r\n\0\xff", PASTED)),
        ({"text": b" \r\n "}, None),
        ({}, None),
    ],
)
def test_forms(parts: dict[str, bytes | str], told: tuple[bytes, str] | None) -> None:
    body, content_type = form(**parts)  # type: ignore[arg-type]
    if told is None:
        with pytest.raises(Problem):
            sent(body, content_type)
    else:
        assert sent(body, content_type) == told


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "multipart/form-data; boundary=x"),
        (b"abc", "multipart/form-data; boundary=x"),
        (b"abc", "multipart/form-data"),
        (b"abc", "multipart/form-data; boundary="),
        (b"abc", f"multipart/form-data; boundary={'x' * 999}"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--x--", "multipart/form-data; boundary=x"),
        (b"--x\r\n\r\nabc\r\n" * 9 + b"--x--", "multipart/form-data; boundary=x"),
        (b"--x\r\n" + b"A: b\r\n" * 999 + b"\r\nabc\r\n--x--", "multipart/form-data; boundary=x"),
        (
            b"--x\r\nContent-Disposition: form-data; name=\xff\xfe\r\n\r\nabc\r\n--x--",
            "multipart/form-data; boundary=\xff",
        ),
    ],
)
def test_broken_forms_are_told(body: bytes, content_type: str) -> None:
    assert KINDS[str(work(Task("html", content_type), body).problem)].status in (400, 422)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples(path: object) -> None:
    data = path.read_bytes()  # type: ignore[attr-defined]
    reply = work(JSON, data)
    assert reply.problem is None
    assert json.loads(reply.body)["source"]["name"].startswith(PASTED)


def test_the_report_leads_back() -> None:
    body, content_type = form(file=LATE, name="late.eml")
    page = work(Task("html", content_type), body).body.decode()
    assert '<a href="./">' in page and "late.eml" in page and "<script" not in page and "<form" not in page


def test_several_messages() -> None:
    box = b"".join(b"From a@example.org Tue Nov 24 08:00:00 2026\n" + LATE + b"\n" for _ in range(3))
    assert len(json.loads(work(JSON, box).body)) == 3
    packed = json.loads(work(JSON, gzip.compress(box)).body)
    assert [part["source"]["number"] for part in packed] == [1, 2, 3]
    assert packed[0]["source"]["name"].startswith(PASTED)


def test_no_message_is_left_out_silently() -> None:
    box = (b"From a@example.org Tue Nov 24 08:00:00 2026\n" + LATE + b"\n") * (Limits().serve_messages + 1)
    assert work(JSON, box).problem == "too-many"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"hello", "It looks like text without a header."),
        (b"%PDF-1.7\n%\xe2\xe3", "It looks like a PDF."),
        (b"\0" * 99, "It looks like nothing but NUL bytes."),
        (b"", "empty"),
        (b"/etc/passwd", "text without a header"),
        (b"--paste", "text without a header"),
        (b"https://example.org/mail", "text without a header"),
    ],
)
def test_what_is_no_message(data: bytes, says: str) -> None:
    reply = work(JSON, data)
    assert reply.problem == "no-mail" and says in str(reply.detail)


def test_pseudonyms() -> None:
    task = Task("json", "message/rfc822", ("example.org",), "public", "ab" * 20)
    said = work(task, LATE)
    assert b"ann@" not in said.body and b"example.org" not in said.body
    assert json.loads(said.body)["answer"]
    assert said.body == work(task, LATE).body


def test_trusted_hosts_move_the_border() -> None:
    border = [
        json.loads(work(JSON._replace(trusted=names), LATE).body)["path"]["trust_boundary"]
        for names in ((), ("example.net",))
    ]
    assert border[0] != border[1]


def test_an_error_costs_the_message_and_says_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("ann@example.net")

    monkeypatch.setattr("headertrace.tracing.trace", fails)
    reply = work(JSON, LATE)
    assert reply.problem == "failed" and "ann" not in str(reply.detail)
    monkeypatch.setattr("headertrace.tracing.trace", lambda *_, **__: bytearray(1 << 62))
    assert work(JSON, LATE) == Reply("too-hard", "It took more memory than this server gives to one message.")
