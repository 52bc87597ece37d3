"""What a signal does to a verb at work: it stops in order, so that no half of a file is left."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import NoReturn

# What a shell says of a program that a signal ended.
_BY_SIGNAL = 128
_IMPORT = "<frozen importlib"


class Ended(KeyboardInterrupt):
    """A signal ends the program: it stops as at an interrupt."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.code = _BY_SIGNAL + number


def end_in_order() -> None:
    """From now on Ctrl-C is a KeyboardInterrupt, and SIGTERM and SIGHUP are ``Ended``, where nobody wants them ignored."""
    if callable(signal.getsignal(signal.SIGINT)):
        signal.signal(signal.SIGINT, _ended)
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _ended)


def _ended(number: int, frame: FrameType | None) -> None:
    """Python's import loses what is raised in it, or makes another error of it: there a signal waits until it is over."""

    def end(*_: object) -> NoReturn:
        sys.settrace(None)
        raise KeyboardInterrupt if number == signal.SIGINT else Ended(number)

    loading = _loading(frame)
    if loading is None:
        end()
    _when_back(loading, end)


def _loading(frame: FrameType | None) -> FrameType | None:
    """The frame that has a module loaded, the outermost where that one loads others; None where none is loaded.

    Whatever loaded the program itself is none of it.
    """
    found = None
    while frame is not None and frame.f_globals.get("__name__") != "headertrace.cli":
        outer = frame.f_back
        if frame.f_code.co_filename.startswith(_IMPORT):
            found = outer
        frame = outer
    return found


def _when_back(frame: FrameType, do: Callable[..., NoReturn]) -> None:
    """Have it done as soon as that frame goes on, as a debugger would have it stop there."""
    frame.f_trace = do
    sys.settrace(lambda *_: None)
