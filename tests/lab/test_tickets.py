"""Reports put on tickets of a real Request Tracker, and handed to real mail servers."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import trustme

from . import opensmtpd, postfix, rt
from .host import Host, Network, python

MAIL = b"""\
Received: from relay.example.net (relay.example.net [192.0.2.1])
\tby mx.example.org (Postfix) with ESMTPS id 4ABC123
\tfor <bob@example.org>; Tue, 24 Nov 2026 08:10:00 +0000 (UTC)
Received: from pc.example.net (pc.example.net [192.0.2.2])
\tby relay.example.net (Postfix) with ESMTPSA id 4ABC122
\tfor <bob@example.org>; Tue, 24 Nov 2026 08:00:02 +0000 (UTC)
Date: Tue, 24 Nov 2026 08:00:00 +0000
From: =?utf-8?q?J=C3=B6rg?= <ann@example.net>
To: bob@example.org
Subject: %s
Message-ID: <lunch.1@example.net>

gr\xc3\xbc\xc3\x9fe
From the body
.
"""
AUTHORITY = trustme.CA()
_ASK = """
import sys, urllib.request
request = urllib.request.Request(sys.argv[1], headers={"Authorization": "token " + sys.argv[2]})
sys.stdout.write(urllib.request.urlopen(request).read().decode())
"""


class Done(NamedTuple):
    code: int
    out: str
    err: str


class Tracker(NamedTuple):
    host: Host
    token: str
    home: Path

    def report(self, *args: str, subject: bytes = b"lunch", **env: str) -> Done:
        """``headertrace report`` on the tracker's host."""
        url = ("--set", f"url=http://127.0.0.1:{rt.PORT}")
        return report(
            self.host, self.home, "--to", "rt", *url, *args, mail=MAIL % subject, **{"RT_TOKEN": self.token, **env}
        )

    def ask(self, path: str) -> Any:
        return json.loads(python(self.host, _ASK, f"http://127.0.0.1:{rt.PORT}/REST/2.0/{path}", self.token))

    def files(self, ticket: str) -> dict[str, list[bytes]]:
        """File name → contents of the ticket's attachments that have a name."""
        out: dict[str, list[bytes]] = {}
        for row in self.ask(f"ticket/{ticket}/attachments?fields=Filename&per_page=100")["items"]:
            if row["Filename"]:
                out.setdefault(row["Filename"], []).append(b64decode(self.ask(f"attachment/{row['id']}")["Content"]))
        return out

    def kinds(self, ticket: str) -> list[str]:
        """Comment or Correspond for everything that was said on the ticket."""
        rows = self.ask(f"ticket/{ticket}/history?fields=Type&per_page=100")["items"]
        return sorted(row["Type"] for row in rows if row["Type"] in ("Comment", "Correspond"))


def report(host: Host, home: Path, *args: str, mail: bytes, **env: str) -> Done:
    """``headertrace report -`` on the host's network, with settings and state of its own."""
    done = subprocess.run(
        ["nsenter", "-t", str(host.pid), "-n", sys.executable, "-m", "headertrace", "report", "-", *args],
        input=mail,
        capture_output=True,
        check=False,
        env={
            "PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "LANG": "C.UTF-8", "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"), "XDG_STATE_HOME": str(home / "state"), **env,
        },
    )  # fmt: skip
    return Done(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


@pytest.fixture(scope="module")
def tracker(network: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tracker]:
    host = network.host("rt.example", rt)
    yield Tracker(host, rt.start(host), tmp_path_factory.mktemp("home"))


def opened(done: Done) -> str:
    assert (done.code, done.err) == (0, "")
    return done.out.partition(" ticket ")[2].split()[0]


def test_rt_takes_a_new_ticket_once(tracker: Tracker, tmp_path: Path) -> None:
    args = ("--set", "queue=General", "--evidence", "message")
    ticket = opened(tracker.report(*args))
    assert tracker.ask(f"ticket/{ticket}")["Subject"] == "Mail path: lunch"
    written = report(
        tracker.host,
        tracker.home,
        "--to",
        "file",
        "--set",
        f"folder={tmp_path}",
        "--evidence",
        "message",
        mail=MAIL % b"lunch",
    )
    assert written.code == 0
    files = {path.name: [path.read_bytes()] for path in tmp_path.iterdir() if path.suffix != ".txt"}
    assert sorted(Path(name).suffix for name in files) == [".eml", ".html"]
    assert tracker.files(ticket) == files
    again = tracker.report(*args)
    assert (again.code, "is there already" in again.out) == (0, True)
    assert tracker.files(ticket) == files
    assert len(tracker.ask("tickets?query=Subject%3D'Mail%20path%3A%20lunch'")["items"]) == 1


def test_rt_takes_a_private_comment_once(tracker: Tracker) -> None:
    ticket = opened(tracker.report("--set", "queue=General", "--evidence", "none", subject=b"old"))
    assert tracker.kinds(ticket) == []
    done = tracker.report("--ticket", ticket, subject=b"comment")
    assert (done.code, "(private note)" in done.out) == (0, True)
    assert tracker.report("--ticket", ticket, subject=b"comment").out.endswith("--again sends it once more\n")
    assert tracker.kinds(ticket) == sorted(["Comment"])
    assert [len(found) for name, found in tracker.files(ticket).items() if name.endswith(".eml")] == [1]
    assert tracker.report("--ticket", ticket, "--public", subject=b"reply").code == 0
    assert tracker.kinds(ticket) == sorted(["Comment", "Correspond"])
    assert tracker.report("--ticket", ticket, "--again", subject=b"comment").code == 0
    assert tracker.kinds(ticket) == sorted(["Comment", "Comment", "Correspond"])


def test_rt_keeps_a_private_report_from_the_requestor(tracker: Tracker) -> None:
    ticket = opened(tracker.report("--set", "queue=General", "--set", "requestor=ann@example.net", subject=b"hers"))
    assert [row["id"] for row in tracker.ask(f"ticket/{ticket}")["Requestor"]] == ["ann@example.net"]
    history = tracker.ask(f"ticket/{ticket}/history?fields=Type,_hyperlinks&per_page=100")["items"]
    with_files = {
        row["Type"]
        for row in history
        if tracker.ask(f"transaction/{row['id']}/attachments?fields=Filename")["items"]
        and any(
            item["Filename"] for item in tracker.ask(f"transaction/{row['id']}/attachments?fields=Filename")["items"]
        )
    }
    assert with_files == {"Comment"}
    assert opened_again(tracker, "--set", "queue=General", "--set", "requestor=ann@example.net") == ticket


def opened_again(tracker: Tracker, *args: str) -> str:
    done = tracker.report(*args, subject=b"hers")
    assert (done.code, "is there already" in done.out) == (0, True)
    return done.out.partition(" ticket ")[2].split(":")[0]


@pytest.mark.parametrize(
    ("args", "env", "said"),
    [
        (("--ticket", "999999"), {}, "knows no such ticket or address (404"),
        (("--ticket", "1"), {"RT_TOKEN": "1-14-000000"}, "does not know it with token from RT_TOKEN (401"),
        (("--set", "queue=Nowhere"), {}, "(403 to: open a ticket): No permission"),
        (
            ("--ticket", "1", "--set", "user=root"),
            {"RT_PASSWORD": "wrong"},
            "does not know it with password from RT_PASSWORD",
        ),
    ],
    ids=["ticket", "token", "queue", "password"],
)
def test_rt_refuses_and_the_report_is_kept(
    tracker: Tracker, args: tuple[str, ...], env: dict[str, str], said: str
) -> None:
    done = tracker.report(*args, subject=b"refused", **env)
    assert (done.code, done.out, done.err.count("\n")) == (5, "", 1)
    assert said in done.err
    folder = Path(done.err.partition("is kept in ")[2].strip())
    assert {path.suffix for path in folder.iterdir()} == {".txt", ".html", ".eml"}


def test_rt_takes_a_password(tracker: Tracker) -> None:
    ticket = opened(
        tracker.report(
            "--set", "queue=General", "--set", "user=root", subject=b"pw", RT_PASSWORD="password", RT_TOKEN=""
        )
    )
    assert "no-one" in str(tracker.ask(f"ticket/{ticket}")) or int(ticket)


def test_rt_hostile_subject_is_a_title(tracker: Tracker) -> None:
    subject = b"=?utf-8?q?a=0D=0ABcc:_x=40y=1B[31m=E2=80=AE_<script>?="
    ticket = opened(tracker.report("--set", "queue=General", subject=subject))
    assert tracker.ask(f"ticket/{ticket}")["Subject"] == "Mail path: a Bcc: x@y\\x1b[31m\\u202e <script>"


def through_the_gate(tracker: Tracker, message: bytes) -> None:
    tracker.host.run(
        "rt-mailgate-5", "--queue", "General", "--action", "comment", "--url", f"http://127.0.0.1:{rt.PORT}",
        "--debug", given=message,
    )  # fmt: skip


def test_rt_takes_a_ticket_and_a_comment_by_mail(tracker: Tracker) -> None:
    addresses = ("--set", "from=root@localhost", "--set", "to=rt@rt.example")
    first = report(tracker.host, tracker.home, "--to", "email", *addresses, mail=MAIL % b"posted")
    assert first.code == 0
    through_the_gate(tracker, first.out.encode())
    (row,) = tracker.ask("tickets?query=Subject%3D'Mail%20path%3A%20posted'")["items"]
    rows = tracker.ask(f"ticket/{row['id']}/attachments?fields=ContentType,Headers&per_page=100")["items"]
    assert {"text/plain", "text/html", "message/rfc822"} <= {part["ContentType"] for part in rows}
    # RT takes an attached message apart: its header is that of the part inside.
    assert any("Message-ID: <lunch.1@example.net>" in part["Headers"] for part in rows)
    tag = ("--ticket", row["id"], "--set", "subject=[lab #{}]", "--evidence", "none")
    second = report(tracker.host, tracker.home, "--to", "email", *addresses, *tag, mail=MAIL % b"second")
    through_the_gate(tracker, second.out.encode())
    assert "Comment" in tracker.kinds(row["id"])


@pytest.fixture(scope="module")
def servers(network: Network) -> dict[str, Host]:
    mx, plain = network.host("mx.example", postfix), network.host("smtpd.example", opensmtpd)
    certificate = AUTHORITY.issue_cert("localhost")
    mx.write("/etc/lab/cert.pem", b"".join(blob.bytes() for blob in certificate.cert_chain_pems))
    mx.write("/etc/lab/key.pem", certificate.private_key_pem.bytes(), 0o600)
    postfix.start(mx)
    opensmtpd.start(plain)
    return {"postfix": mx, "opensmtpd": plain}


def posted(servers: dict[str, Host], name: str, tmp_path: Path, *args: str, **env: str) -> tuple[Done, Host]:
    """Submitted from the server's own network to ``bob``."""
    host = servers[name]
    AUTHORITY.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    settings = (
        "--set",
        "from=alice@alpha.example",
        "--set",
        f"to=bob@{host.name}",
        "--set",
        f"ca_file={tmp_path / 'ca.pem'}",
    )
    return report(
        host, tmp_path, "--to", "email", *settings, "--evidence", "message", *args, mail=MAIL % b"smtp", **env
    ), host


def parts(message: bytes) -> dict[str, bytes]:
    """Content type → content, leaves only; an attached message as its own bytes."""
    read = message_from_bytes(message, policy=default)
    assert isinstance(read, EmailMessage)
    out: dict[str, bytes] = {}
    for part in read.walk():
        if part.get_content_type() == "message/rfc822":
            out["message/rfc822"] = (
                message.partition(b"message/rfc822")[2].partition(b"\n\n")[2].partition(b"\n--====")[0]
            )
        elif not part.is_multipart():
            out.setdefault(part.get_content_type(), part.get_payload(decode=True))  # type: ignore[arg-type]
    return out


def test_postfix_takes_it_encrypted_and_logged_in(servers: dict[str, Host], tmp_path: Path) -> None:
    host = servers["postfix"]
    login = ("--smtp", "localhost:587", "--set", f"user=alice@{host.name}")
    done, host = posted(servers, "postfix", tmp_path, *login, SMTP_PASSWORD="secret")
    assert (done.code, done.err) == (0, "")
    message = host.mail("bob")
    assert b"ESMTPSA" in message
    assert list(parts(message)) == ["text/plain", "text/html", "message/rfc822"]
    assert parts(message)["message/rfc822"] == MAIL % b"smtp"
    again, _ = posted(servers, "postfix", tmp_path, *login, SMTP_PASSWORD="secret")
    assert "is there already" in again.out
    wrong, _ = posted(servers, "postfix", tmp_path, *login, "--again", SMTP_PASSWORD="not-secret")
    assert (wrong.code, wrong.err.count("\n"), "535" in wrong.err, "not-secret" in wrong.err) == (5, 1, True, False)
    assert len(host.mailbox("bob")) == 1


def test_a_certificate_of_nobody_known_is_refused(servers: dict[str, Host], tmp_path: Path) -> None:
    done, _ = posted(
        servers, "postfix", tmp_path, "--smtp", "localhost:587", "--set", "ca_file=/etc/ssl/certs/ca-certificates.crt"
    )
    assert (done.code, done.err.count("\n")) == (5, 1)
    assert "certificate" in done.err and "unable to get local issuer" in done.err and "is kept in" in done.err


def test_opensmtpd_takes_it(servers: dict[str, Host], tmp_path: Path) -> None:
    plain = ("--smtp", "127.0.0.1:25", "--set", "encryption=none")
    done, host = posted(servers, "opensmtpd", tmp_path, *plain)
    assert (done.code, done.err) == (0, "")
    message = host.mail("bob")
    assert list(parts(message)) == ["text/plain", "text/html", "message/rfc822"]
    assert hashlib.sha256(parts(message)["message/rfc822"]).digest() == hashlib.sha256(MAIL % b"smtp").digest()
    refused, _ = posted(servers, "opensmtpd", tmp_path, "--smtp", "127.0.0.1:25", "--again")
    assert (refused.code, "STARTTLS" in refused.err) == (5, True)


def test_a_recipient_that_is_refused(servers: dict[str, Host], tmp_path: Path) -> None:
    done, _ = posted(
        servers,
        "postfix",
        tmp_path,
        "--smtp",
        "127.0.0.1:25",
        "--set",
        "encryption=none",
        "--set",
        "to=stranger@mx.example",
    )
    assert (done.code, done.err.count("\n"), "550" in done.err) == (5, 1, True)
