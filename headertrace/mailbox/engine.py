"""What an engine of a scan is: it takes tasks and gives their outcomes, in any order."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Protocol

from headertrace.named import NamedTuple

# The function that reads a unit, which is what a cluster is for.
READING = "working:work"


class Task(NamedTuple):
    """A function of this room, as "module:name", with its arguments; ``key`` says what it is to who gave it."""

    key: Any
    function: str
    arguments: tuple[Any, ...]


class Outcome(NamedTuple):
    """The value of a task, or in ``error`` why there is none; ``died`` where that took the process with it, ``fatal``
    where no other task will fare better, ``blameless`` where it was lost by no fault of its own.
    """

    task: Task
    value: Any
    error: str = ""
    died: bool = False
    fatal: bool = False
    blameless: bool = False


class Unreachable(Exception):
    """There is nobody to work; the text says why in one line."""


class Engine(Protocol):
    """``room`` is how many more tasks are worth while to have waiting."""

    def submit(self, task: Task) -> None: ...

    @property
    def room(self) -> int: ...

    def outcomes(self, timeout: float) -> list[Outcome]: ...

    def close(self) -> None: ...


def done(function: str, arguments: tuple[Any, ...]) -> tuple[Any, str, bool]:
    """(value, "", False) of a task's function, or (None, what went wrong, whether it is fatal: a disk is full)."""
    module, _, name = function.partition(":")
    try:
        return getattr(import_module(f"headertrace.mailbox.{module}"), name)(*arguments), "", False
    except OSError as error:
        return None, error.strerror or str(error), True
    except Exception as error:
        return None, f"{type(error).__name__}: {error}", False
