"""Mail that lies on a real JMAP server: Cyrus, with a certificate that is checked."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from . import cyrus
from .host import Network, python
from .test_stores import ALL, MAILS, SECRET, Store, certified, differing, told

# By IMAP, on the server's own loopback: what is there, and with which flags.
_FILL = """
import imaplib, json, sys
client = imaplib.IMAP4("127.0.0.1")
client.login("bob", "secret")
for box, mails in json.load(sys.stdin):
    client.create(box)
    for mail in mails:
        assert client.append(box, None, None, mail.encode("latin-1"))[0] == "OK"
"""
_FLAGS = """
import imaplib
client = imaplib.IMAP4("127.0.0.1")
client.login("bob", "secret")
client.select("INBOX", readonly=True)
print(client.fetch("1:*", "(FLAGS)")[1])
"""


@pytest.fixture(scope="module")
def store(network: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    host = network.host("mail.delta.example", cyrus)
    authority = certified(host, tmp_path_factory.mktemp("authority"))
    cyrus.start(host)
    boxes = {"INBOX": ALL, "Archive/2026": [MAILS[2]], "Gel&APY-schte": [MAILS[0]]}
    wish = [(box, [mail.decode("latin-1") for mail in mails]) for box, mails in boxes.items()]
    python(host, _FILL, given=json.dumps(wish).encode())
    yield Store(host, authority)


@pytest.mark.parametrize(
    ("path", "count"), [("", 5), ("INBOX", 5), ("Archive/2026", 1), ("Gel%C3%B6schte", 1), ("Gelöschte", 1)]
)
def test_what_a_url_names_is_traced_as_the_raw_message(store: Store, path: str, count: int) -> None:
    found = store.documents(f"jmap://{store.at}/{path}")
    mails = {row["source"]["sha256"]: [row] for mail in ALL for row in told(mail)}
    assert len(found) == len({row["source"]["sha256"] for row in found}) == count
    assert not any(differing([row], mails[row["source"]["sha256"]]) for row in found)


def test_imap_on_the_same_machine_says_the_same(store: Store) -> None:
    found = store.documents("imap://bob@127.0.0.1/Gel%C3%B6schte")
    assert not differing(found, told(MAILS[0]))
    assert not differing(
        store.documents("imap://bob@127.0.0.1/INBOX?SUBJECT%20queue"), [*told(MAILS[1]), *told(ALL[-1])]
    )


def test_an_id_names_one_message(store: Store) -> None:
    (row,) = store.documents(f"jmap://{store.at}/Archive/2026")
    assert row["source"]["name"].startswith(f"jmap://{store.at}/;ID=")
    assert not differing(store.documents(row["source"]["name"]), told(MAILS[2]))


def test_no_message_is_seen(store: Store) -> None:
    assert len(store.documents(f"jmap://{store.at}/")) == len(ALL)
    flags = python(store.host, _FLAGS)
    assert flags.count("FLAGS") == len(ALL) and "Seen" not in flags


@pytest.mark.parametrize(
    ("path", "env", "words"),
    [
        ("Nowhere", {}, "has no mailbox 'Nowhere' to read"),
        ("2026", {}, "has no mailbox '2026' to read"),
        (";ID=M0123", {}, "there is no message with id M0123"),
        (";ID=a b", {}, "there is no message with id a b"),
        ("", {"HEADERTRACE_MAIL_PASSWORD": "wr0ng-one"}, "does not let bob in with the password from HEADERTRACE_MAIL_PASSWORD"),
        ("", {"HEADERTRACE_MAIL_TOKEN": "t0k3n-of-oauth"}, "does not let bob in with the token from HEADERTRACE_MAIL_TOKEN"),
        ("", {"SSL_CERT_FILE": "/dev/null"}, "its certificate does not hold"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_one_line(store: Store, path: str, env: dict[str, str], words: str) -> None:
    done = store.run(f"jmap://{store.at}/{path}", **env)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (4, "", 1), done.stderr
    assert words in done.stderr
    assert "wr0ng" not in done.stderr and "t0k3n" not in done.stderr and SECRET not in done.stderr
