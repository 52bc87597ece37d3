"""One unit of a scan: its messages read, redacted where that is asked for, traced, and their rows staged."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from headertrace.mailbox import rows
from headertrace.mailbox.inputs import is_object, open_input
from headertrace.mailbox.ranges import first_top, read_range
from headertrace.mailbox.rows import Place
from headertrace.mailbox.staging import Stage
from headertrace.mailbox.unit import Done, How, Part, Read, Unit
from headertrace.named import NamedTuple
from headertrace.records.evidence import Defect
from headertrace.records.message import Message, Source
from headertrace.sources import raws, read
from headertrace.sources.folders import read_file
from headertrace.sources.no_mail import NO_MAIL
from headertrace.sources.opening import opened
from headertrace.sources.raw import FAILED, Origin, Raw
from headertrace.tracing import trace

if TYPE_CHECKING:
    from headertrace.records.logs import Logged
    from headertrace.records.trace import Trace
    from headertrace.redact import Redactor


class _Found(NamedTuple):
    """A message, where it begins in its file, and where the next one does; None where that is not known."""

    message: Message
    offset: int | None = None
    next: int | None = None
    closed: bool = False


def work(unit: Unit, how: How, stage: str) -> Done:
    """Read all parts of a unit and stage the rows under that name. What cannot be read has a row that says so."""
    with Stage(how.folder, stage) as staged:
        tracing = _Tracing(how)
        reads = tuple(_read(part, how, tracing, staged) for part in unit.parts)
    return Done(unit.number, stage, reads, tuple(staged.blobs))


def give_up(unit: Unit, how: How, stage: str, why: str) -> Done:
    """The same of a unit that cannot be read: a row for each of its parts says why."""
    tracing = _Tracing(how)
    with Stage(how.folder, stage) as staged:
        for part in unit.parts:
            place = Place(part.label, 0, part.start if part.kind == "range" else None, 1, how.key)
            what = f", bytes {part.start} to {part.end}," if part.kind == "range" else ""
            defect = Defect(FAILED, f"this file{what} was not read: {why}")
            staged.add(rows.failed(place, defect, tracing.name(part)), 0)
    reads = tuple(Read(part.source, None, None, None, None, 1) for part in unit.parts)
    return Done(unit.number, stage, reads, tuple(staged.blobs))


class _Tracing:
    """Message → rows, as it is wanted."""

    def __init__(self, how: How) -> None:
        self._redactor: Redactor | None = None
        self._trusted, self._limits = how.trusted, how.limits
        self._logged = _Logs(how) if how.logs else None
        if how.kinds:
            from headertrace.redact import Redactor

            self._redactor = Redactor(how.kinds, how.key)
            self._trusted = self._redactor.words(how.trusted)

    def rows(self, message: Message, place: Place) -> tuple[dict[str, list[rows.Row]], bool]:
        """The rows, and whether it could be read."""
        why = next((defect for defect in message.defects if defect.code in (FAILED, NO_MAIL)), None)
        if why is None:
            try:
                return rows.rows(self._traced(message), place), True
            except Exception as error:
                # What goes wrong in one message costs that message.
                why = Defect(FAILED, f"the message could not be traced: {type(error).__name__}: {error}")
        if self._redactor is not None:
            # An error may cite what it could not read.
            why = why._replace(text=why.text.partition(":")[0])
        return rows.failed(place, why, self._shown(message.source).name), False

    def _traced(self, message: Message) -> Trace:
        logged = self._logged.of(message) if self._logged is not None else None
        if self._redactor is not None:
            message, logged = self._redactor.with_log(message, logged)
        return trace(message, self._trusted, logged=logged, limits=self._limits)

    def name(self, part: Part) -> str:
        """How a part is told of where no message of it is."""
        return part.path if self._redactor is None else part.label

    def _shown(self, source: Source) -> Source:
        return source if self._redactor is None else self._redactor.source(source)


class _Logs:
    """What the mail servers' logs say of a message, by their index."""

    def __init__(self, how: How) -> None:
        from zoneinfo import ZoneInfo

        from headertrace.logs.collecting import of_index
        from headertrace.logs.indexing import Indexed

        self._indexed, self._ask = Indexed(how.logs), of_index
        self._trusted, self._limits = how.trusted, how.limits
        self._zone = ZoneInfo(how.log_zone) if how.log_zone else None

    def of(self, message: Message) -> Logged:
        return self._ask(trace(message, self._trusted, limits=self._limits), self._indexed, self._zone)


def _read(part: Part, how: How, tracing: _Tracing, staged: Stage) -> Read:
    number = failed = within = 0
    first = last = behind = None
    closed = False
    for number, found in enumerate(_found(part, how), 1):
        first = found.offset if number == 1 else first
        within = within + 1 if number > 1 and found.offset == last else 1
        last, behind, closed = found.offset, found.next, found.closed
        made, good = tracing.rows(found.message, Place(part.label, number, found.offset, within, how.key))
        failed += not good
        staged.add(made, sum(len(field.source) for field in found.message.fields))
    if closed and part.kind == "range":
        return Read(part.source, first, None, None, None, failed, True)
    return Read(part.source, first, last, behind, number, failed, closed)


def _found(part: Part, how: How) -> Iterator[_Found]:
    """The messages of a part; where it breaks off, one without fields that says so."""
    try:
        if part.kind == "range":
            yield from _of_range(part, how)
        elif part.outer is not None and not is_object(part.path):
            # It may have been moved or removed since it was listed.
            os.lstat(part.path)
            for raw in read_file(part.path, part.member, Origin(*part.outer), False):
                yield from _all(raw, how)
        elif is_object(part.path):
            with open_input(part.path) as stream:
                for raw in raws(stream, part.path, False):
                    yield from _all(raw, how)
        else:
            yield from map(_Found, read(part.path, how.which))
    except (OSError, ValueError) as error:
        why = Defect(FAILED, getattr(error, "strerror", None) or str(error))
        yield _Found(Message((), Source(part.path), (why,)), closed=True)


def _all(raw: Raw, how: How) -> Iterator[_Found]:
    return (_Found(message) for message, _ in opened(raw, how.which))


def _of_range(part: Part, how: How) -> Iterator[_Found]:
    """Each message with the one place where it lies; what the reader broke off at hides all that stands behind it."""
    outer = None if part.outer is None else Origin(*part.outer)
    with open_input(part.path) as stream:
        top = part.start if part.exact else first_top(stream, part.start, part.end)
        if top is None:
            return
        for raw, behind in read_range(stream, part.member or part.path, top, part.end, outer):
            if any(note.code == FAILED for note in raw.notes):
                behind = _NEVER
            for message, _ in opened(raw, how.which):
                yield _Found(message, top, behind)
            top = behind


# Behind any file.
_NEVER = 1 << 62
