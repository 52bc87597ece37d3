"""The command line. This file is small, as an interrupt while it is loaded is nobody's to catch."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> NoReturn:
    """The entry point. Exits with the documented code; an interrupt is quiet from here on, imports and all."""
    try:
        from headertrace.cli.running import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt as error:
        code = getattr(error, "code", 130)
    try:  # noqa: SIM105 - this file loads nothing
        _tidy()
    except KeyboardInterrupt:
        # It is ending already.
        pass
    # End at once: taking the interpreter down in order takes longer than tracing a message.
    os._exit(code)


def _tidy() -> None:
    """What multiprocessing leaves to the interpreter's own end, which does not come: its sockets' folder."""
    if "multiprocessing.util" in sys.modules:
        from multiprocessing.util import _exit_function  # type: ignore[attr-defined]

        _exit_function()
