"""What a scan costs: time, memory of all its processes, a second run, being killed, growth, and Dask.

    python tests/bench/scan.py [-m MEGABYTES] [-j JOBS] [--only PART]... [MESSAGE|FOLDER]...

The mailbox, of 1,000 MB by default, is made of the messages named (of the samples where none is), with other ids and
dates, spread over twelve months. What is compared runs in pairs, one after the other. Parts: scan, memory, again,
killed, growth, dask. Prints one line a figure; nothing passes or fails here.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent))

sys.path.insert(1, str(Path(__file__).parents[1]))

from mailbox import SAMPLES, files, mail, write

from helpers.cluster import cluster
from helpers.datasets import same

MONTHS = 12
# Another library at the same work: each message's Received fields parsed, by as many processes.
OTHER = """
import sys, mailbox, mailparser
from multiprocessing import Pool

def parsed(place):
    path, start, end = place
    with open(path, "rb") as stream:
        stream.seek(start)
        data = stream.read(end - start).partition(b"\\n")[2]
    try:
        return len(mailparser.parse_from_bytes(data).received)
    except Exception:
        return 0

def main():
    box = mailbox.mbox(sys.argv[1])
    box._generate_toc()
    places = [(sys.argv[1], *place) for place in list(box._toc.values())[: int(sys.argv[3])]]
    with Pool(int(sys.argv[2])) as pool:
        print(sum(pool.imap_unordered(parsed, places, 64)))

if __name__ == "__main__":
    main()
"""
# Of which the other library gets so many messages: the whole takes it hours.
SHARE = 5_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("-m", "--megabytes", type=int, default=1_000)
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--only", action="append")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("messages", nargs="*", type=Path)
    given = parser.parse_args()
    mails = list(map(mail, files(given.messages or [SAMPLES])))
    with tempfile.TemporaryDirectory(dir=given.folder, prefix="headertrace-bench-") as folder:
        bench = Bench(Path(folder), mails, given.megabytes, given.jobs)
        for part in given.only or ("scan", "memory", "again", "killed", "growth", "dask"):
            getattr(bench, part)()


class Bench:
    """One mailbox, and what is measured with it."""

    def __init__(self, folder: Path, mails: list[bytes], megabytes: int, jobs: int) -> None:
        self.folder = folder
        self.mails = mails
        self.jobs = jobs
        self.box = folder / "large.mbox"
        self.count = write(self.box, mails, megabytes * 1_000_000, MONTHS)
        self.out = folder / "out"
        self.first = 0.0
        print(f"{self.count:,} messages, {self.box.stat().st_size / 1e6:,.0f} MB, {self.jobs} processes")

    def scan(self) -> None:
        """Against grep, and against another library."""
        grep = _timed(["grep", "-c", "^From ", str(self.box)])
        self.first, peak = self._scan(self.out)
        again = _timed(["grep", "-c", "^From ", str(self.box)])
        print(
            f"scan: {self.first:.1f} s, {self.count / self.first:,.0f} messages/s, {_size(self.box) / self.first / 1e6:.1f} MB/s;"
            f" grep: {grep:.2f} and {again:.2f} s; {self.first / (10 * (grep + again) / 2 + 1):.1f} x what is wanted;"
            f" dataset {_size(self.out) / 1e6:.1f} MB; peak {peak:.0f} MiB of all processes"
        )
        share = min(SHARE, self.count)
        small = self.folder / "share.mbox"
        write(small, self.mails, int(_size(self.box) * share / self.count), MONTHS)
        ours, _ = self._scan(self.folder / "share", small)
        other = _timed([sys.executable, "-c", OTHER, str(small), str(self.jobs), str(10**9)])
        print(f"mail-parser over a part of it: {other:.1f} s, scan of the same {ours:.1f} s: {other / ours:.1f} x")
        shutil.rmtree(self.folder / "share")

    def memory(self) -> None:
        """The same at other sizes."""
        for part in (4, 1):
            box = self.folder / "part.mbox"
            write(box, self.mails, _size(self.box) // part, MONTHS)
            seconds, peak = self._scan(self.folder / "part", box)
            print(f"memory: {_size(box) / 1e6:,.0f} MB: peak {peak:.0f} MiB of all processes, {seconds:.1f} s")
            shutil.rmtree(self.folder / "part")

    def again(self) -> None:
        """With a hundredth more, and with nothing new."""
        if not self.first:
            self.first, _ = self._scan(self.out)
        more = self.folder / "more.mbox"
        write(more, self.mails, _size(self.box) // 100, 1, self.count)
        with self.box.open("ab") as stream:
            stream.write(more.read_bytes())
        for what in ("1 % new", "nothing new"):
            seconds, _ = self._scan(self.out)
            print(f"second run, {what}: {seconds:.2f} s, {100 * seconds / self.first:.1f} % of the first run's time")

    def killed(self, times: int = 20) -> None:
        """Killed at random moments, all processes but those that notice themselves, and gone on with."""
        box = self.folder / "killed.mbox"
        write(box, self.mails, min(_size(self.box), 40_000_000), MONTHS)
        whole, broken = self.folder / "whole", self.folder / "broken"
        seconds, _ = self._scan(whole, box)
        for _ in range(times):
            process = subprocess.Popen(self._command(broken, box), stderr=subprocess.DEVNULL)
            time.sleep(random.uniform(0, max(seconds / 4, 1)))
            process.kill()
            process.wait()
        self._scan(broken, box)
        print(f"killed {times} times: {'equal' if same(whole, broken) else 'DIFFERENT'}")

    def growth(self) -> None:
        """Time per message, from ten thousand small ones to a million, or as many as are wanted."""
        small = [entry.partition(b"\n\n")[0] + b"\n\nhello\n" for entry in self.mails if entry.count(b"eceived:") <= 4]
        for count in (10_000, 100_000, 1_000_000):
            if count > 4 * self.count:
                break
            box = self.folder / "growing.mbox"
            size = sum(map(len, small)) / len(small)
            made = write(box, small, int(size * count), MONTHS)
            seconds, peak = self._scan(self.folder / "growing", box)
            print(f"growth: {made:,} messages: {1e6 * seconds / made:.0f} us each, peak {peak:.0f} MiB")
            shutil.rmtree(self.folder / "growing")

    def dask(self) -> None:
        """With one, two and four workers, against processes of one machine."""
        box = self.folder / "dask.mbox"
        write(box, self.mails, min(_size(self.box), 100_000_000), MONTHS)
        plain, _ = self._scan(self.folder / "plain", box, jobs=1)
        print(f"one process: {plain:.1f} s")
        for workers in (1, 2, 4):
            out = self.folder / f"dask-{workers}"
            with cluster(workers) as address:
                seconds, _ = self._scan(out, box, more=["--engine", "dask", "--scheduler", address])
            result = "equal" if same(self.folder / "plain", out) else "DIFFERENT"
            print(f"dask, {workers} workers: {seconds:.1f} s, {result}")

    def _command(self, out: Path, box: Path | None = None, jobs: int = 0) -> list[str]:
        words = ["scan", str(box or self.box), "-o", str(out), "-j", str(jobs or self.jobs), "-q"]
        return [sys.executable, "-m", "headertrace", *words]

    def _scan(
        self, out: Path, box: Path | None = None, jobs: int = 0, more: list[str] | None = None
    ) -> tuple[float, float]:
        """(seconds, MiB of all processes at their peak); the time of the processors is told as well."""
        before, peak = perf_counter(), 0.0
        spent: dict[int, float] = {}
        process = subprocess.Popen([*self._command(out, box, jobs), *(more or [])])
        while process.poll() is None:
            found = list(_tree(process.pid))
            peak = max(peak, sum(map(_pss, found)))
            spent.update((number, _spent(number)) for number in found)
            # To look at memory costs the processes time.
            time.sleep(1)
        assert process.returncode in (0, 4), process.returncode
        seconds = perf_counter() - before
        print(f"  ({seconds:.1f} s, of which {sum(spent.values()):.1f} s of processors)", flush=True)
        return seconds, peak


def _timed(words: list[str]) -> float:
    before = perf_counter()
    # Into a pipe: grep stops at the first line where nobody reads how many there are.
    subprocess.run(words, check=True, capture_output=True)
    return perf_counter() - before


def _tree(process: int) -> Iterator[int]:
    yield process
    with suppress(OSError):
        for task in os.listdir(f"/proc/{process}/task"):
            for child in Path(f"/proc/{process}/task/{task}/children").read_text().split():
                yield from _tree(int(child))


def _pss(process: int) -> float:
    """MiB of a process, what it shares with others divided among them (proc(5))."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _spent(process: int) -> float:
    """Seconds of processors that a process has had (proc(5))."""
    with suppress(OSError):
        words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _size(path: Path) -> int:
    return sum(map(_size, path.iterdir())) if path.is_dir() else path.stat().st_size


if __name__ == "__main__":
    main()
