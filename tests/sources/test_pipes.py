"""Named pipes: what is written there is traced whenever it comes, and where nobody writes that is told."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

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


@pytest.mark.parametrize("form", ["raw", "gzip", "mbox"])
def test_a_pipe_that_gives_a_byte_at_a_time_is_read_as_its_file(form: str) -> None:
    mail = b"X-Note: a\nReceived: by mx.example.org; Tue, 24 Nov 2026 08:00:00 +0000\nSubject: b\n\nbody\n" * (
        20 if form == "mbox" else 1
    )
    data = {
        "raw": mail,
        "gzip": gzip.compress(mail),
        "mbox": (b"From a@example.org Tue Nov 24 08:00:00 2026\n" + mail + b"\n") * 3,
    }[form]

    class Slow(io.RawIOBase):
        left = data

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any, /) -> int:
            part, self.left = self.left[:1], self.left[1:]
            memoryview(buffer)[: len(part)] = part
            return len(part)

    def told(source: Any) -> list[Any]:
        return [message._replace(source=None) for message in headertrace.read(source)]

    assert told(Slow()) == told(data) != []
