"""What goes wrong in one message costs that message: it is told with its origin, and the rest is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.cli.exits import NOTHING, UNREADABLE, UsageError, complain

if TYPE_CHECKING:
    from types import TracebackType

    from headertrace.records.message import Message, Source


class Trouble(list[str]):
    """The names of what was left out; ``no_mail`` counts those in which there was no mail to be read."""

    no_mail = 0

    def code(self, done: bool) -> int:
        """The exit code; ``done`` says that there was something else to trace."""
        return NOTHING if self.no_mail == len(self) and not done else UNREADABLE


class Guard:
    """Around the work on one message, or on two at once; ``trouble`` gets their names where it failed.

    A wrong command line, a file or pipe that breaks and an interrupt are no message's fault: they pass.
    """

    def __init__(self, trouble: list[str], *sources: Source) -> None:
        self._trouble = trouble
        self._sources = sources

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> bool:
        if not isinstance(error, Exception) or isinstance(error, (UsageError, OSError)):
            return False
        _tell(f"{type(error).__name__}: {error}", self._trouble, *self._sources)
        return True


# An error may cite the message, which has no end.
_LONGEST = 300


def unreadable(message: Message, trouble: Trouble) -> bool:
    """Whether the message could not be read at all, or is none, which is told."""
    from headertrace.sources.no_mail import NO_MAIL
    from headertrace.sources.raw import FAILED

    for defect in message.defects:
        if defect.code == NO_MAIL:
            trouble.append(message.source.name)
            trouble.no_mail += 1
            complain(f"{message.source.name}: {defect.text}")
            return True
    why = next((defect.text for defect in message.defects if defect.code == FAILED), None)
    if why is not None:
        _tell(why, trouble, message.source)
    return why is not None


def _tell(why: str, trouble: list[str], *sources: Source) -> None:
    """One line on standard error, and a row in ``trouble``."""
    where = " and ".join(map(_named, sources))
    trouble.append(where)
    what = "this message was" if len(sources) == 1 else "these messages were"
    complain(f"{where}: {what} left out: {why[:_LONGEST]}")


def _named(source: Source) -> str:
    """ "mail.mbox, message 3"."""
    return source.name if source.format == "rfc5322" else f"{source.name}, message {source.number}"
