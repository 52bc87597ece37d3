"""No packet without the option: by what Python itself audits, and in a namespace that has no network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .command import MAIL, run

# Loaded by the interpreter before anything else; writes down every attempt at the network.
SPY = """
import sys
def hook(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname",
                 "socket.gethostbyaddr", "socket.bind", "socket.getnameinfo"):
        with open({log!r}, "a") as out:
            out.write(f"{{event}} {{args!r}}\\n")
sys.addaudithook(hook)
"""
OFFLINE = [
    (), ("-f", "tree"), ("-f", "timeline"), ("-f", "headers"), ("-f", "json"), ("-f", "ndjson"), ("-f", "checks"), ("-v",),
    ("verify", "--dry-run"), ("--dns", "--dry-run"), ("received",), ("explain", "HT201"), ("config",), ("schema",),
]  # fmt: skip


@pytest.fixture
def spied(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    log = tmp_path / "network.log"
    (tmp_path / "spy").mkdir()
    (tmp_path / "spy" / "sitecustomize.py").write_text(SPY.format(log=str(log)))
    return log, {"PYTHONPATH": os.pathsep.join([str(tmp_path / "spy"), *sys.path])}


@pytest.mark.parametrize("args", OFFLINE, ids=" ".join)
def test_nothing_is_attempted(tmp_path: Path, spied: tuple[Path, dict[str, str]], args: tuple[str, ...]) -> None:
    log, env = spied
    extra = ("--resolver", "192.88.98.1") if "--dry-run" in args else ()
    done = run(tmp_path, *args, *extra, env=env)
    assert done.returncode in (0, 3)
    assert not log.exists(), log.read_text()


def test_the_spy_sees(tmp_path: Path, spied: tuple[Path, dict[str, str]]) -> None:
    """What the other tests rest on: a question that is put is written down."""
    log, env = spied
    run(tmp_path, "verify", "--deadline", "0.2", "--resolver", "127.0.0.1", env=env)
    assert "127.0.0.1" in log.read_text()


def test_works_without_a_network(tmp_path: Path) -> None:
    """In a network namespace with not even loopback up; a look-up says so and the rest is shown."""
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-rn", "true"], check=False, capture_output=True).returncode:
        reason = "no network namespace can be made here"
        (pytest.fail if os.environ.get("HEADERTRACE_LAB") == "1" else pytest.skip)(reason)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "XDG_CACHE_HOME": str(tmp_path)}
    for args in ([], ["--dns", "--deadline", "2", "--resolver", "192.88.98.1"]):
        command = [unshare, "-rn", sys.executable, "-m", "headertrace", *args]
        done = subprocess.run(command, input=MAIL, capture_output=True, check=False, env=env)
        assert done.returncode == 0, done.stderr
        assert b"9 min 58 s between" in done.stdout
        assert done.stderr == b""
    assert b"unreachable" in done.stdout
