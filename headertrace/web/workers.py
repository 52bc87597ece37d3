"""The processes that trace. One that takes too long for a message, or dies of it, is ended and replaced.

A thread cannot be ended, and would hold up all others meanwhile.
"""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from pathlib import Path

import headertrace
from headertrace.web import frames
from headertrace.web.problems import Problem
from headertrace.web.settings import TOKEN_VARIABLE, WAIT_S, WORKER_LIFE, Limits
from headertrace.web.work import Reply, Task

# Seconds until a new worker has loaded everything.
_START_S = 60.0
_SORRY = "All its workers have work at present. Please try again in a moment."


class Workers:
    """As many processes as the limits say, started when they are needed; each does one request at a time."""

    def __init__(self, limits: Limits) -> None:
        self._seconds = limits.seconds
        self._free = asyncio.Semaphore(limits.workers)
        self._idle: list[_Worker] = []

    async def do(self, task: Task, body: bytes) -> Reply:
        """What came of it. Raises Problem where it took too long, or no worker was free in time."""
        try:
            async with asyncio.timeout(WAIT_S):
                await self._free.acquire()
        except TimeoutError:
            raise Problem("busy", _SORRY, {"Retry-After": "30"}) from None
        try:
            return await self._done(task, body)
        finally:
            self._free.release()

    async def _done(self, task: Task, body: bytes) -> Reply:
        worker = self._waiting() or await _started()
        kept = False
        try:
            async with asyncio.timeout(self._seconds):
                reply = await worker.ask(task, body)
            kept = worker.asked < WORKER_LIFE
            return reply
        except TimeoutError:
            raise Problem("too-hard", f"It was not done after {self._seconds:g} s, and was ended.") from None
        except (asyncio.IncompleteReadError, OSError):
            raise Problem("too-hard", "The process that traced it ended over it.") from None
        finally:
            if kept:
                self._idle.append(worker)
            else:
                await worker.end()

    def _waiting(self) -> _Worker | None:
        """One that has nothing to do, and has not been ended by somebody meanwhile."""
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
        return None

    async def begin(self) -> None:
        """Start one, so that the first to come need not wait for it."""
        self._idle.append(await _started())

    async def end(self) -> None:
        """End those that have nothing to do, as all have when the server has ended."""
        while self._idle:
            await self._idle.pop().end()


class _Worker:
    """One process; ``asked`` counts its requests."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.asked = 0

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def ask(self, task: Task, body: bytes) -> Reply:
        """Raises IncompleteReadError or OSError where the process is gone."""
        self.asked += 1
        stdin = self._process.stdin
        assert stdin is not None
        stdin.write(frames.packed(task._asdict(), body))
        await stdin.drain()
        return await self.said()

    async def said(self) -> Reply:
        """The next reply."""
        stdout = self._process.stdout
        assert stdout is not None
        head, body = frames.lengths(await stdout.readexactly(frames.SIZE))
        return Reply(**frames.head(await stdout.readexactly(head)), body=await stdout.readexactly(body))

    async def end(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


async def _started() -> _Worker:
    """A new process, ready for work. It is not of the terminal's group: Ctrl-C is for the server alone."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "headertrace.web.worker",
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        # The very package that this process runs.
        cwd=Path(headertrace.__file__).parent.parent,
        # A worker has no need of the token.
        env={name: value for name, value in os.environ.items() if name != TOKEN_VARIABLE},
        start_new_session=True,
    )
    worker = _Worker(process)
    try:
        async with asyncio.timeout(_START_S):
            await worker.said()
    except (TimeoutError, asyncio.IncompleteReadError, OSError):
        await worker.end()
        raise Problem("busy", "No process could be started to trace it.", {"Retry-After": "60"}) from None
    except BaseException:
        await worker.end()
        raise
    return worker
