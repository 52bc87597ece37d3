"""What a mail server's log says of a message: its lines, what each tells, and a message's stay in one queue."""

from __future__ import annotations

from datetime import datetime

from headertrace.named import NamedTuple
from headertrace.records.vocabulary import LogKind


class LogLine(NamedTuple):
    """A line of a log: line ``number`` of ``file``, by the ``program`` of ``host`` as the line names them.

    ``local`` is the time as it stands there, and ``offset`` its zone in minutes east, None where none is written;
    ``dated`` is False where the line has no year, and ``local`` one that was assumed. ``pid`` is the number of the
    process. ``text`` is the whole line, and ``said`` the part that the program wrote.
    """

    file: str
    number: int
    text: str
    said: str
    program: str
    host: str | None = None
    local: datetime | None = None
    offset: int | None = None
    dated: bool = True
    pid: str | None = None


class Parts(NamedTuple):
    """Where time went, in seconds: before the queue had the message, in the queue, until the connection stood, and
    while the message was sent.

    Postfix tells it of one delivery (smtp(8): ``delays=a/b/c/d``), and counts what went by between two attempts as
    before the queue.
    """

    before_s: float
    queue_s: float
    connect_s: float
    send_s: float


class LogEvent(NamedTuple):
    """What one line tells of a message.

    ``id`` is the id that the message has in that queue, ``next_id`` the one that it got where it went, and
    ``old_id`` the one that it had before. ``peer`` and ``peer_ip`` are the host on the other side, ``reply`` its words,
    or the program's own reason. ``delay_s`` is the time since the message came in, as the program counted it, and
    ``time`` that of the line in UTC, where it can be told.
    """

    kind: LogKind
    line: LogLine
    id: str | None = None
    peer: str | None = None
    peer_ip: str | None = None
    sender: str | None = None
    recipient: str | None = None
    message_id: str | None = None
    login: str | None = None
    reply: str | None = None
    status: str | None = None
    next_id: str | None = None
    old_id: str | None = None
    delay_s: float | None = None
    parts: Parts | None = None
    time: datetime | None = None


class Cover(NamedTuple):
    """What a log holds: the ``host`` that it names first and last, and the time between its first and last line."""

    file: str
    host: str | None
    first: datetime | None
    last: datetime | None


class Stay(NamedTuple):
    """A message's time in the queue of one host: from when it was ``accepted`` until it had ``left``, in UTC.

    ``seconds`` is the time between, counted by that host alone, ``outcome`` the kind of the last event that counts,
    None where the log breaks off before. ``parts`` are how those seconds are made up, all attempts together, where the
    log tells. ``hop`` is the hop whose line that host wrote, None where no line has the id.
    ``zone`` is how the log's zone was found, where no line writes it.
    """

    host: str | None
    id: str | None
    program: str
    events: tuple[LogEvent, ...]
    hop: int | None = None
    accepted: datetime | None = None
    left: datetime | None = None
    seconds: float | None = None
    outcome: LogKind | None = None
    parts: Parts | None = None
    zone: str | None = None
    offset_min: int = 0

    @property
    def end(self) -> LogEvent | None:
        """The event with which the message left."""
        found = [event for event in self.events if event.kind == self.outcome]
        return next((event for event in reversed(found) if event.delay_s == self.seconds), found[-1] if found else None)


class Logged(NamedTuple):
    """What was found in the logs that were searched: ``stays`` in the order of the way, and what the logs cover.

    ``returned`` is the same of the message that a notice returns. ``crowded`` says that more lines bear the Message-ID
    than are gone through for a message.
    """

    stays: tuple[Stay, ...] = ()
    covers: tuple[Cover, ...] = ()
    returned: Logged | None = None
    crowded: bool = False

    def at(self, hop: int) -> Stay | None:
        """The stay of the host that wrote that hop's line."""
        return next((stay for stay in self.stays if stay.hop == hop), None)
