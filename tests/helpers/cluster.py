"""A Dask cluster on this machine: a scheduler and workers, each a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    """The address of the scheduler of so many workers, of one thread each."""
    scheduler, address = start_scheduler()
    made = [scheduler, *(start_worker(address) for _ in range(workers))]
    try:
        yield address
    finally:
        end(made)


def start_scheduler(port: int = 0) -> tuple[subprocess.Popen[str], str]:
    """(the process, its address)."""
    words = ["-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    process = subprocess.Popen([sys.executable, *words], stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    return process, _told(process.stderr, r"Scheduler at:\s+(tcp://\S+)")


def start_worker(address: str, *more: str) -> subprocess.Popen[str]:
    """A worker of one thread, without a nanny: who kills it, kills it."""
    words = ["-m", "distributed.cli.dask_worker", address, "--no-nanny", "--nthreads", "1", "--no-dashboard", *more]
    return subprocess.Popen([sys.executable, *words], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, text=True)


def end(processes: list[subprocess.Popen[str]]) -> None:
    for process in processes:
        process.kill()
    for process in processes:
        process.wait()
        if process.stderr is not None:
            process.stderr.close()


def _told(stream: IO[str], pattern: str) -> str:
    for line in stream:
        if found := re.search(pattern, line):
            return found[1]
    raise AssertionError("the scheduler did not start")
