"""A wait, and what a cause says of it: the contract between the engine and the leaves.

A leaf is a file named after its cause, with underscores, and holds ``explain(wait) -> Guess | None``.
"""

from __future__ import annotations

from headertrace.dictionary import lists
from headertrace.named import NamedTuple
from headertrace.records.evidence import Evidence, Field
from headertrace.records.judgements import Clock, Offset
from headertrace.records.logs import Logged, LogLine
from headertrace.records.path import Hop
from headertrace.records.received import Stamp
from headertrace.records.vocabulary import Cause, Certainty
from headertrace.timeline.statements import Statement

# Seconds. Where a log tells what happened, shorter ones are worth a word.
LOGGED_S = 10.0
# No queue keeps mail longer: RFC 5321 section 4.5.4.1 has "at least 4-5 days", qmail seven.
LONGEST_S = 8 * 86_400.0
# From this size on a slow line makes a wait of its own.
LARGE_BYTES = 2_000_000


class Wait(NamedTuple):
    """A wait of the joint reading, and what may tell its cause.

    ``seconds`` is true time, between ``low_s`` and ``high_s`` (None where nothing bounds it). ``hop`` is the hop
    whose line came after it, ``before`` the one whose line came before: None for the time from the Date to the
    first server. ``after_last`` says that the wait came after the newest line. ``firm`` says that one clock
    measured it, or clocks that others agree with; ``submitted`` that the oldest line is that of a server which
    took the message from its writer. ``offsets`` are the clocks known to be wrong; ``statement`` what the host itself
    says of the wait; ``names`` the fields' names in lower case; ``size`` the message's, in bytes; ``logged`` what the
    servers' logs say.
    """

    seconds: float
    low_s: float
    high_s: float | None
    hop: Hop
    before: Hop | None
    hops: tuple[Hop, ...]
    fields: tuple[Field, ...]
    written: Stamp | None
    clocks: tuple[Clock, ...]
    offsets: tuple[Offset, ...]
    statement: Statement | None
    size: int | None
    names: frozenset[str]
    firm: bool
    submitted: bool
    after_last: bool = False
    logged: Logged | None = None

    @property
    def listed(self) -> bool:
        """Whether a mailing list had a hand in it."""
        legs = (self.hop.leg, self.before.leg if self.before else None)
        if "list" in legs or self.names & lists.MODERATED:
            return True
        return lists.named(self.host) and bool(self.names & lists.ADDRESSING)

    @property
    def inside(self) -> str | None:
        """The big operator inside whose network the message waited, between two of its own servers."""
        if self.before is None or self.before.receiver_organisation != self.hop.receiver_organisation:
            return None
        house = self.hop.receiver_organisation
        return house if house in _OPAQUE else None

    @property
    def host(self) -> str | None:
        """The host that had the mail: the one that wrote the line before. A filter is told by who runs it."""
        if self.before is None:
            return self.hop.received.from_name or (self.hop.received.by if self.submitted else None)
        lines = (*reversed(self.hops[: self.before.n]), *self.hops[self.hop.n - 1 :])
        if (self.before.received.by or "").partition(".")[0] == "localhost" and self.before.leg == "filtering":
            names = (hop.received.by for hop in lines if hop.received.by)
            named = next((name for name in names if name.partition(".")[0] != "localhost"), None)
            return named or self.before.received.by
        ahead = (hop.received.from_name for hop in self.hops[self.before.n :] if hop.received.from_name)
        return self.before.received.by or next(ahead, None)


# Operators whose own servers' logs nobody else reads: there the place is told, and no cause.
_OPAQUE = frozenset({"Google", "Microsoft", "Yahoo", "Apple", "AOL", "Proton", "Amazon SES", "SendGrid", "Mailgun"})


class Guess(NamedTuple):
    """A cause's own view of a wait. ``at`` is None where it is the host that had the mail; ``seconds`` where the
    cause holds for a part of the wait only; ``log`` are lines of the servers' logs that say so.
    """

    cause: Cause
    certainty: Certainty
    text: str
    evidence: tuple[Evidence, ...] = ()
    at: str | None = None
    seconds: float | None = None
    log: tuple[LogLine, ...] = ()
