"""The logs that ``--log`` names, and what they say of messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import tzinfo
from itertools import islice
from typing import TYPE_CHECKING

from headertrace.cli.exits import UsageError, complain
from headertrace.cli.shared import zone_of
from headertrace.named import NamedTuple

if TYPE_CHECKING:
    from headertrace.cli.guarding import Trouble
    from headertrace.logs.reading import LogFile
    from headertrace.records.logs import Logged
    from headertrace.records.message import Message
    from headertrace.records.trace import Trace

# So many messages are looked for in one pass over the logs.
_AT_ONCE = 500


class Logs(NamedTuple):
    """The logs to be searched, and the ``zone`` of those that write none."""

    files: tuple[LogFile, ...]
    zone: tzinfo | None


def logs_of(places: list[str] | None, zone: str | None, inputs: Iterable[str] = ()) -> Logs | None:
    """The logs named; None where none is. Raises UsageError for one that cannot be read, and for a zone not known."""
    if not places:
        if zone is not None:
            raise UsageError("--log-tz goes with --log")
        return None
    if "-" in places and "-" in inputs:
        raise UsageError("standard input is either the message or the log: name a file for one of them")
    from headertrace.logs.reading import files_of

    try:
        return Logs(tuple(files_of(tuple(places))), log_zone(zone))
    except OSError as error:
        raise UsageError(f"--log: {error.filename or places[0]}: {error.strerror or error}") from None


def log_zone(name: str | None) -> tzinfo | None:
    """The zone of that name, for logs that write none. Raises UsageError for one that is not known."""
    return zone_of(False, False, name, "--log-tz")[0] if name else None


def with_logs(
    messages: Iterable[tuple[Message, bytes | None]],
    trace: Callable[[Message], Trace],
    logs: Logs,
    trouble: Trouble,
) -> Iterator[tuple[Message, bytes | None, Logged]]:
    """The messages, each with what the logs say of it; ``trace`` tells what to look for."""
    from headertrace.logs.collecting import collect

    told: set[str] = set()

    def tell(name: str, why: str) -> None:
        if name not in told:
            told.add(name)
            trouble.append(name)
            complain(f"{name}: {why}")

    rest = iter(messages)
    while some := list(islice(rest, _AT_ONCE)):
        traces = [trace(message) for message, _ in some]
        for (message, whole), logged in zip(some, collect(traces, logs.files, tell, logs.zone), strict=True):
            yield message, whole, logged
