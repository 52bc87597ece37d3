"""Work of a library that an interrupt has to end."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import TypeVar

_Result = TypeVar("_Result")
# Seconds that work which was told to stop may take for it.
_STOPPING_S = 5.0


def interruptible(work: Callable[[], _Result], stop: Callable[[], None]) -> _Result:
    """What ``work`` gives or raises, done in a thread of its own while this one waits for an interrupt.

    DuckDB 2.0 looks for interrupts by itself, and loses about one in ten: then a statement goes on to its end. Raises
    KeyboardInterrupt after ``stop``.
    """
    done: list[_Result] = []
    failed: list[BaseException] = []
    # Python 3.11 takes a thread for ended whose join was interrupted: it says itself when it has.
    ended = Event()

    def run() -> None:
        try:
            done.append(work())
        except BaseException as error:
            failed.append(error)
        ended.set()

    Thread(target=run, daemon=True).start()
    try:
        ended.wait()
    except KeyboardInterrupt:
        stop()
        ended.wait(_STOPPING_S)
        raise
    if failed:
        raise failed[0]
    return done[0]
