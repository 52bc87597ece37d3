"""Servers that say what they should not: one sentence, no credential in the clear, no memory without an end."""

from __future__ import annotations

import socket
import ssl
import sys
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import headertrace
from headertrace.installing import command
from headertrace.records.message import Message
from headertrace.sources import read_whole
from headertrace.sources.stores import imap, jmap, pop3
from headertrace.sources.stores.password import PASSWORD, TOKEN
from helpers.http_server import Asked, Says, Server, serving
from helpers.talker import Talk, talking

SECRET = "s3cr3t-p4ssword"
MAIL = (
    b"Received: from a.example.net (a.example.net [192.0.2.1]) by mx.example.org (Postfix) with ESMTP id 1A2B3C4D5E;\r\n"
    b"\tTue, 24 Nov 2026 08:00:00 +0000\r\nFrom: ann@example.net\r\nDate: Tue, 24 Nov 2026 07:59:59 +0000\r\n\r\n"
    b".\r\n..dots\r\n" + b"long" * 1_000 + b"\r\n"
)


@pytest.fixture(autouse=True)
def login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, SECRET)
    monkeypatch.delenv(TOKEN, raising=False)


def sentence(url: str) -> str:
    with pytest.raises(OSError) as caught:
        list(headertrace.read(url))
    assert "\n" not in str(caught.value) and SECRET not in str(caught.value)
    return str(caught.value)


def left_out(message: Message) -> str:
    (defect,) = message.defects
    assert defect.code == "failed" and not message.fields
    return defect.text


@pytest.mark.parametrize("scheme", ["imap", "imaps", "pop", "pops", "jmap"])
def test_who_is_not_there_is_told(scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    refused = sentence(f"{scheme}://ann@127.0.0.1:{port}/")
    assert "takes no connections on port" in refused or "Connection refused" in refused
    unknown = sentence(f"{scheme}://ann@nowhere.invalid/")
    assert "there is no such host" in unknown or "cannot be looked up now" in unknown


def test_without_the_library_the_command_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "urllib3", None)
    assert sentence("jmap://ann@example.net/") == f"JMAP needs: {command('jmap')}"


# IMAP


def imap_server(
    *,
    greeting: bytes = b"* OK hello\r\n",
    able: bytes = b"IMAP4rev1",
    login: bytes = b"OK in",
    search: bytes = b"* SEARCH 1\r\n",
    fetch: Callable[[int], bytes] = lambda uid: (
        b"* %d FETCH (UID %d BODY[] {%d}\r\n%b)\r\n" % (uid, uid, len(MAIL), MAIL)
    ),
) -> Callable[[Talk], None]:
    """One that does as others do, but for what is given."""

    def script(talk: Talk) -> None:
        talk.say(greeting)
        while line := talk.hear():
            tag, _, command = line.partition(b" ")
            word = command.partition(b" ")[0].upper()
            done = b"OK done"
            if word == b"CAPABILITY":
                talk.say(b"* CAPABILITY " + able + b"\r\n")
            elif word in (b"LOGIN", b"AUTHENTICATE"):
                done = login
            elif word == b"EXAMINE":
                talk.say(b"* 3 EXISTS\r\n* OK [UIDVALIDITY 5] valid\r\n")
            elif command.startswith(b"UID SEARCH"):
                talk.say(search)
            elif command.startswith(b"UID FETCH"):
                talk.say(fetch(int(command.split()[2])))
            talk.say(tag + b" " + done + b"\r\n")

    return script


def test_a_server_that_does_as_others_do() -> None:
    with talking(imap_server(search=b"* SEARCH 9 4\r\n")) as (port, heard):
        found = list(read_whole(f"imap://ann@127.0.0.1:{port}/"))
    assert [data for _, data in found] == [MAIL, MAIL]
    assert [message.source.name for message, _ in found] == [
        f"imap://ann@127.0.0.1:{port}/INBOX;UID={uid}" for uid in (4, 9)
    ]
    # What a server can do is asked by imaplib of newer Pythons once more.
    words = [word for line in heard if line and (word := line.partition(b" ")[2]) != b"CAPABILITY"]
    assert words == [
        f'LOGIN "ann" "{SECRET}"'.encode(), b'EXAMINE "INBOX"', b"UID SEARCH ALL",
        b"UID FETCH 4 (UID BODY.PEEK[])", b"UID FETCH 9 (UID BODY.PEEK[])", b"LOGOUT",
    ]  # fmt: skip


BROKEN_IMAP = {
    "nothing": (lambda talk: None, "refuses, or speaks no IMAP"),
    "another protocol": (imap_server(greeting=b"HTTP/1.1 400 Bad Request\r\n\r\n"), "refuses, or speaks no IMAP"),
    "goodbye": (imap_server(greeting=b"* BYE too many\r\n"), "refuses, or speaks no IMAP"),
    "a literal in the greeting": (imap_server(greeting=b"* OK {4294967296}\r\n"), ""),
    "a literal of a number without an end": (
        imap_server(search=b"* SEARCH {" + b"9" * 5_000 + b"}\r\n"),
        "speaks no IMAP",
    ),
    "words for numbers": (imap_server(search=b"* SEARCH one two\r\n"), "speaks no IMAP that is understood: ValueError"),
    "numbers beyond all": (imap_server(search=b"* SEARCH " + b"9" * 40 + b"\r\n"), "speaks no IMAP that is understood"),
    "no line ends": (imap_server(search=b"* SEARCH 1\n"), ""),
    "a literal that ends early": (lambda talk: _cut(talk), "broke the connection off in the middle of a message"),
    "a secret said back": (
        imap_server(login=f"NO not with {SECRET}".encode()),
        "does not let ann in with the password",
    ),
    "no passwords": (imap_server(able=b"IMAP4rev1 LOGINDISABLED AUTH=GSSAPI"), "takes no password: it wants GSSAPI"),
    "escapes": (imap_server(login=b"NO \x1b[31mred\x1b[0m"), "does not let ann in"),
}


def _cut(talk: Talk) -> None:
    """Far more is announced than comes."""
    imap_server(fetch=lambda uid: _close(talk, b"* 1 FETCH (UID 1 BODY[] {200000000}\r\nReceived: x"))(talk)


def _close(talk: Talk, data: bytes) -> bytes:
    talk.say(data)
    talk.own.close()
    raise OSError


@pytest.mark.parametrize("name", BROKEN_IMAP)
def test_imap_that_is_none(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headertrace.sources.stores.reading.TIMEOUT_S", 1.0)
    script, words = BROKEN_IMAP[name]
    with talking(script) as (port, _):
        told = sentence(f"imap://ann@127.0.0.1:{port}/")
    assert words in told and told.isprintable()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "it is not there any more"),
        (b"* 1 FETCH (UID 2 BODY[] {3}\r\nabc)\r\n", "it is not there any more"),
        (b"* 1 FETCH (FLAGS (\\Seen))\r\n* 2 FETCH (UID 1 FLAGS ())\r\n", "it is not there any more"),
        (b"* 1 FETCH (UID 1 BODY[] NIL)\r\n", "it is not there any more"),
        (b"* 1 FETCH (UID 1 BODY[] {0}\r\n)\r\n", "the server gave nothing for it"),
        (
            b"* 1 FETCH (UID 1 BODY[] {200}\r\n" + b"x" * 200 + b")\r\n",
            "it has 200 bytes, more than the 100 that are read",
        ),
    ],
)
def test_a_message_that_cannot_be_had_costs_that_message(
    answer: bytes, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "MAX_WHOLE", 100)
    monkeypatch.setattr("headertrace.sources.stores.message.MAX_WHOLE", 100)
    small = b"From: a@example.net\r\nDate: x\r\n\r\n"
    fetch = lambda uid: answer if uid == 1 else b"* 2 FETCH (BODY[] {%d}\r\n%b UID 2)\r\n" % (len(small), small)  # noqa: E731
    with talking(imap_server(search=b"* SEARCH 1 2\r\n", fetch=fetch)) as (port, _):
        bad, good = headertrace.read(f"imap://ann@127.0.0.1:{port}/")
    assert left_out(bad) == words
    assert [field.name for field in good.fields] == ["From", "Date"]


@pytest.mark.parametrize("endless", [b"* OK more\r\n", b"* SEARCH " + b"1 " * 1_000, b"* 1 FETCH (FLAGS ())\r\n"])
def test_talk_without_an_end_is_ended(endless: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "MAX_WORDS", 100_000)

    def script(talk: Talk) -> None:
        while True:
            talk.say(endless)

    with talking(lambda talk: _until(talk, b"SEARCH", script)) as (port, _):
        assert "says more than 100,000 bytes" in sentence(f"imap://ann@127.0.0.1:{port}/")


def _until(talk: Talk, word: bytes, then: Callable[[Talk], None]) -> None:
    """As others do until that word is heard."""
    hear = talk.hear

    def hearing() -> bytes:
        line = hear()
        if word in line:
            then(talk)
        return line

    talk.hear = hearing  # type: ignore[method-assign]
    imap_server()(talk)


@pytest.mark.parametrize("greeting", [b"* OK hello\r\n", b"* PREAUTH you are ann\r\n"])
@pytest.mark.parametrize("able", [b"IMAP4rev1", b"IMAP4rev1 STARTTLS"])
def test_without_encryption_no_password_is_sent(greeting: bytes, able: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = (greeting, able) == (b"* OK hello\r\n", b"IMAP4rev1 STARTTLS")
    words = "does not answer" if offered else "offers no encryption on port"
    monkeypatch.setattr("headertrace.sources.stores.reading.TIMEOUT_S", 1.0)
    monkeypatch.setattr(imap, "loopback", lambda host: False)
    with talking(imap_server(greeting=greeting, able=able)) as (port, heard):
        assert words in sentence(f"imap://ann@127.0.0.1:{port}/")
    assert not any(SECRET.encode() in line or b"LOGIN " in line for line in heard)


def test_what_is_said_before_the_encryption_is_forgotten(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """CVE-2011-0411: whoever sits between puts words behind the answer to STARTTLS."""
    monkeypatch.setattr(imap, "loopback", lambda host: False)
    context = _authority(tmp_path, monkeypatch)

    def script(talk: Talk) -> None:
        talk.say(b"* OK hello\r\n")
        while line := talk.hear():
            tag, _, command = line.partition(b" ")
            if command == b"STARTTLS":
                talk.say(tag + b" OK now\r\n* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n")
                talk.wrapped(context.wrap_socket(talk.own, server_side=True))
                imap_server(greeting=b"")(talk)
                return
            talk.say(b"* CAPABILITY IMAP4rev1 STARTTLS\r\n" + tag + b" OK done\r\n")

    with talking(script) as (port, heard):
        assert len(list(headertrace.read(f"imap://ann@127.0.0.1:{port}/"))) == 1
    assert heard.index(next(line for line in heard if line.endswith(b"STARTTLS"))) < heard.index(
        next(line for line in heard if SECRET.encode() in line)
    )


@pytest.mark.parametrize("auth", ["", ";AUTH=XOAUTH2", ";AUTH=OAUTHBEARER"])
def test_a_token_goes_where_a_password_would(auth: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 7628 section 3.2.3: after the error report comes an empty answer, and then the refusal."""
    monkeypatch.setenv(TOKEN, "t0k3n-of-oauth")

    def script(talk: Talk) -> None:
        plain = imap_server(able=b"IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2")
        hear = talk.hear

        def hearing() -> bytes:
            line = hear()
            if b"AUTHENTICATE" not in line:
                return line
            for challenge in (b"", b"eyJzdGF0dXMiOiI0MDAifQ=="):
                talk.say(b"+ " + challenge + b"\r\n")
                hear()
            talk.say(line.partition(b" ")[0] + b" NO invalid token\r\n")
            return hear()

        talk.hear = hearing  # type: ignore[method-assign]
        plain(talk)

    with talking(script) as (port, heard):
        told = sentence(f"imap://ann{auth}@127.0.0.1:{port}/")
    assert "with the token from HEADERTRACE_MAIL_TOKEN: " in told and "invalid token" in told
    chosen = auth.rpartition("=")[2] or "XOAUTH2"
    at = next(place for place, line in enumerate(heard) if line.endswith(f"AUTHENTICATE {chosen}".encode()))
    said = {
        "XOAUTH2": "user=ann\1auth=Bearer t0k3n-of-oauth\1\1",
        "OAUTHBEARER": f"n,a=ann,\1host=127.0.0.1\1port={port}\1auth=Bearer t0k3n-of-oauth\1\1",
    }
    assert (b64decode(heard[at + 1]).decode(), heard[at + 2]) == (said[chosen], b"")


_BITS = st.sampled_from([
    b"* OK hello\r\n", b"TAG OK done\r\n", b"TAG NO\r\n", b"TAG BAD x\r\n", b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n", b"+ \r\n", b"+\r\n",
    b"* SEARCH 1 2\r\n", b"* 1 FETCH (UID 1 BODY[] {5}\r\nabc\r\n)\r\n", b"* 1 FETCH (UID 1 BODY[] {99}\r\n", b"* BYE\r\n", b"* PREAUTH\r\n",
    b"* OK [UIDVALIDITY x] y\r\n", b"* OK [READ-ONLY]\r\n", b"* 3 EXISTS\r\n", b"* 1 EXPUNGE\r\n", b"* ESEARCH (TAG \"a\") UID ALL 1\r\n",
    b"+OK\r\n", b"+OK 2 9\r\n", b"-ERR\r\n", b".\r\n", b"..\r\n", b"SASL PLAIN\r\n", b"From: a\r\n\r\n", b"\r\n", b"{3}\r\n",
]) | st.binary(max_size=40)  # fmt: skip


@given(st.lists(st.lists(_BITS, max_size=4), max_size=9), st.sampled_from(["imap", "pop"]))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_server_says_nothing_but_one_sentence_comes_of_it(said: list[list[bytes]], scheme: str) -> None:
    def script(talk: Talk) -> None:
        # Where both wait for each other, it hangs up.
        talk.own.settimeout(0.02)
        tag = b""
        for bits in said:
            talk.say(b"".join(bits).replace(b"TAG", tag))
            tag = talk.hear().partition(b" ")[0]

    with talking(script) as (port, _):
        try:
            for message in headertrace.read(f"{scheme}://ann@127.0.0.1:{port}/"):
                headertrace.trace(message)
        except OSError as error:
            assert "\n" not in str(error) and SECRET not in str(error)


# POP3


def pop_server(
    *, greeting: bytes = b"+OK hello\r\n", stat: bytes = b"+OK 2 99\r\n", one: bytes = MAIL, end: bytes = b".\r\n"
) -> Callable[[Talk], None]:
    def script(talk: Talk) -> None:
        talk.say(greeting)
        while line := talk.hear():
            word = line.split()[0]
            if word == b"CAPA":
                talk.say(b"+OK\r\nUSER\r\nUIDL\r\n.\r\n")
            elif word == b"STAT":
                talk.say(stat)
            elif word == b"UIDL":
                talk.say(b"+OK\r\n1 a\r\n2 b\r\nx c\r\n\r\n.\r\n")
            elif word == b"RETR":
                stuffed = b"".join(b"." + row if row[:1] == b"." else row for row in one.splitlines(keepends=True))
                talk.say(b"+OK\r\n" + stuffed + end)
                if not end:
                    return
            elif word == b"STLS":
                talk.say(b"-ERR no\r\n")
            else:
                talk.say(b"+OK\r\n")

    return script


def test_pop3_that_does_as_others_do() -> None:
    """Lines of 4,000 bytes, which poplib refuses, and dots."""
    with talking(pop_server()) as (port, heard):
        found = list(read_whole(f"pop://ann@127.0.0.1:{port}/"))
        (named,) = headertrace.read(f"pop://ann@127.0.0.1:{port}/;UIDL=b")
    assert [data for _, data in found] == [MAIL, MAIL]
    assert named.source.name == f"pop://ann@127.0.0.1:{port}/2"
    assert [line.split()[0] for line in heard if line][:8] == [
        b"CAPA",
        b"USER",
        b"PASS",
        b"STAT",
        b"RETR",
        b"RETR",
        b"RSET",
        b"QUIT",
    ]


@pytest.mark.parametrize(
    ("script", "path", "words"),
    [
        (lambda talk: None, "", "broke the connection off"),
        (pop_server(greeting=b"-ERR busy\r\n"), "", "speaks no POP3: -ERR busy"),
        (pop_server(greeting=b"220 mx ESMTP\r\n"), "", "speaks no POP3: 220 mx ESMTP"),
        (pop_server(stat=b"+OK many\r\n"), "", "does not count its messages"),
        (pop_server(stat=b"+OK\r\n"), "", "does not count its messages"),
        (pop_server(end=b""), "", "broke the connection off in the middle of an answer"),
        (pop_server(), ";UIDL=c", "there is no message with UIDL c"),
        (pop_server(), "3", "there is no message 3: ann@127.0.0.1 has 2"),
        (pop_server(), "0", "a message of a POP3 mailbox is named by its number"),
        (pop_server(), "x", "a message of a POP3 mailbox is named by its number"),
        (pop_server(), "9" * 5_000, "there is no message 999"),
    ],
)
def test_pop3_that_is_none(script: Callable[[Talk], None], path: str, words: str) -> None:
    with talking(script) as (port, _):
        assert words in sentence(f"pop://ann@127.0.0.1:{port}/{path}")


def test_pop3_without_encryption_gets_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pop3, "loopback", lambda host: False)
    with talking(pop_server()) as (port, heard):
        assert "offers no encryption" in sentence(f"pop://ann@127.0.0.1:{port}/")
    assert not any(line.startswith((b"USER", b"PASS", b"AUTH")) for line in heard)


def test_pop3_messages_that_are_too_long_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pop3, "MAX_WHOLE", 100)
    with talking(pop_server()) as (port, _):
        found = list(headertrace.read(f"pop://ann@127.0.0.1:{port}/"))
    assert len(found) == 2 and all(f"it has {len(MAIL):,} bytes" in left_out(message) for message in found)


def test_a_message_without_an_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pop3, "MAX_TALK", 1_000_000)

    def script(talk: Talk) -> None:
        hear = talk.hear

        def hearing() -> bytes:
            line = hear()
            while line.startswith(b"RETR"):
                talk.say(b"+OK" + b"x" * 10_000)
            return line

        talk.hear = hearing  # type: ignore[method-assign]
        pop_server()(talk)

    with talking(script) as (port, _):
        # The line that never ends is the answer itself.
        assert "says more than 1,000,000 bytes" in sentence(f"pop://ann@127.0.0.1:{port}/")


# JMAP

_MAIL_IN = "urn:ietf:params:jmap:mail"


def _authority(folder: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """What a server on loopback needs; the client trusts whoever signed it."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(folder / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))
    return context


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    return _authority(tmp_path, monkeypatch)


@contextmanager
def secure(context: ssl.SSLContext, answer: Callable[[Asked], Says]) -> Iterator[Server]:
    with serving(answer) as server:
        server.http.socket = context.wrap_socket(server.http.socket, server_side=True)
        server.url = server.url.replace("http:", "https:")
        yield server


def session(**more: object) -> dict[str, object]:
    return {
        "apiUrl": "/api/", "downloadUrl": "/get/{accountId}/{blobId}/{name}?type={type}",
        "primaryAccounts": {_MAIL_IN: "a1"}, **more,
    }  # fmt: skip


def jmap_server(
    found: object = None, calls: dict[str, object] | None = None, data: bytes = MAIL
) -> Callable[[Asked], Says]:
    """One that does as others do, but for what is given."""
    rows: dict[str, object] = {
        "Mailbox/get": {"list": [{"id": "m1", "name": "Inbox", "role": "inbox", "parentId": None}]},
        "Email/get": {"list": [{"id": "e1", "blobId": "b1", "size": len(MAIL)}]},
        **(calls or {}),
    }

    def answer(asked: Asked) -> Says:
        if asked.path == "/.well-known/jmap":
            return Says(session() if found is None else found)
        if asked.path.startswith("/get/"):
            return Says(data)
        method, arguments, _ = asked.json["methodCalls"][0]
        if method == "Email/query" and method not in rows:
            return Says({"methodResponses": [[method, {"ids": ["e1"] if not arguments["position"] else []}, "0"]]})
        row = rows[method]
        return Says({"methodResponses": [row if isinstance(row, list) else [method, row, "0"]]})

    return answer


def test_jmap_that_does_as_others_do(context: ssl.SSLContext) -> None:
    with secure(context, jmap_server()) as server:
        port = server.http.server_port
        ((message, data),) = read_whole(f"jmap://ann@127.0.0.1:{port}/")
    assert (data, message.source.name) == (MAIL, f"jmap://ann@127.0.0.1:{port}/;ID=e1")
    assert {asked.method + " " + asked.path for asked in server.asked} == {
        "GET /.well-known/jmap", "POST /api/", "GET /get/a1/b1/mail.eml",
    }  # fmt: skip
    called = [asked.json["methodCalls"][0][0] for asked in server.asked if asked.method == "POST"]
    assert called == ["Mailbox/get", "Email/query", "Email/get", "Email/query"]


@pytest.mark.parametrize("place", ["redirect", "apiUrl", "downloadUrl"])
def test_a_credential_goes_to_no_other_host(place: str, context: ssl.SSLContext) -> None:
    with secure(context, lambda asked: Says(session())) as other:
        there = other.url.replace("127.0.0.1", "localhost") + "/get/{accountId}/{blobId}"

        def answer(asked: Asked) -> Says:
            if place == "redirect":
                return Says(None, 302, (("Location", there),))
            return jmap_server(session(**{place: there}))(asked)

        with secure(context, answer) as server:
            told = sentence(f"jmap://ann@127.0.0.1:{server.http.server_port}/")
    assert "the server points to another host (https://localhost:" in told
    assert not other.asked


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda asked: Says({"e": "no"}, 404), "speaks no JMAP"),
        (lambda asked: Says(b"<html>"), "something else than JSON"),
        (lambda asked: Says([1]), "speaks no JMAP"),
        (lambda asked: Says(None, 301, (("Location", "/.well-known/jmap"),)), "redirects without an end"),
        (lambda asked: Says(None, 301), "redirects without an end"),
        (lambda asked: Says({"detail": SECRET}, 401), "does not let ann in with the password"),
        (jmap_server(session(apiUrl=7)), "apiUrl"),
        (jmap_server(session(primaryAccounts={})), "primaryAccounts"),
        (jmap_server(session(primaryAccounts={_MAIL_IN: "../x"})), "something else than an id"),
        (jmap_server(calls={"Mailbox/get": {"list": "x"}}), "has no list"),
        (jmap_server(calls={"Mailbox/get": {"list": [{"id": "../../x", "role": "inbox"}]}}), "something else than an id"),
        (jmap_server(calls={"Mailbox/get": ["error", {"type": "unknownMethod"}, "0"]}), "does not answer Mailbox/get: unknownMethod"),
        (jmap_server(calls={"Mailbox/get": ["error", SECRET, "0"]}), "does not answer Mailbox/get"),
        (jmap_server(calls={"Email/query": {"ids": ["a/../b"]}}), "something else than an id"),
        (jmap_server(calls={"Email/get": {"list": [{"id": "e1", "blobId": ["x"], "size": "x"}]}}), "something else than an id"),
    ],
)  # fmt: skip
def test_jmap_that_is_none(answer: Callable[[Asked], Says], words: str, context: ssl.SSLContext) -> None:
    with secure(context, answer) as server:
        assert words in sentence(f"jmap://ann@127.0.0.1:{server.http.server_port}/")


def test_a_ring_of_mailboxes_has_an_end(context: ssl.SSLContext) -> None:
    ring = {"list": [{"id": "a", "name": "x", "parentId": "b"}, {"id": "b", "name": "y", "parentId": "a"}]}
    with secure(context, jmap_server(calls={"Mailbox/get": ring})) as server:
        assert "has no mailbox 'x'" in sentence(f"jmap://ann@127.0.0.1:{server.http.server_port}/x")


def test_jmap_messages_that_are_gone_or_too_long(context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jmap, "MAX_WHOLE", 100)
    with secure(context, jmap_server()) as server:
        (message,) = headertrace.read(f"jmap://ann@127.0.0.1:{server.http.server_port}/")
    assert "bytes, more than" in left_out(message)
    with secure(context, jmap_server(calls={"Email/get": {"list": []}})) as server:
        (message,) = headertrace.read(f"jmap://ann@127.0.0.1:{server.http.server_port}/")
        assert "there is no message with id e1" in sentence(f"jmap://ann@127.0.0.1:{server.http.server_port}/;ID=e1")
    assert left_out(message) == "it is not there any more"


def test_a_jmap_mailbox_without_an_end_has_one(context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jmap, "MAX_MESSAGES", 2)
    with secure(context, jmap_server(calls={"Email/query": {"ids": ["e1"]}})) as server:
        *read, last = headertrace.read(f"jmap://ann@127.0.0.1:{server.http.server_port}/")
    assert len(read) == 2 and all(message.fields for message in read)
    assert left_out(last) == "it stands behind the first 2 messages: none of those was read"
