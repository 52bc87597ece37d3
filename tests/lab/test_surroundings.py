"""A file system that takes nothing, and a clock that jumps while a command runs."""

from __future__ import annotations

import os
import random
import shlex
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import pytest

from helpers.mails import mbox, week
from helpers.samples import HOME

from .host import Network
from .packages import unpacked

MAIL = HOME / "queue-retry.eml"
pytestmark = pytest.mark.lab
ROOT = Path(__file__).parents[2]
# What is called in a folder that cannot be written to, its exit code, and whether it is complained of.
READ_ONLY = (
    ("mail.eml", 0, False),
    ("redact mail.eml", 0, False),
    ("stats box", 0, False),
    ("-o r.html mail.eml", 2, True),
    ("compare -o c.html mail.eml mail.eml", 2, True),
    ("stats box -o s.html", 2, True),
    ("scan box -o out", 2, True),
    ("scan box -o out.ndjson", 2, True),
    ("report --to file mail.eml", 5, True),
    ("verify --resolver 127.0.0.1:9 --deadline 1 mail.eml", 0, False),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("read-only")
    (made / "mail.eml").write_bytes(MAIL.read_bytes())
    mbox(made / "box", islice(week(), 20))
    return made


@pytest.mark.parametrize(("words", "code", "complains"), READ_ONLY, ids=[row[0] for row in READ_ONLY])
def test_a_file_system_that_takes_nothing(
    network: Network, folder: Path, tmp_path: Path, words: str, code: int, complains: bool
) -> None:
    before = sorted(folder.iterdir())
    mounted = f"mount --bind {folder} {folder} && mount -o remount,ro,bind {folder} && cd {folder}"
    command = f"{mounted} && exec {sys.executable} -m headertrace {words}"
    env = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(folder), "TMPDIR": str(tmp_path)}
    env = {name: value for name, value in env.items() if not name.startswith("XDG_")}
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", command],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stderr.splitlines()
    assert (done.returncode, len(said)) == (code, complains), done.stderr
    assert not complains or "Read-only file system" in said[0]
    assert sorted(folder.iterdir()) == before


JUMPING = (
    "{mail}",
    "verify --resolver udp://127.0.0.1:{port} --deadline 2 {mail}",
    "verify --no-cache --resolver udp://127.0.0.1:{port} --deadline 2 {mail}",
    "scan {box} -o {out}",
    "stats {box} hosts",
    "report --to file --set folder={out} {mail}",
)


@pytest.mark.parametrize("words", JUMPING)
def test_a_clock_that_jumps_by_years(network: Network, tmp_path: Path, words: str) -> None:
    """To and fro, ten times a second: what is timed ends in time, as no clock on the wall counts it."""
    mbox(tmp_path / "box", week())
    library = next(unpacked("libfaketime", fetch=network.fetch).rglob("libfaketime.so.1"))
    with _silent() as port, _jumping(tmp_path / "now") as place:
        env = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "HOME": str(tmp_path),
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(place),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        given = shlex.split(words.format(mail=MAIL, port=port, box=tmp_path / "box", out=tmp_path / "out"))
        done = subprocess.run(
            [sys.executable, "-m", "headertrace", *given],
            env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


@contextmanager
def _silent() -> Iterator[int]:
    """The port of a name server that never answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        yield server.getsockname()[1]


@contextmanager
def _jumping(place: Path) -> Iterator[Path]:
    """A file with the time of day for libfaketime, another one ten times a second."""
    chance, stopped = random.Random(1), threading.Event()

    def jump() -> None:
        while not stopped.wait(0.1):
            fresh = place.with_suffix(".new")
            fresh.write_text(
                f"@20{chance.randrange(10, 60)}-0{chance.randrange(1, 9)}-1{chance.randrange(9)} 08:00:00\n"
            )
            fresh.replace(place)

    place.write_text("@2026-11-24 08:00:00\n")
    thread = threading.Thread(target=jump)
    thread.start()
    try:
        yield place
    finally:
        stopped.set()
        thread.join()
