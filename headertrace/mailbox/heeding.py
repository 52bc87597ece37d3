"""DuckDB at work, and a signal heeded meanwhile.

Python minds a signal once a call into C has come back, which a statement of DuckDB's may never do. So it is run in a
thread of its own, and whoever waits for it can be interrupted.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_T = TypeVar("_T")
# What DuckDB has begun to compute as one value it does not leave: so many seconds it has to come to an end.
_GRACE_S = 1.0
# Where a wait without end cannot be interrupted, as on Windows.
_LOOK_S = 0.5


def heeding(connection: DuckDBPyConnection, work: Callable[[], _T]) -> _T:
    """What ``work`` on that connection gives; what it raises is raised.

    An interrupt ends it. What does not end then goes on in its thread, which nobody waits for, and the connection
    is not to be used any more.
    """
    made: list[_T] = []
    failed: list[BaseException] = []
    ended = threading.Event()

    def run() -> None:
        try:
            made.append(work())
        except BaseException as error:
            failed.append(error)
        finally:
            ended.set()

    threading.Thread(target=run, daemon=True).start()
    try:
        while not ended.wait(_LOOK_S):
            pass
    except KeyboardInterrupt:
        connection.interrupt()
        ended.wait(_GRACE_S)
        raise
    if failed:
        raise failed[0]
    return made[0]
