"""A scan over a Dask cluster gives the rows of one on this machine, whatever becomes of its workers.

Scheduler and workers are processes of their own, as on a real cluster, on the loopback.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from headertrace.mailbox.layout import places as places_of
from helpers.cluster import cluster, end, start_scheduler, start_worker
from helpers.command import COMMAND, said
from helpers.datasets import asked, differences
from helpers.mailboxes import mailbox, maildir

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def boxes(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    place = tmp_path_factory.mktemp("boxes")
    return [mailbox(place / "box", range(6_000)), maildir(place / "dir", range(10_000, 12_000))]


@pytest.fixture(scope="module")
def plain(boxes: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a scan on this machine gives."""
    out = tmp_path_factory.mktemp("plain") / "out"
    assert said("scan", *map(str, boxes), "-o", str(out)).returncode == 0
    return out


def start(out: Path, boxes: list[Path], address: str) -> subprocess.Popen[bytes]:
    words = [*COMMAND, "scan", *map(str, boxes), "-o", str(out), "--scheduler", address]
    return subprocess.Popen(words, stderr=subprocess.PIPE)


def begun(out: Path) -> None:
    """Waits until the first rows have come."""
    stage = Path(places_of(str(out), "parquet").work) / "stage"
    for _ in range(1_200):
        if stage.is_dir() and any(path.suffix != ".part" for path in stage.iterdir()):
            return
        time.sleep(0.05)
    raise AssertionError("nothing came")


def ended(process: subprocess.Popen[bytes]) -> None:
    _, words = process.communicate(timeout=240)
    assert process.returncode == 0, words.decode()
    assert [line for line in words.decode().splitlines() if not line.startswith("headertrace: ")] == []


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_the_rows_are_those_of_one_machine(workers: int, boxes: list[Path], plain: Path, tmp_path: Path) -> None:
    with cluster(workers) as address:
        ended(start(tmp_path / "out", boxes, address))
    assert differences(plain, tmp_path / "out") == []


def test_a_worker_is_killed_and_another_one_is_slow(boxes: list[Path], plain: Path, tmp_path: Path) -> None:
    scheduler, address = start_scheduler()
    workers = [start_worker(address) for _ in range(3)]
    try:
        scan = start(tmp_path / "out", boxes, address)
        begun(tmp_path / "out")
        workers[0].kill()
        # Half of the time it does not run.
        for _ in range(20):
            os.kill(workers[1].pid, signal.SIGSTOP)
            time.sleep(0.15)
            os.kill(workers[1].pid, signal.SIGCONT)
            time.sleep(0.15)
        ended(scan)
    finally:
        end([scheduler, *workers])
    assert differences(plain, tmp_path / "out") == []


def test_the_scheduler_is_restarted(boxes: list[Path], plain: Path, tmp_path: Path) -> None:
    scheduler, address = start_scheduler()
    workers = [start_worker(address) for _ in range(2)]
    try:
        scan = start(tmp_path / "out", boxes, address)
        begun(tmp_path / "out")
        end([scheduler])
        time.sleep(1)
        scheduler, _ = start_scheduler(int(address.rpartition(":")[2]))
        # Workers without a nanny end with their scheduler; whoever runs a cluster starts others.
        workers += [start_worker(address) for _ in range(2)]
        ended(scan)
    finally:
        end([scheduler, *workers])
    assert differences(plain, tmp_path / "out") == []


def test_the_scan_itself_is_killed_and_goes_on(boxes: list[Path], plain: Path, tmp_path: Path) -> None:
    with cluster(2) as address:
        scan = start(tmp_path / "out", boxes, address)
        begun(tmp_path / "out")
        scan.kill()
        scan.communicate()
        ended(start(tmp_path / "out", boxes, address))
    assert differences(plain, tmp_path / "out") == []


def test_a_cluster_of_its_own(tmp_path: Path) -> None:
    box = mailbox(tmp_path / "box", range(50))
    done = said("scan", str(box), "-o", str(tmp_path / "out"), "--engine", "dask", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    assert asked(tmp_path / "out", "SELECT count(*) FROM {messages}") == [(50,)]


def test_a_scheduler_that_is_not_there_is_told_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = mailbox(tmp_path / "box", range(5))
    done = said("scan", str(box), "-o", str(tmp_path / "out"), "--scheduler", "tcp://127.0.0.1:9")
    assert done.returncode == 2 and "no cluster at tcp://127.0.0.1:9" in done.stderr
    assert len(done.stderr.splitlines()) == 1
