"""Named pipes: what is written there is traced whenever it comes, and where nobody writes that is told."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import headertrace
from headertrace.sources import pipes
from helpers import command
from helpers.samples import HOME

MAIL = (HOME / "greylisted.eml").read_bytes()

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def test_nobody_writes(pipe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipes, "WAIT_S", 0.1)
    with pytest.raises(OSError, match="nothing writes to this pipe"):
        list(headertrace.read(pipe))


@pytest.mark.parametrize("late_s", [0.0, 0.2], ids=["at once", "late"])
@pytest.mark.parametrize("pieces", [1, 2, 500])
def test_what_is_written_is_read_whole(pipe: Path, late_s: float, pieces: int) -> None:
    def write() -> None:
        with open(pipe, "wb", buffering=0) as stream:
            threading.Event().wait(late_s)
            size = len(MAIL) // pieces + 1
            for at in range(0, len(MAIL), size):
                stream.write(MAIL[at : at + size])

    writer = threading.Thread(target=write)
    writer.start()
    (message,) = headertrace.read(pipe)
    writer.join()
    (same,) = headertrace.read(MAIL)
    assert [field.source for field in message.fields] == [field.source for field in same.fields]
    assert message.source.sha256 == same.source.sha256


def test_a_shell_s_pipe_without_a_name(tmp_path: Path) -> None:
    (tmp_path / "mail.eml").write_bytes(MAIL)
    words = f"{sys.executable} -m headertrace -f csv <(cat mail.eml) <(sleep 0.3; cat mail.eml) <(true)"
    done = subprocess.run(["bash", "-c", words], cwd=tmp_path, capture_output=True, check=False)
    assert done.stdout.count(b"mx.example.org") >= 2
    assert done.stderr.count(b"it is empty") == 1


def test_the_rest_of_the_list_is_done(pipe: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", f"open({str(pipe)!r}, 'wb')"]):
        done = command.said("-f", "ndjson", str(pipe), "-", stdin=MAIL)
    assert (done.returncode, done.stdout.count("\n"), done.stderr.count("\n")) == (4, 1, 1)
