"""Work over processes of this machine. One that dies costs what it was at, and that is told."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from importlib import import_module
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from headertrace.mailbox.engine import Outcome, Task, done

# Loaded once, before the workers part, where they do: what they read of it they share.
_SHARED = ["headertrace.mailbox.working", "headertrace.mailbox.publishing", "headertrace.mailbox.warm"]


class Processes:
    """An engine of so many processes."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._waiting: deque[Task] = deque()
        self._workers: list[_Worker] = []

    def submit(self, task: Task) -> None:
        """Have it done as soon as a process is free."""
        self._waiting.append(task)
        self._feed()

    @cached_property
    def _context(self) -> Any:
        """How processes are made: of one that has loaded everything, which waits at a socket in the folder for
        temporary files. Where that folder's path leaves no room for a socket's name, each loads it for itself.
        """
        if sys.platform != "win32":
            from multiprocessing import forkserver

            forkserver.set_forkserver_preload(_SHARED)
            with suppress(OSError):
                forkserver.ensure_running()
                return multiprocessing.get_context("forkserver")
        return multiprocessing.get_context("spawn")

    @property
    def room(self) -> int:
        """How many more tasks are worth while to have waiting."""
        return 2 * self.jobs - len(self._waiting) - sum(worker.task is not None for worker in self._workers)

    def outcomes(self, timeout: float) -> list[Outcome]:
        """What has come of tasks since; waits so many seconds for the first."""
        busy = [worker for worker in self._workers if worker.task is not None]
        handles = {handle: worker for worker in busy for handle in (worker.connection, worker.process.sentinel)}
        found = {id(handles[ready]): handles[ready] for ready in wait(list(handles), timeout)}
        made = [outcome for worker in found.values() if (outcome := self._outcome(worker)) is not None]
        self._feed()
        return made

    def close(self) -> None:
        """End all processes, whatever they are at."""
        for worker in self._workers:
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join()
            worker.connection.close()
        self._workers.clear()

    def _outcome(self, worker: _Worker) -> Outcome | None:
        task = worker.task
        assert task is not None
        try:
            if not worker.connection.poll() and worker.process.is_alive():
                return None
            value, error, fatal = worker.connection.recv()
            worker.task = None
            return Outcome(task, value, error, fatal=fatal)
        except (EOFError, OSError):
            worker.process.join()
            worker.connection.close()
            self._workers.remove(worker)
            return Outcome(task, None, _death(worker.process.exitcode), died=True)

    def _feed(self) -> None:
        while self._waiting:
            worker = next((item for item in self._workers if item.task is None), None)
            if worker is None:
                if len(self._workers) >= self.jobs:
                    return
                worker = _Worker(self._context)
                self._workers.append(worker)
            task = self._waiting.popleft()
            worker.task = task
            # One that has died meanwhile is seen when its outcome is asked for.
            with suppress(OSError):
                worker.connection.send((task.function, task.arguments))


class _Worker:
    """A process, what leads to it, and what it is at."""

    def __init__(self, context: Any) -> None:
        self.task: Task | None = None
        self.connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(theirs,), daemon=True)
        with _uninterrupted():
            self.process.start()
        theirs.close()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """What is started here hears no Ctrl-C until it says how it takes one; the one who starts it hears it after."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(connection: Connection) -> None:
    """What a worker does: one task after the other, until nobody gives it any."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    for name in _SHARED:
        import_module(name)
    while True:
        try:
            function, arguments = connection.recv()
        except (EOFError, OSError):
            return
        try:
            connection.send(done(function, arguments))
        except OSError:
            return


def _end_with_parent() -> None:
    """Work that nobody waits for any more is not done to its end."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _death(code: int | None) -> str:
    if code is not None and code < 0:
        return f"the process that read it was ended by signal {-code}" + (
            " (as when memory runs out)" if -code == signal.SIGKILL else ""
        )
    return f"the process that read it ended with code {code}"
