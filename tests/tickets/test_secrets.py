"""Credentials: where they are taken from, and that they are never shown."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import traceback
from base64 import b64encode
from pathlib import Path

import pytest

from headertrace.remote.errors import Refused
from headertrace.remote.secrets import Credential, Secret, find, hide
from helpers.http_server import Says, serving

from .command import environment, report

TOKEN = Credential("token", "X_TOKEN", "a token")
VALUE = "s3cr3t-v4lue"
POSIX = pytest.mark.skipif(os.name == "nt", reason="rights as POSIX has them")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("X_TOKEN", raising=False)
    path = tmp_path / "token"
    path.write_text(VALUE + "\n")
    path.chmod(0o600)
    return path


def test_the_environment_comes_first(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X_TOKEN", "from-env")
    assert find(TOKEN, "x", {"token_file": str(file)}).reveal() == "from-env"


def test_a_file_with_proper_rights(file: Path) -> None:
    found = find(TOKEN, "x", {"token_file": str(file)})
    assert (found.reveal(), str(found)) == (VALUE, f"[token from {file}]")


@POSIX
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o660, 0o644, 0o666, 0o610])
def test_a_file_that_others_reach_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(Refused, match="can be read by others: chmod 600") as caught:
        find(TOKEN, "x", {"token_file": str(file)})
    assert VALUE not in str(caught.value)


@POSIX
def test_a_stranger_s_file_is_refused(file: Path) -> None:
    if os.getuid():
        pytest.skip("only root can give a file away")
    os.chown(file, 12345, 12345)
    with pytest.raises(Refused, match="belongs to another user"):
        find(TOKEN, "x", {"token_file": str(file)})


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "is empty"), (b"\n", "is empty"), (b"a\nb", "control characters"), (b"\xff\xfe", "not UTF-8")],
)
def test_a_file_with_no_credential_in_it(file: Path, content: bytes, said: str) -> None:
    file.write_bytes(content)
    with pytest.raises(Refused, match=said):
        find(TOKEN, "x", {"token_file": str(file)})


def test_no_file_and_a_folder(file: Path) -> None:
    for path in (file.with_name("none"), file.parent, Path("/dev/null")):
        with pytest.raises(Refused):
            find(TOKEN, "x", {"token_file": str(path)})


def test_a_missing_credential_is_told_when_it_is_used(file: Path) -> None:
    missing = find(TOKEN, "x", {})
    assert str(missing.within("Bearer {}")) == "Bearer [token from X_TOKEN, which is not set]"
    assert not missing
    with pytest.raises(Refused, match="x wants a token: set X_TOKEN, or name a file with token_file"):
        missing.basic("ann").reveal()


def test_keyring(file: Path) -> None:
    """The real library, with a store of its own kind behind it."""
    pytest.importorskip("keyring")
    script = f"""
import keyring
from keyring.backend import KeyringBackend
class Memory(KeyringBackend):
    priority = 1
    def set_password(self, service, name, password): pass
    def get_password(self, service, name): return {{("headertrace", "x-token"): {VALUE!r}}}.get((service, name))
keyring.set_keyring(Memory())
from headertrace.remote.secrets import Credential, find
found = find(Credential("token", "X_TOKEN", "a token"), "x", {{"keyring": True}})
assert found.reveal() == {VALUE!r}
print(found, bool(find(Credential("other", "Y", "z"), "x", {{"keyring": True}})))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment(file.parent), check=False
    )
    assert (done.stdout, done.stderr) == ("[token from the keyring] False\n", "")


def test_a_credential_shows_nowhere() -> None:
    secret = Secret(VALUE, "token from X_TOKEN")
    shapes = [secret, secret.within("Bearer {}"), secret.basic("ann")]
    assert [shape.reveal() for shape in shapes] == [
        VALUE,
        f"Bearer {VALUE}",
        "Basic " + b64encode(f"ann:{VALUE}".encode()).decode(),
    ]
    for shape in shapes:
        for shown in (str(shape), repr(shape), f"{shape}", repr([shape]), repr(vars), f"{shape!r:>10}"):
            assert VALUE not in shown and shape.reveal() not in shown
        with pytest.raises(TypeError):
            pickle.dumps(shape)
        assert not hasattr(shape, "__dict__")
    try:
        raise ValueError(shapes)
    except ValueError:
        assert VALUE not in traceback.format_exc()


def test_a_credential_is_taken_out_of_what_a_server_says() -> None:
    secret = Secret(VALUE, "password from X").basic("ann")
    sent = secret.reveal().split()[1]
    said = hide(f"got {VALUE} and {sent} and Basic {sent}", [secret])
    assert VALUE not in said and sent not in said


@pytest.mark.parametrize("words", [["--set", f"token={VALUE}"], ["--set", f"password={VALUE}"]])
def test_not_on_the_command_line(tmp_path: Path, words: list[str]) -> None:
    done = report(tmp_path, "--to", "rt", "--set", "url=https://rt.example", "--set", "queue=q", *words)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "a credential does not go on the command line" in done.err and VALUE not in done.err


def test_not_in_headertrace_toml(tmp_path: Path) -> None:
    done = report(tmp_path, "--to", "rt", toml=f'[tickets.rt]\nurl = "https://rt.example"\ntoken = "{VALUE}"\n')
    assert done.code == 2
    assert "set RT_TOKEN, or token_file there" in done.err and VALUE not in done.err


def test_not_in_any_output(tmp_path: Path) -> None:
    """A dry run, a refusal that repeats it, a server that is gone: nowhere."""
    toml = '[tickets.rt]\nqueue = "General"\n'
    with serving([Says({"message": f"token {VALUE} is bad"}, 401)]) as server:
        args = ["--to", "rt", "--set", f"url={server.url}", "--ticket", "7"]
        dry = report(tmp_path, *args, "--dry-run", toml=toml, RT_TOKEN=VALUE)
        refused = report(tmp_path, *args, toml=toml, RT_TOKEN=VALUE)
    gone = report(tmp_path, *args, toml=toml, RT_TOKEN=VALUE)
    assert (dry.code, refused.code, gone.code) == (0, 5, 5)
    assert "Authorization: token [token from RT_TOKEN]" in dry.out
    assert "does not know it with token from RT_TOKEN" in refused.err
    for done in (dry, refused, gone):
        assert VALUE not in done.out + done.err
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert kept and all(VALUE.encode() not in data for data in kept)
