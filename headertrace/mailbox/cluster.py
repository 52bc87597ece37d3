"""Reading over the machines of a Dask cluster; what is written is written here.

A worker of the cluster stages rows on its own disk and sends them to this machine, packed: they are a small part of
what it read. So workers need to reach the input, and nothing else: no folder in common, no key to a store but to read,
and a worker that is lost, or works on after it was given up, leaves nothing behind. Files of the dataset are written by
processes of this machine (``processes``).
"""

from __future__ import annotations

import os
from contextlib import suppress
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from headertrace.mailbox.engine import READING, Engine, Outcome, Task, Unreachable, done
from headertrace.mailbox.unit import Done, How, Unit

# So many units are given to each worker of the cluster ahead: it is not idle while an outcome is on its way.
_AHEAD = 3
# So long a scheduler is waited for that does not answer, is restarted, or has no workers yet.
_PATIENCE_S = 30
# So often the workers are counted: they come and go.
_COUNTED_S = 5.0
# The loggers that have a level of their own (distributed/config.py), and so not their parent's.
_TALKING = ("distributed", "distributed.client", "distributed.gc")


class Cluster:
    """An engine that reads over a cluster; ``address`` is its scheduler's, None has one made of ``jobs`` processes.

    ``local`` does all other work. Raises Unreachable where there is no cluster to work with.
    """

    def __init__(self, address: str | None, jobs: int, local: Engine) -> None:
        import logging

        import distributed

        # What becomes of workers is told by outcomes, in this program's own words.
        for name in _TALKING:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        start_client: Any = distributed.Client
        self._local = local
        self._own: Any = None
        self._open: dict[Any, Task] = {}
        self._ready: SimpleQueue[Any] = SimpleQueue()
        self._cores, self._counted = 1, 0.0
        if address is None:
            start_cluster: Any = distributed.LocalCluster
            self._own = start_cluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None)
        try:
            self._client: Any = start_client(address or self._own, timeout=_PATIENCE_S, set_as_default=False)
            self._client.wait_for_workers(1, timeout=_PATIENCE_S)
            theirs = set(self._client.run(about_there).values())
        except Exception as error:
            # Addresses that are none, nobody who answers, workers without headertrace: each raises as it likes.
            raise Unreachable(f"no cluster at {address}: {error or type(error).__name__}") from None
        if theirs - {about_there()}:
            raise Unreachable(f"workers of the cluster have another headertrace than {about_there()}")

    def submit(self, task: Task) -> None:
        """Reading goes to the cluster, all else to processes of this machine."""
        if task.function != READING:
            self._local.submit(task)
            return
        future = self._client.submit(read_there, *task.arguments, key=f"headertrace-{task.arguments[2]}", pure=False)
        self._open[future] = task
        future.add_done_callback(self._ready.put)

    @property
    def room(self) -> int:
        """As many as keep all workers busy, however many there are just now."""
        if monotonic() - self._counted > _COUNTED_S:
            self._counted = monotonic()
            # While its scheduler is being restarted, a cluster is as large as it was.
            with suppress(Exception):
                self._cores = max(sum(self._client.ncores().values()), 1)
        return max(_AHEAD * self._cores - len(self._open), 0)

    def outcomes(self, timeout: float) -> list[Outcome]:
        """What has come of tasks since; waits so many seconds for the first. Raises Unreachable."""
        made = list(self._local.outcomes(0 if self._open else timeout))
        with suppress(Empty):
            if self._open:
                made.append(self._outcome(self._ready.get(timeout=0 if made else timeout)))
            while True:
                made.append(self._outcome(self._ready.get_nowait()))
        if self._client.status == "closed":
            raise Unreachable("the scheduler of the cluster is gone: the same command goes on where this one was")
        return made

    def close(self) -> None:
        """Have nothing done any more."""
        with suppress(Exception):
            self._client.cancel(list(self._open), force=True)
        for part in (self._client, self._own, self._local):
            with suppress(Exception):
                part.close()

    def _outcome(self, future: Any) -> Outcome:
        task = self._open.pop(future)
        _, how, name = task.arguments
        try:
            if future.status in ("cancelled", "lost"):
                return Outcome(task, None, "the cluster lost it", blameless=True)
            (value, error), data = future.result()
        except Exception as lost:
            # Workers died of it, or it raised what nobody expects: there is no value.
            return Outcome(task, None, f"{type(lost).__name__}: {lost}", died=True)
        if data:
            keep(how, name, data)
        return Outcome(task, value, error)


def about_there() -> str:
    """Which headertrace a worker has, and of which version its tables are."""
    import headertrace
    from headertrace.mailbox.tables import VERSION

    return f"{headertrace.__version__} (tables {VERSION})"


def read_there(unit: Unit, how: How, name: str) -> tuple[tuple[Done | None, str], bytes]:
    """On a worker: (what came of a unit, the staged file)."""
    with TemporaryDirectory(prefix="headertrace-") as folder:
        value, error, _ = done(READING, (unit, how._replace(folder=folder), name))
        if error:
            return (None, error), b""
        with open(os.path.join(folder, name), "rb") as stream:
            return (value, ""), stream.read()


def keep(how: How, name: str, data: bytes) -> None:
    """Put a staged file that came from a worker in its place, whole. Raises OSError."""
    path = os.path.join(how.folder, name)
    with open(f"{path}.part", "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(f"{path}.part", path)
