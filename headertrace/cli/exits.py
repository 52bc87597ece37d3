"""How a run ends: the exit codes, the error of a wrong command line, and the one line on standard error."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

USAGE, NOTHING, UNREADABLE, UNDELIVERED, INTERRUPTED = 2, 3, 4, 5, 130
# What a shell says of a program that a signal ended.
_BY_SIGNAL = 128


class Ended(KeyboardInterrupt):
    """A signal ends the program: it stops as at an interrupt, so that no half of a file is left."""

    def __init__(self, signal: int) -> None:
        super().__init__()
        self.code = _BY_SIGNAL + signal


def end_in_order() -> None:
    """From now on SIGTERM and SIGHUP are ``Ended``, where nobody wants them ignored."""
    import signal

    def ended(number: int, _: object) -> NoReturn:
        raise Ended(number)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, ended)


class UsageError(Exception):
    """The command line asks for something that cannot be done; the text says what."""


def complain(text: str) -> None:
    """One line on standard error, with nothing in it that a terminal would obey.

    Where that is full or broken, nobody hears it: the exit code tells.
    """
    from contextlib import suppress

    from headertrace.text.safe import safe

    with suppress(OSError):
        print(f"headertrace: {safe(' '.join(text.split()))}", file=sys.stderr)
