"""A worker: ``python -m headertrace.web.worker`` does one request after the other, from standard input to output.

It ends with the input, and so with the server, however that ends. It opens no file and asks no other machine.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import BinaryIO

from headertrace.web import frames
from headertrace.web.settings import WORKER_MEMORY
from headertrace.web.work import Reply, Task, work

_SAMPLE = b"Received: from a.example.net ([192.0.2.1]) by b.example.org; Tue, 24 Nov 2026 08:10:00 +0000\r\n\r\n"


def main() -> None:
    """Say that it is there, then answer every task."""
    _limit()
    # What a library prints is no part of a reply.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # So that the first to come need not wait until everything is loaded.
    for format in ("html", "json"):
        work(Task(format, ""), _SAMPLE)
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


def _limit() -> None:
    """No more memory than that, where the system can see to it."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (WORKER_MEMORY, WORKER_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    with suppress(BrokenPipeError, KeyboardInterrupt):
        main()
