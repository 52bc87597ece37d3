"""What a dataset of many messages knows, as far as it bears on one: the clocks of hosts, and what is usual there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from headertrace.named import NamedTuple
from headertrace.records.vocabulary import ClockKind, Trust


class HostClock(NamedTuple):
    """How far a host's clock was off from ``start`` to ``end``, as many messages show together.

    The clock showed ``offset_s`` seconds more than that of ``reference`` at ``start``, at least ``low_s`` and at most
    ``high_s`` more; all three move by ``drift_s_per_day`` after that, 0 where it kept its distance. ``offset_s`` is
    None where only one side is bounded, and then ``low_s`` or ``high_s`` is None too. ``trust`` is "claimed" where the
    host is another house's, which proved its name to the reader's own servers and wrote its stamps itself.
    """

    host: str
    start: datetime
    end: datetime
    offset_s: float | None
    low_s: float | None
    high_s: float | None
    drift_s_per_day: float
    messages: int
    reference: str
    kind: ClockKind
    trust: Trust

    def moved_s(self, time: datetime) -> float:
        """The seconds by which the clock has drifted from ``start`` to ``time``."""
        return self.drift_s_per_day * (time - self.start).total_seconds() / 86_400.0


class HandOver(NamedTuple):
    """How a host usually hands over to another: seen ``messages`` times since ``since``, half of them within
    ``median_s`` seconds and 19 in 20 within ``p95_s``; ``encrypted`` of the ``told`` that say whether were encrypted.
    """

    messages: int
    since: datetime
    median_s: float
    p95_s: float
    encrypted: int
    told: int


class IdForm(NamedTuple):
    """One way in which a host writes its ids: ``marks`` are the characters in them that are neither letter nor digit.
    ``shortest`` and ``longest`` are lengths; of ``messages`` messages.
    """

    dialect: str
    marks: str
    shortest: int
    longest: int
    messages: int

    def fits(self, dialect: str, id: str) -> bool:
        """Whether that id of that dialect is of this form: ids grow by a letter or two as servers grow older."""
        marks = "".join(char for char in id if not (char.isascii() and char.isalnum()))
        lengths = self.shortest - _LONGER <= len(id) <= self.longest + _LONGER
        return self.dialect == dialect and self.marks == marks and lengths


_LONGER = 2


class Sender(NamedTuple):
    """What mail of a From domain usually is: ``messages`` since ``since``.

    ``addresses``, ``hosts`` and ``organisations`` are who handed it to the reader's servers, of which ``borders`` took
    it, each with the number of messages.
    """

    domain: str
    messages: int
    since: datetime
    addresses: Mapping[str, int]
    hosts: Mapping[str, int]
    organisations: Mapping[str, int]
    borders: Mapping[str, int]


class Retries(NamedTuple):
    """How long mail usually waited at a host until it was tried again, in seconds: ``waits`` since ``since``."""

    host: str
    waits: int
    since: datetime
    p5_s: float
    median_s: float
    p95_s: float


class History(NamedTuple):
    """What a dataset, ``name``, tells of the hosts and the sender of one message, from the mail before it.

    ``hand_overs`` and ``ids`` (a host's forms) are by hop, ``retries`` by the hop before which it waited. Where the
    dataset has too little, there is nothing.
    """

    name: str
    hand_overs: Mapping[int, HandOver]
    ids: Mapping[int, tuple[IdForm, ...]]
    retries: Mapping[int, Retries]
    sender: Sender | None = None
