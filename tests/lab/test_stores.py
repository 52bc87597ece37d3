"""Mail that lies on real servers: a Dovecot by IMAP and POP3, with certificates that are checked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import trustme

from helpers.samples import HOME

from . import dovecot
from .host import Host, Network

MAILS = [
    (HOME / f"{name}.eml").read_bytes().replace(b"\n", b"\r\n")
    for name in ("greylisted", "queue-retry", "list-moderation", "bounce")
]
LONG = MAILS[1] + b"x" * 100_000 + b"\r\n.\r\n..dots\r\n"
GREETING = MAILS[1].replace(b"Subject: Waiting in the queue", b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=")
BOX = "Gelöschte & mehr"
SECRET = "secret"


class Store(NamedTuple):
    """bob's mail on ``host``; ``authority`` signed the server's certificate."""

    host: Host
    authority: Path

    @property
    def at(self) -> str:
        return f"bob@{self.host.ip}"

    def run(self, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
        """``headertrace ARGS`` on the store's network, without a terminal."""
        done = subprocess.run(
            ["nsenter", "-t", str(self.host.pid), "-n", sys.executable, "-m", "headertrace", *args],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            start_new_session=True,
            env={
                **os.environ,
                "HEADERTRACE_MAIL_PASSWORD": SECRET,
                "SSL_CERT_FILE": str(self.authority),
                **env,
            },
        )
        assert SECRET not in (said := done.stdout.decode() + done.stderr.decode()) and "Traceback" not in said, said
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    def documents(self, url: str) -> list[dict[str, Any]]:
        """The JSON document of each message that the URL names."""
        done = self.run("-f", "ndjson", url)
        assert (done.returncode, done.stderr) == (0, "")
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def store(network: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    host = network.host("mail.gamma.example", dovecot)
    authority = certified(host, tmp_path_factory.mktemp("authority"))
    dovecot.start(host)
    for mail in (*MAILS, LONG):
        host.run("doveadm", "save", "-u", "bob", "-m", "INBOX", given=mail)
    host.run("doveadm", "mailbox", "create", "-u", "bob", BOX)
    for mail in (MAILS[2], GREETING):
        host.run("doveadm", "save", "-u", "bob", "-m", BOX, given=mail)
    yield Store(host, authority)


def certified(host: Host, folder: Path) -> Path:
    """Give the host a certificate for its address; the file of the authority that signed it."""
    authority = trustme.CA()
    made = authority.issue_cert(host.ip)
    host.write("/etc/lab/key.pem", made.private_key_pem.bytes(), 0o600)
    host.write("/etc/lab/cert.pem", b"".join(blob.bytes() for blob in made.cert_chain_pems))
    authority.cert_pem.write_to_path(folder / "ca.pem")
    return folder / "ca.pem"


def told(mail: bytes) -> list[dict[str, Any]]:
    """The documents of a raw file with that mail."""
    done = subprocess.run(
        [sys.executable, "-m", "headertrace", "-f", "ndjson"], input=mail, capture_output=True, check=False
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def differing(found: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> dict[str, Any]:
    """What differs between documents, but for where the message lies; its size and hash are to be the same."""
    out: dict[str, Any] = {} if len(found) == len(wanted) else {"messages": (len(found), len(wanted))}
    for one, other in zip(found, wanted, strict=False):
        for row in (one, other):
            for inner in (row, row["returned"] or row):
                inner["source"] = {name: inner["source"][name] for name in ("bytes", "sha256")}
        out.update({key: (one[key], other[key]) for key in other if one[key] != other[key]})
    return out


ALL = [*MAILS, LONG]
# What comes behind scheme and host, and the messages that it names.
NAMED = {
    ("imaps", "INBOX;UID=2"): [MAILS[1]],
    ("imaps", "INBOX/;UID=2"): [MAILS[1]],
    ("imaps", ";uid=4"): [MAILS[3]],
    ("imaps", "INBOX;UID=2:3,5"): [MAILS[1], MAILS[2], LONG],
    ("imaps", "INBOX;UID=*"): [LONG],
    ("imaps", "INBOX"): ALL,
    ("imaps", ""): ALL,
    ("imap", "INBOX"): ALL,
    ("imaps", "INBOX?SUBJECT%20queue"): [MAILS[1], LONG],
    ("imaps", "INBOX;UID=1:3?SUBJECT%20queue"): [MAILS[1]],
    ("imaps", "Gel%C3%B6schte%20%26%20mehr?SUBJECT%20%22Gr%C3%BC%C3%9Fe%22"): [GREETING],
    ("imaps", "Gel%C3%B6schte%20%26%20mehr"): [MAILS[2], GREETING],
    ("imaps", BOX.replace(" ", "%20") + ";UID=1"): [MAILS[2]],
    ("pops", ""): ALL,
    ("pop3s", "2"): [MAILS[1]],
    ("pop", "4"): [MAILS[3]],
    ("pop3", ""): ALL,
}  # fmt: skip


@pytest.mark.parametrize(("scheme", "path"), NAMED)
def test_what_a_url_names_is_traced_as_the_raw_message(store: Store, scheme: str, path: str) -> None:
    found = store.documents(f"{scheme}://{store.at}/{path}")
    assert not differing(found, [row for mail in NAMED[scheme, path] for row in told(mail)])


def test_each_message_is_named_by_a_url_that_names_it(store: Store) -> None:
    for url in (f"imaps://{store.at}/", f"pops://{store.at}/", f"imaps://{store.at}/{BOX.replace(' ', '%20')}"):
        for row in store.documents(url):
            assert not differing(store.documents(row["source"]["name"]), [row])


def test_a_search_for_what_is_not_ascii(store: Store) -> None:
    done = store.run(f"imaps://{store.at}/INBOX?SUBJECT%20%22Gr%C3%BC%C3%9Fe%22")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.endswith("no message fits 'SUBJECT \"Grüße\"'\n")


def test_nothing_is_changed(store: Store) -> None:
    """No message is seen, and none is gone; POP3 has its own way to forget."""
    for url in ("imaps", "imap", "pops", "pop"):
        assert len(store.documents(f"{url}://{store.at}/")) == len(ALL)
    flags = store.host.run("doveadm", "-f", "tab", "fetch", "-u", "bob", "uid flags", "mailbox", "INBOX", "all")
    rows = [line.split("\t") for line in flags.splitlines()[1:]]
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5"]
    assert all("\\Seen" not in line for line in flags.splitlines()), flags


def test_uidl_names_one_message(store: Store) -> None:
    status = store.host.run("doveadm", "-f", "tab", "mailbox", "status", "-u", "bob", "uidvalidity", "INBOX")
    # Dovecot's pop3_uidl_format, as it is unless set otherwise.
    uidl = f"{3:08x}{int(status.split()[-1]):08x}"
    found = store.documents(f"pops://{store.at}/;UIDL={uidl}")
    assert not differing(found, told(MAILS[2]))


def test_an_old_uidvalidity_is_told(store: Store) -> None:
    done = store.run(f"imaps://{store.at}/INBOX;UIDVALIDITY=7/;UID=2")
    assert done.returncode == 4 and "UIDs of 'INBOX' were reassigned" in done.stderr


@pytest.mark.parametrize(
    ("scheme", "path", "env", "words"),
    [
        ("imaps", "Nowhere", {}, "has no mailbox 'Nowhere' to read"),
        ("imaps", "INBOX;UID=99", {}, "there is no message with UID 99"),
        ("imaps", "INBOX;UID=0:x", {}, "is not a number or a set of numbers"),
        ("imaps", "INBOX?NONSENSE%20x", {}, "Unknown argument NONSENSE"),
        ("imaps", "INBOX?FROM%20nobody", {}, "no message fits 'FROM nobody'"),
        ("pops", "99", {}, "there is no message 99: "),
        ("pops", ";UIDL=none", {}, "there is no message with UIDL none"),
        ("imaps", "", {"HEADERTRACE_MAIL_PASSWORD": "wr0ng-one"}, "does not let bob in with the password from HEADERTRACE_MAIL_PASSWORD"),
        ("pops", "", {"HEADERTRACE_MAIL_PASSWORD": "wr0ng-one"}, "does not let bob in with the password from HEADERTRACE_MAIL_PASSWORD"),
        ("imaps", "", {"HEADERTRACE_MAIL_TOKEN": "t0k3n-of-oauth"}, "does not let bob in with the token from HEADERTRACE_MAIL_TOKEN"),
        ("pops", "", {"HEADERTRACE_MAIL_TOKEN": "t0k3n-of-oauth"}, "does not let bob in with the token from HEADERTRACE_MAIL_TOKEN"),
        ("imaps", "", {"HEADERTRACE_MAIL_PASSWORD": ""}, "there is no password of bob@"),
        ("imaps", "", {"SSL_CERT_FILE": "/dev/null"}, "its certificate does not hold"),
        ("imap", "", {"SSL_CERT_FILE": "/dev/null"}, "its certificate does not hold"),
        ("pops", "", {"SSL_CERT_FILE": "/dev/null"}, "its certificate does not hold"),
        ("pop", "", {"SSL_CERT_FILE": "/dev/null"}, "its certificate does not hold"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_one_line(store: Store, scheme: str, path: str, env: dict[str, str], words: str) -> None:
    done = store.run(f"{scheme}://{store.at}/{path}", **env)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (4, "", 1), done.stderr
    assert words in done.stderr
    assert "wr0ng" not in done.stderr and "t0k3n" not in done.stderr


def test_a_certificate_for_another_name_does_not_hold(store: Store) -> None:
    done = store.run("imaps://bob@127.0.0.1/")
    assert done.returncode == 4 and "its certificate does not hold" in done.stderr


def test_this_machine_itself_needs_no_encryption(store: Store) -> None:
    assert len(store.documents("imap://bob@127.0.0.1/")) == len(store.documents("pop://bob@localhost/")) == len(ALL)


def test_the_other_sources_beside_a_store_that_fails_are_done(store: Store) -> None:
    done = store.run(f"imaps://{store.at}/Nowhere", str(HOME / "bounce.eml"))
    assert done.returncode == 4 and done.stdout and "Nowhere" in done.stderr


def test_the_other_verbs_read_stores_too(store: Store, tmp_path: Path) -> None:
    url = f"imaps://{store.at}/INBOX;UID=2"
    mail = tmp_path / "mail.eml"
    mail.write_bytes(MAILS[1])
    received = store.run("received", url)
    assert received.returncode == 0 and len(received.stdout.splitlines()) == MAILS[1].count(b"Received: ")
    key = tmp_path / "key"
    key.write_bytes(b"k" * 32)
    key.chmod(0o600)
    redacted = [store.run("redact", "--redact-key", str(key), name).stdout for name in (url, str(mail))]
    assert redacted[0] == redacted[1] != ""
    assert store.run("compare", url, str(mail)).returncode == 0
    assert store.at not in store.run("--redact", "-f", "json", url).stdout
    assert store.run("verify", "--dry-run", url).stdout == store.run("verify", "--dry-run", str(mail)).stdout != ""
    rehearsal = store.run("report", url, "--to", "file", "--set", f"folder={tmp_path}", "--dry-run")
    assert rehearsal.returncode == 0 and "nothing is sent" in rehearsal.stdout
