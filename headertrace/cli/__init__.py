"""The command line. This file loads nothing, as an interrupt before ``main`` is nobody's to catch."""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

# As in exits.py, which this file would have to load.
_INTERRUPTED = 130


def main() -> "NoReturn":
    """The entry point. Exits with the documented code; an interrupt is quiet from here on, imports and all."""
    code = _INTERRUPTED
    _end_at_once()
    try:
        code = _code()
        _tidy()
    except KeyboardInterrupt:
        # Another one, while the run ends.
        pass
    # End at once: taking the interpreter down in order takes longer than tracing a message.
    os._exit(code)


def _end_at_once() -> None:
    """Ctrl-C ends the program where it is, as SIGTERM does of itself, for as long as it has begun nothing.

    As an exception it would be lost in some places of Python's import, and make another error in others.
    """
    # What the module signal is made of: it is there, and that one would have to be loaded.
    import _signal  # type: ignore[import-not-found]

    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _at_once)


def _at_once(number: int, _: object) -> None:
    """What is done of a signal that finds nothing begun."""
    os._exit(_INTERRUPTED)


def _code() -> int:
    try:
        from headertrace.cli.running import run

        return run(sys.argv[1:])
    except KeyboardInterrupt as error:
        return getattr(error, "code", _INTERRUPTED)


def _tidy() -> None:
    """What multiprocessing leaves to the interpreter's own end, which does not come: its sockets' folder."""
    if "multiprocessing.util" in sys.modules:
        from multiprocessing.util import _exit_function  # type: ignore[attr-defined]

        _exit_function()
