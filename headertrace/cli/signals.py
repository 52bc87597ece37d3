"""What a signal does to a verb at work: it stops in order, so that no half of a file is left."""

from __future__ import annotations

import _thread
import signal
import sys
import time
from typing import TYPE_CHECKING

from headertrace.cli import at_once

if TYPE_CHECKING:
    from types import FrameType
    from typing import NoReturn

# What a shell says of a program that a signal ended.
_BY_SIGNAL = 128
# Where a signal finds a module being loaded, it is given again so much later.
_SOON_S = 0.005
_LOADING = "<frozen importlib"


class Ended(KeyboardInterrupt):
    """A signal ends the program: it stops as at an interrupt."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.code = _BY_SIGNAL + number


def end_in_order() -> None:
    """From now on Ctrl-C is a KeyboardInterrupt, and SIGTERM and SIGHUP are ``Ended``, where nobody wants them ignored."""
    if signal.getsignal(signal.SIGINT) in (at_once, signal.default_int_handler):
        signal.signal(signal.SIGINT, _ended)
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _ended)


def _ended(number: int, frame: FrameType | None) -> None:
    """Python's import loses an exception that is raised in it, or makes another one of it: such a signal has to wait."""
    if _is_loading(frame):
        _thread.start_new_thread(_again, (number, _thread.get_ident()))
    else:
        _end(number)


def _end(number: int) -> NoReturn:
    raise KeyboardInterrupt if number == signal.SIGINT else Ended(number)


def _is_loading(frame: FrameType | None) -> bool:
    """Whether a module is being loaded there; whatever loaded the program itself is none of it."""
    while frame is not None and frame.f_globals.get("__name__") != "headertrace.cli":
        if frame.f_code.co_filename.startswith(_LOADING):
            return True
        frame = frame.f_back
    return False


def _again(number: int, thread: int) -> None:
    time.sleep(_SOON_S)
    if sys.platform == "win32":
        _thread.interrupt_main(number)
    else:
        signal.pthread_kill(thread, number)
