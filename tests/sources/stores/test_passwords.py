"""Where a mail store's password is taken from, in which order, and that the network is loaded for nothing else."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from headertrace.remote.errors import Refused
from headertrace.sources.stores.address import parsed
from headertrace.sources.stores.password import PASSWORD, TOKEN, login
from helpers.command import COMMAND
from helpers.samples import HOME
from helpers.talker import Talk, talking

VALUE = "s3cr3t-v4lue"
URL = "imaps://ann@imap.example.net/INBOX"
_NETWORK = ("ssl", "imaplib", "urllib3", "headertrace.remote", "headertrace.sources.stores")
# The real library, with a store of its own kind behind it.
_KEYRING = f"""
import keyring
from keyring.backend import KeyringBackend
class Memory(KeyringBackend):
    priority = 1
    def set_password(self, service, name, password): pass
    def get_password(self, service, name): return {{("headertrace", "ann@imap.example.net"): {VALUE!r}}}.get((service, name))
keyring.set_keyring(Memory())
from headertrace.remote.errors import Refused
from headertrace.sources.stores.address import parsed
from headertrace.sources.stores.password import login
found = login(parsed({URL!r})).secret
assert found.reveal() == {VALUE!r}
print(found)
try:
    login(parsed("imaps://bob@imap.example.net/"))
except Refused as error:
    print(error)
"""


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (PASSWORD, TOKEN):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("headertrace.sources.stores.password._terminal", lambda: False)


def test_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, VALUE)
    found = login(parsed(URL))
    assert (found.secret.reveal(), str(found.secret), found.token) == (VALUE, f"[password from {PASSWORD}]", False)
    monkeypatch.setenv(TOKEN, "t0k3n-of-oauth")
    assert login(parsed(URL)).token
    assert not login(parsed(URL.replace("@", ";AUTH=PLAIN@"))).token


@pytest.mark.parametrize(
    ("url", "value", "words"),
    [
        (URL.replace("@", ";AUTH=GSSAPI@"), VALUE, ";AUTH=GSSAPI is not spoken here"),
        (URL.replace("@", ";AUTH=XOAUTH2@"), VALUE, f"needs a token: set {TOKEN}"),
        (URL, "a\r\nb", "has control characters or line ends in it"),
        (URL, "", f"there is no password of ann@imap.example.net: set {PASSWORD}"),
    ],
)
def test_what_cannot_be_used_is_refused(url: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, value)
    with pytest.raises(Refused) as caught:
        login(parsed(url))
    assert words in str(caught.value)


def test_the_keyring_knows_it_by_user_and_host() -> None:
    pytest.importorskip("keyring")
    done = subprocess.run(
        [sys.executable, "-c", _KEYRING],
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
        env={name: value for name, value in os.environ.items() if name not in (PASSWORD, TOKEN)},
    )
    first, second = done.stdout.splitlines()
    assert (first, done.stderr) == ("[password from the keyring]", "")
    assert second.startswith("there is no password of bob@imap.example.net") and second.endswith("(which has none)")


@pytest.mark.skipif(sys.platform == "win32", reason="terminals as POSIX has them")
def test_it_is_asked_for_on_the_terminal_while_mail_comes_by_a_pipe() -> None:
    import pty

    def script(talk: Talk) -> None:
        talk.say(b"* OK hello\r\n")
        while line := talk.hear():
            tag, _, command = line.partition(b" ")
            talk.say(b"* CAPABILITY IMAP4rev1\r\n" if command == b"CAPABILITY" else b"")
            talk.say(tag + (b" NO wrong\r\n" if command.startswith(b"LOGIN") else b" OK done\r\n"))

    with talking(script) as (port, heard):
        child, terminal = pty.fork()
        if not child:
            own = {name: value for name, value in os.environ.items() if name not in (PASSWORD, TOKEN)}
            os.dup2(os.open(HOME / "bounce.eml", os.O_RDONLY), 0)
            os.execve(sys.executable, [*COMMAND, f"imap://ann@127.0.0.1:{port}/"], own)
        shown = b""
        while b"Password of ann@127.0.0.1: " not in shown:
            shown += os.read(terminal, 1_000)
        os.write(terminal, VALUE.encode() + b"\n")
        try:
            while data := os.read(terminal, 1_000):
                shown += data
        except OSError:
            pass
        _, status = os.waitpid(child, 0)
        os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 4
    assert VALUE.encode() not in shown and b"does not let ann in with the password that was typed: wrong" in shown
    assert any(VALUE.encode() in line for line in heard)


def test_no_other_source_loads_the_network() -> None:
    script = (
        "import sys, headertrace\n"
        "for message in headertrace.read(sys.argv[1]): headertrace.trace(message)\n"
        f"print([name for name in {_NETWORK!r} if name in sys.modules])"
    )
    mail = str(HOME / "queue-retry.eml")
    done = subprocess.run([sys.executable, "-c", script, mail], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")
