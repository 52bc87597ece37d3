"""Output that is longer than the screen goes through a pager, as git's does.

What fits on the screen is written as it is: the pager starts with the first line that does not. Which one it is,
``HEADERTRACE_PAGER`` or ``PAGER`` says, else it is less; ``cat`` or nothing is none.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from shutil import get_terminal_size, which
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import Popen

    from _typeshed import ReadableBuffer

# As git sets them where the user has set nothing: quit if it fits, colours through, leave it on the screen.
_LESS = "FRX"


@contextmanager
def paged() -> Iterator[None]:
    """While it lasts, standard output goes through a pager once it is longer than the terminal it is on."""
    plain = sys.stdout
    command = _pager()
    if not command:
        yield
        return
    plain.flush()
    screen = _Screen(plain.fileno(), command)
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(screen), "utf-8", "backslashreplace", line_buffering=True)
    try:
        yield
    finally:
        through, sys.stdout = sys.stdout, plain
        try:
            through.flush()
        finally:
            # Whoever quits the pager early wants no more: that is no error.
            with suppress(BrokenPipeError):
                screen.end()


class _Screen(io.RawIOBase):
    """A terminal that holds back one screen's worth of lines, and hands all to the pager when there are more."""

    def __init__(self, terminal: int, command: list[str]) -> None:
        super().__init__()
        self._terminal = terminal
        self._command = command
        self._rows = get_terminal_size().lines - 1
        self._held: bytearray | None = bytearray()
        self._process: Popen[bytes] | None = None

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._terminal

    def write(self, data: ReadableBuffer) -> int:
        part = bytes(data)
        if self._held is None:
            self._pass_on(part)
            return len(part)
        self._held += part
        if self._held.count(b"\n") > self._rows:
            held, self._held = bytes(self._held), None
            self._start()
            self._pass_on(held)
        return len(part)

    def end(self) -> None:
        """Write what is held back, or wait until the reader has quit the pager."""
        if self._held is not None:
            held, self._held = bytes(self._held), None
            self._pass_on(held)
        if self._process is not None and self._process.stdin is not None:
            before = signal.signal(signal.SIGINT, signal.SIG_IGN)
            try:
                with suppress(BrokenPipeError):
                    self._process.stdin.close()
                self._process.wait()
            finally:
                signal.signal(signal.SIGINT, before)

    def _start(self) -> None:
        """Where it cannot be started, the terminal has it all."""
        from subprocess import PIPE, Popen

        with suppress(OSError):
            self._process = Popen(self._command, stdin=PIPE, env={"LESS": _LESS, "LV": "-c", **os.environ})

    def _pass_on(self, data: bytes) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(data)
            self._process.stdin.flush()
            return
        while data:
            data = data[os.write(self._terminal, data) :]


def _pager() -> list[str] | None:
    """The command; None where the user wants none, has none, or the terminal cannot show one."""
    from shlex import split

    if os.environ.get("TERM", "dumb") == "dumb":
        return None
    named = os.environ.get("HEADERTRACE_PAGER", os.environ.get("PAGER"))
    try:
        words = split("less" if named is None else named)
    except ValueError:
        return None
    return words if words and words[0] != "cat" and which(words[0]) else None
