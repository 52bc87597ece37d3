"""A scan that is ended at any moment goes on where it was: nothing is lost, and nothing there twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from headertrace.mailbox import planning, publishing, staging
from headertrace.mailbox.journal import Journal
from headertrace.mailbox.scan import _Scan
from helpers.command import COMMAND, interruptible
from helpers.datasets import asked, differences
from helpers.inline import Inline, scanned
from helpers.mailboxes import mailbox, maildir


class Killed(BaseException):
    """Stands for the end of the process: nobody catches it."""


@pytest.fixture
def places(tmp_path: Path) -> list[Path]:
    return [mailbox(tmp_path / "box", range(900)), maildir(tmp_path / "dir", range(1_000, 2_100))]


def start(out: Path, places: list[Path], *more: str, aside: Path | None = None) -> subprocess.Popen[bytes]:
    """The command in a session of its own; ``aside`` is its folder for temporary files."""
    words = [*COMMAND, "scan", *map(str, places), "-o", str(out), "--jobs", "2", *more]
    env = {**os.environ, **({} if aside is None else {"TMPDIR": str(aside)})}
    return subprocess.Popen(words, stderr=subprocess.PIPE, preexec_fn=interruptible, env=env, start_new_session=True)


def workers(process: int) -> Iterator[int]:
    """The processes below it that read."""
    with suppress(OSError):
        for task in os.listdir(f"/proc/{process}/task"):
            for child in Path(f"/proc/{process}/task/{task}/children").read_text().split():
                yield int(child)
                yield from workers(int(child))


@pytest.mark.parametrize("times", [pytest.param(2), pytest.param(20, marks=pytest.mark.slow)])
def test_killed_again_and_again(times: int, places: list[Path], tmp_path: Path) -> None:
    begun = time.monotonic()
    assert start(tmp_path / "whole", places, "-q").wait() == 0
    seconds = time.monotonic() - begun
    for _ in range(times):
        process = start(tmp_path / "out", places, "-q")
        time.sleep(random.uniform(0.1, seconds))
        process.kill()
        process.wait()
    assert start(tmp_path / "out", places, "-q").wait() == 0
    assert differences(tmp_path / "whole", tmp_path / "out") == []
    assert os.listdir(tmp_path / "out" / ".scan" / "stage") == []


# Where a scan may end: at each step that leaves something on disk, before it and behind it.
STEPS = [
    (Journal, "add_unit"), (Journal, "done"), (Journal, "begin"), (Journal, "moving"), (Journal, "published"),
    (_Scan, "_move"), (_Scan, "_merge"), (_Scan, "_put_in_place"), (publishing, "write_file"), (os, "replace"), (staging.Stage, "_write"),
]  # fmt: skip


@pytest.mark.parametrize("behind", [False, True])
@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step[1]}")
def test_ended_at_every_step(
    step: tuple[object, str], behind: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "_SHORTEST", 3_000)
    monkeypatch.setattr(planning, "_FILES", 4)
    places = [mailbox(tmp_path / "box", range(20)), maildir(tmp_path / "dir", range(30, 40))]
    scanned(tmp_path / "whole", *places)
    owner, name = step
    real = getattr(owner, name)
    rounds = 0
    for allowed in range(40):
        calls = 0

        def ending(*words: object, real: object = real, allowed: int = allowed) -> object:
            nonlocal calls
            calls += 1
            if calls > allowed and not behind:
                raise Killed
            value = real(*words)  # type: ignore[operator]
            if calls > allowed:
                raise Killed
            return value

        with monkeypatch.context() as patched:
            patched.setattr(owner, name, ending)
            try:
                scanned(tmp_path / "out", *places, engine=Inline(allowed))
                break
            except Killed:
                rounds += 1
    assert rounds > 0
    scanned(tmp_path / "out", *places)
    assert differences(tmp_path / "whole", tmp_path / "out") == []


def test_an_interrupt_ends_it_quietly_and_it_goes_on(places: list[Path], tmp_path: Path) -> None:
    process = start(tmp_path / "out", places)
    _until(lambda: len(list(workers(process.pid))) > 2)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130 and b"Traceback" not in said
    assert start(tmp_path / "out", places, "-q").wait() == 0
    assert asked(tmp_path / "out", "SELECT count(*), count(DISTINCT message) FROM {messages}") == [(2_000, 2_000)]


def test_where_a_sockets_path_has_no_room_all_is_the_same(places: list[Path], tmp_path: Path) -> None:
    """The folder for temporary files has a long name. Ctrl-C at a terminal goes to the workers too, ready or not."""
    aside = tmp_path / ("t" * 90)
    aside.mkdir()
    for number in range(2):
        process = start(tmp_path / "out", places, aside=aside)
        _until(lambda process=process: len(list(workers(process.pid))) > 1)
        time.sleep(0.2 * number)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=30)
        assert process.returncode in (0, 130) and b"Traceback" not in said, said
    last = start(tmp_path / "out", places, "-q", aside=aside)
    assert (last.communicate(timeout=60)[1], last.returncode) == (b"", 0)
    assert asked(tmp_path / "out", "SELECT count(*), count(DISTINCT message) FROM {messages}") == [(2_000, 2_000)]
    assert os.listdir(aside) == []


def test_a_worker_that_is_killed_is_replaced(places: list[Path], tmp_path: Path) -> None:
    process = start(tmp_path / "out", places)
    _until(lambda: len(list(workers(process.pid))) > 3)
    time.sleep(0.5)
    os.kill(list(workers(process.pid))[-1], signal.SIGKILL)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert asked(tmp_path / "out", "SELECT count(*), count(DISTINCT message) FROM {messages}") == [(2_000, 2_000)]


def _until(true: object) -> None:
    for _ in range(600):
        if true():  # type: ignore[operator]
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen")
