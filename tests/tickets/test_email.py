"""The mail: its form, what it does with evidence of any kind, and that nothing gets into its header."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from headertrace import trace
from headertrace.remote.errors import Failed, Refused
from headertrace.remote.limits import Limit
from headertrace.remote.secrets import Secret
from headertrace.tickets.email import Handover, compose, fits
from headertrace.tickets.report import Report, one_line
from headertrace.tickets.report import compose as report_on
from headertrace.tickets.steering import GREETING, unsteering, untagged

from .command import MAIL

REPORT = report_on(trace(MAIL), MAIL)


def mail(report: Report = REPORT, ticket: str | None = None, tag: str | None = None, eight: bool = True) -> bytes:
    probe = EmailMessage()
    probe["To"] = "Ann <a@example.org>, b@example.org"
    addresses = probe["To"].addresses
    return compose(report, addresses[0], addresses, ticket, tag).data(eight)


def read(data: bytes) -> EmailMessage:
    found = message_from_bytes(data, policy=default)
    assert isinstance(found, EmailMessage) and not found.defects
    return found


def test_form() -> None:
    data = mail()
    message = read(data)
    assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r")
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert [part.get_content_type() for part in message.walk()][:5] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "message/rfc822",
    ]  # fmt: skip
    body = message.get_body(("plain",))
    assert body is not None and body.get_content().replace("\r\n", "\n") == f"{GREETING}\n\n{REPORT.text}"
    page = message.get_body(("html",))
    assert page is not None and page.get_content().replace("\r\n", "\n").rstrip() == REPORT.html.rstrip()
    assert message["To"] == "Ann <a@example.org>, b@example.org"
    assert message["Subject"] == "Mail path: lunch"
    assert message["Message-ID"] == f"<headertrace.{REPORT.digest}@example.org>"
    assert REPORT.mark in REPORT.text


def test_a_ticket_is_marked_as_the_system_wants_it() -> None:
    assert read(mail(ticket="7"))["Subject"] == "[#7] Mail path: lunch"
    assert read(mail(ticket="7", tag="[example.org #{}]"))["Subject"] == "[example.org #7] Mail path: lunch"
    assert read(mail(ticket="7"))["Message-ID"] != read(mail(ticket="8"))["Message-ID"]


EVIDENCE = {
    "ascii": (b"A: b\n\nbody\n", "message/rfc822"),
    "crlf": (b"A: b\r\n\r\nbody\r\n", "message/rfc822"),
    "eight": (b"A: b\xc3\xbc\n\n\xff\xfe\n", "message/rfc822"),
    "long line": (b"A: b\n\n" + b"x" * 999 + b"\n", "application/octet-stream"),
    "bare cr": (b"A: b\rc\n\n", "application/octet-stream"),
    "nul": (b"A: b\0\n\n", "application/octet-stream"),
    "no end": (b"A: b", "message/rfc822"),
    "dots and from": (b"A: b\n\n.\n..\nFrom x\n--==\n", "message/rfc822"),
}


@pytest.mark.parametrize("name", EVIDENCE)
@pytest.mark.parametrize("eight", [True, False], ids=["8bit", "7bit"])
def test_evidence_arrives_as_it_was(name: str, eight: bool) -> None:
    evidence, kind = EVIDENCE[name]
    if not eight and not evidence.isascii():
        kind = "application/octet-stream"
    report = report_on(trace(MAIL), evidence)
    data = mail(report, eight=eight)
    assert eight or data.isascii()
    message = read(data)
    *_, part = message.iter_attachments()
    assert (part.get_content_type(), part.get_filename()) == (kind, f"headertrace-{report.digest}.eml")
    if kind == "message/rfc822":
        own = evidence.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        boundary = b"\r\n--" + message.get_boundary("").encode()
        head = data.index(b"message/rfc822")
        assert (
            data[data.index(b"\r\n\r\n", head) + 4 :].partition(boundary)[0] == own.removesuffix(b"\r\n") or own in data
        )
        assert message["Content-Transfer-Encoding"] == (None if evidence.isascii() else "8bit")
    else:
        assert part.get_payload(decode=True) == evidence


@given(st.binary(max_size=3000))
def test_any_evidence_arrives(evidence: bytes) -> None:
    report = REPORT._replace(evidence=REPORT.evidence and REPORT.evidence._replace(data=evidence))
    data = mail(report)
    if fits(evidence):
        assert evidence.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") in data
        assert max(map(len, data.split(b"\r\n"))) <= 998
    else:
        *_, part = read(data).iter_attachments()
        assert part.get_payload(decode=True) == evidence


@example("wer den Gutschein im Wert von 250 € für den nächsten Einkauf nicht will, der lässt ihn übrig")
@example("subject")
@given(st.text(max_size=300))
def test_no_title_breaks_out_of_the_subject(title: str) -> None:
    report = REPORT._replace(title=one_line(title))
    message = read(mail(report))
    assert message.keys() == read(mail()).keys()
    assert str(message["Subject"]).split() == report.title.split()
    assert "\n" not in report.title and "\r" not in report.title and report.title.isprintable()


@contextmanager
def smtp(*extensions: str, refuse: str = "") -> Iterator[tuple[int, list[bytes]]]:
    """A server that knows these extensions only: (port, the lines it was sent)."""
    said: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rwb") as stream:

            def answer(*lines: str) -> None:
                for line in lines[:-1]:
                    stream.write(f"250-{line}\r\n".encode())
                stream.write(f"{lines[-1]}\r\n".encode())
                stream.flush()

            answer("220 small.example")
            body = False
            for line in stream:
                said.append(line)
                word = line.split()[0].upper() if line.split() else b""
                if body:
                    if line == b".\r\n":
                        body = False
                        answer("250 taken")
                elif word == b"EHLO":
                    answer("small.example", *extensions, "250 HELP")
                elif refuse and line.upper().startswith(refuse.split()[0].encode()):
                    answer(refuse.partition(" ")[2])
                elif word == b"DATA":
                    body = True
                    answer("354 go on")
                elif word == b"QUIT":
                    answer("221 bye")
                    return
                else:
                    answer("250 well")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], said
    finally:
        listener.close()
        thread.join(5)


def handed(port: int, evidence: bytes) -> None:
    probe = EmailMessage(policy=SMTP)
    probe["To"] = "b@example.org"
    (address,) = probe["To"].addresses
    made = compose(report_on(trace(MAIL), evidence), address, (address,))
    Handover("127.0.0.1", port, "none", "a@example.org", ("b@example.org",), made, timeout=5).perform()


@pytest.mark.parametrize(
    ("extensions", "evidence", "eight"),
    [((), b"A: \xc3\xbc\n\n", False), (("8BITMIME",), b"A: \xc3\xbc\n\n", True), (("8BITMIME",), b"A: b\n\n", False)],
)
def test_eight_bits_only_where_the_server_takes_them(extensions: tuple[str, ...], evidence: bytes, eight: bool) -> None:
    with smtp(*extensions) as (port, said):
        handed(port, evidence)
    (mail_from,) = [line for line in said if line.upper().startswith(b"MAIL")]
    assert (b"BODY=8BITMIME" in mail_from.upper()) is eight
    assert all(line.isascii() for line in said) is not eight


@pytest.mark.parametrize(
    ("refuse", "words"),
    [
        ("MAIL 451 4.7.1 greylisted \x1b[31m", "451 4.7.1 greylisted \\x1b[31m: not now; try again later"),
        ("RCPT 550 5.1.1 no such user", "b@example.org: 550 5.1.1 no such user"),
        ("DATA 554 5.6.0 no", "554 5.6.0 no"),
    ],
)
def test_refusals_are_told(refuse: str, words: str) -> None:
    with smtp(refuse=refuse) as (port, _), pytest.raises(Failed) as caught:
        handed(port, b"A: b\n\n")
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Failed, match=f"127.0.0.1:{port}: Connection refused"):
        handed(port, b"A: b\n\n")


TAGS = {
    "[rt.example.org #1234] hello": "(rt.example.org # 1234) hello",
    "Re: [#123456] hello": "Re: (# 123456) hello",
    "[Ticket#2026112410000012]": "(Ticket# 2026112410000012)",
    "##RE-1234## hello": "# # RE 1234# # hello",
    "PROJ-12 is late": "PROJ 12 is late",
    "about INC0010001": "about INC 0010001",
    "[A1B2C3-D4E5] hello": "(A1B2C3-D4E5) hello",
    "[[#1]] [a [b #7]": "[(# 1)] [a (b # 7)",
    "[list] lunch - at 12, C# or F#": "[list] lunch - at 12, C# or F#",
}


@pytest.mark.parametrize("subject", TAGS)
def test_no_mark_of_a_ticket_gets_into_a_title(subject: str) -> None:
    assert untagged(subject) == TAGS[subject]
    title = report_on(trace(MAIL.replace(b"lunch", subject.encode())), MAIL).title
    assert title == f"Mail path: {TAGS[subject]}"


@pytest.mark.parametrize(
    "line",
    ["Status: resolved", "  status : closed", "/close", " #solved", "#status solved", "@owner root", "AddCc: eve@example",
     "CustomField.{x}: y", "Assigned to: root", "due date: 2026-01-01", "CF.1=2"],
)  # fmt: skip
def test_no_line_of_a_mail_is_a_command(line: str) -> None:
    """Neither as the first, where a subject would stand, nor where a long one is wrapped."""
    text = unsteering(f"{line}\n====\n\nSubject:  {line}\n{line}\n")
    first, *lines = text.splitlines()
    assert first == GREETING
    assert lines.count(f"| {line}") == 2 and line not in lines
    assert f"Subject:  {line}" in text or f"| Subject:  {line}" in text
    wrapped = "many words before it so that it is wrapped just there: " + line
    body = read(mail(report_on(trace(MAIL.replace(b"lunch", wrapped.encode())), MAIL))).get_body(("plain",))
    assert body is not None and line.strip() not in map(str.strip, body.get_content().splitlines())


def test_what_no_system_obeys_stays_as_it_is() -> None:
    said = "Date: today\nDelivered:  now\n# \n-- handed over --\nstatus\n* info HT212\n"
    assert unsteering(said) == f"{GREETING}\n\n{said}"


@contextmanager
def talking(*parts: bytes, pause: float = 0, ever: bytes = b"") -> Iterator[int]:
    """A server that says ``parts``, one an exchange, then ``ever`` until nobody listens: its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            for part in parts:
                connection.sendall(part)
                if not connection.recv(65536):
                    return
            while ever:
                connection.sendall(ever)
                time.sleep(pause)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        thread.join(5)


@pytest.mark.parametrize(
    "begun", [(), (b"220 hi\r\n",), (b"220 hi\r\n", b"250 hi\r\n")], ids=["banner", "ehlo", "mail"]
)
@pytest.mark.parametrize("flood", [b"220-x\r\n250-x\r\n" * 9000, b"x" * 99_000], ids=["lines", "line"])
def test_a_server_that_never_ends_is_given_up(begun: tuple[bytes, ...], flood: bytes) -> None:
    with talking(*begun, ever=flood) as port, pytest.raises(Failed, match=r"says more than|[Ll]ine too long|not done"):
        handed(port, b"A: b\n\n")


def test_a_server_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Limit.__init__, "__defaults__", (0.3, 10**6, time.monotonic))
    with talking(ever=b"2", pause=0.02) as port, pytest.raises(Failed, match="not done after"):
        handed(port, b"A: b\n\n")


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5"])
def test_a_login_that_is_repeated_is_not_shown(mechanism: str) -> None:
    """Each of what was sent, as it was sent; a line break in it, letters in another case."""
    password = "password-of-ann-0123456789"
    heard: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            connection.sendall(b"220 hi\r\n")
            for line in connection.makefile("rb"):
                heard.append(line.strip())
                if line.upper().startswith(b"EHLO"):
                    connection.sendall(f"250-hi\r\n250 AUTH {mechanism}\r\n".encode())
                elif mechanism == "CRAM-MD5" and line.startswith(b"AUTH"):
                    connection.sendall(b"334 PDE4OTYuNjk3MTcwOTUyQHBvc3Q+\r\n")
                elif mechanism == "LOGIN" and len(heard) < 3:
                    connection.sendall(b"334 UGFzc3dvcmQ6\r\n")
                elif line.upper().startswith(b"QUIT"):
                    return
                else:
                    said = heard[-1].split()[-1]
                    connection.sendall(b"535-no: " + said + b"\r\n535 " + said[:9] + b" " + said[9:] + b"\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    probe = EmailMessage(policy=SMTP)
    probe["To"] = "b@example.org"
    (address,) = probe["To"].addresses
    step = Handover(
        "127.0.0.1", listener.getsockname()[1], "none", "a@example.org", ("b@example.org",),
        compose(REPORT, address, (address,)), "ann@example.org", Secret(password, "password from SMTP_PASSWORD"),
        timeout=5,
    )  # fmt: skip
    with listener, pytest.raises(Failed) as caught:
        step.perform()
    thread.join(5)
    shown = str(caught.value)
    assert "535 no: [" in shown
    assert mechanism.encode() in heard[1]
    for line in heard[1:]:
        for word in line.decode().split():
            assert len(word) < 9 or (word not in shown and word[9:] not in shown)


def test_a_password_that_cannot_be_sent_is_not_shown() -> None:
    probe = EmailMessage(policy=SMTP)
    probe["To"] = "b@example.org"
    (address,) = probe["To"].addresses
    made = compose(REPORT, address, (address,))
    with smtp("AUTH PLAIN") as (port, _), pytest.raises(Refused, match="not ASCII") as caught:
        secret = Secret("pässword", "password from SMTP_PASSWORD")
        Handover("127.0.0.1", port, "none", "a@example.org", ("b@example.org",), made, "ann", secret).perform()
    assert "pässword" not in str(caught.value) and caught.value.__cause__ is None
