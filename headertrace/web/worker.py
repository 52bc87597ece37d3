"""A worker: ``python -m headertrace.web.worker`` does one request after the other, from standard input to output.

It ends with the input, and so with the server, however that ends. It asks no other machine, and can write no file.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from tempfile import gettempdir
from typing import BinaryIO

from headertrace.web import frames
from headertrace.web.settings import WORKER_MEMORY
from headertrace.web.work import Reply, Task, work

_SAMPLE = b"Received: from a.example.net ([192.0.2.1]) by b.example.org; Tue, 24 Nov 2026 08:10:00 +0000\r\n\r\n"


def main() -> None:
    """Say that it is there, then answer every task."""
    _at_most("RLIMIT_AS", WORKER_MEMORY)
    _at_most("RLIMIT_CORE", 0)
    # What a library prints is no part of a reply.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # So that the first to come need not wait until everything is loaded.
    for format in ("html", "json"):
        work(Task(format, ""), _SAMPLE)
    # A mail is never written to a disk, not even what an archive would lay aside. Bytecode was, until here.
    with suppress(OSError):
        # Found while one can be, so that no error lists the folders of this machine.
        gettempdir()
    _at_most("RLIMIT_FSIZE", 0)
    _say(replies, Reply())
    while (task := _next(sys.stdin.buffer)) is not None:
        _say(replies, work(*task))


def _next(tasks: BinaryIO) -> tuple[Task, bytes] | None:
    start = tasks.read(frames.SIZE)
    if len(start) < frames.SIZE:
        return None
    head, body = frames.lengths(start)
    given = frames.head(tasks.read(head))
    return Task(**{**given, "trusted": tuple(given["trusted"])}), tasks.read(body)


def _say(replies: BinaryIO, reply: Reply) -> None:
    head = {"problem": reply.problem, "detail": reply.detail}
    replies.write(frames.packed(head, reply.body))
    replies.flush()


def _at_most(limit: str, value: int) -> None:
    """Set a limit of the process, where the system has it."""
    with suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        resource.setrlimit(getattr(resource, limit), (value, value))


if __name__ == "__main__":
    with suppress(BrokenPipeError, KeyboardInterrupt):
        main()
