"""An engine that does its work where it is asked for, one task at a time."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from headertrace.mailbox.engine import Outcome, Task, done
from headertrace.mailbox.scan import Summary, Wanted, scan
from headertrace.mailbox.unit import How


class Inline:
    """Takes tasks in another order than they came in, as several processes do."""

    def __init__(self, seed: int = 0, ahead: int = 4) -> None:
        self._random = random.Random(seed)
        self._ahead = ahead
        self._waiting: list[Task] = []
        self.done: list[Task] = []

    def submit(self, task: Task) -> None:
        self._waiting.append(task)

    @property
    def room(self) -> int:
        return self._ahead - len(self._waiting)

    def outcomes(self, timeout: float) -> list[Outcome]:
        task = self._waiting.pop(self._random.randrange(len(self._waiting)))
        self.done.append(task)
        value, error, fatal = done(task.function, task.arguments)
        return [Outcome(task, value, error, fatal=fatal)]

    def close(self) -> None:
        self._waiting.clear()


def scanned(
    out: Path, *inputs: Path | str, engine: Inline | None = None, options: dict[str, Any] | None = None, **more: Any
) -> Summary:
    """A scan into ``out``; ``more`` is what ``How`` and ``Wanted`` take."""
    how = How("", **{name: more.pop(name) for name in How._fields if name in more})
    wanted = Wanted(tuple(map(str, inputs)), str(out), how, options or {}, **more)
    return scan(wanted, lambda: engine or Inline(), lambda step: None)
