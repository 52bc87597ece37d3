"""A server on loopback that says whatever a test has it say: hostile input for those who speak in lines."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO


class Talk:
    """One connection: ``heard`` are the lines that came, without their ends."""

    def __init__(self, own: socket.socket, heard: list[bytes]) -> None:
        self.own, self.heard = own, heard
        self._stream: BinaryIO = own.makefile("rb")

    def say(self, data: bytes) -> None:
        self.own.sendall(data)

    def hear(self) -> bytes:
        """The next line; empty where there is none."""
        line = self._stream.readline().rstrip(b"\r\n")
        self.heard.append(line)
        return line

    def wrapped(self, own: socket.socket) -> None:
        """Go on over that socket, as after STARTTLS."""
        self.own, self._stream = own, own.makefile("rb")


@contextmanager
def talking(script: Callable[[Talk], None]) -> Iterator[tuple[int, list[bytes]]]:
    """The port, and what was heard so far; ``script`` is run for each connection, which ends with it."""
    heard: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                own, _ = listener.accept()
                threading.Thread(target=answer, args=(own,), daemon=True).start()

    def answer(own: socket.socket) -> None:
        talk = Talk(own, heard)
        with suppress(OSError, ValueError):
            script(talk)
        with suppress(OSError):
            talk.own.close()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1], heard
    finally:
        listener.close()
