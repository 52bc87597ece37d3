"""How a run ends: the exit codes, the error of a wrong command line, and the one line on standard error."""

from __future__ import annotations

import sys

USAGE, NOTHING, UNREADABLE, UNDELIVERED, INTERRUPTED = 2, 3, 4, 5, 130


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
