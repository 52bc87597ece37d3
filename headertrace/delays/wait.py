"""A wait, and what a cause says of it: the contract between the engine and the leaves.

A leaf is a file named after its cause, with underscores, and holds ``explain(wait) -> Guess | None``. What
else one may hold, its row in ``index`` says.
"""

from __future__ import annotations

from typing import NamedTuple

from headertrace.dictionary import lists
from headertrace.records.evidence import Evidence, Field
from headertrace.records.judgements import Clock, Offset
from headertrace.records.path import Hop
from headertrace.records.received import Stamp
from headertrace.records.vocabulary import Cause, Certainty

# Seconds. Shorter waits are the trade's normal course.
WORTH_S = 60.0
# No queue keeps mail longer: RFC 5321 section 4.5.4.1 has "at least 4-5 days", qmail seven.
LONGEST_S = 8 * 86_400.0
_HOUR_S = 3_600.0

_LIST_HOSTS = frozenset(
    {"list", "lists", "listserv", "listman", "mailman", "groups", "majordomo", "lyris", "ezmlm", "sympa"}
)


class Wait(NamedTuple):
    """A wait and what may tell its cause. ``before`` is None for the time from Date to the first server.

    ``seconds`` is what is left of ``stamped_s``, the difference of the stamps, when what a wrong clock
    or zone makes up is taken off. ``steps`` are all such differences, the first against the Date;
    ``zones`` maps a hop's number to the error of its zone in seconds and the clock that tells it;
    ``names`` are those of the fields, in lower case; ``size`` is the message's, in bytes.
    """

    seconds: float
    stamped_s: float
    hop: Hop
    before: Hop | None
    hops: tuple[Hop, ...]
    fields: tuple[Field, ...]
    written: Stamp | None
    clocks: tuple[Clock, ...]
    offsets: tuple[Offset, ...]
    zones: dict[int, tuple[float, Clock]]
    size: int | None
    steps: tuple[float | None, ...]
    names: frozenset[str]

    @property
    def listed(self) -> bool:
        """Whether a mailing list had a hand in it."""
        legs = (self.hop.leg, self.before.leg if self.before else None)
        if "list" in legs or self.names & lists.MODERATED:
            return True
        named = (self.host or "").partition(".")[0].rstrip("0123456789") in _LIST_HOSTS
        return named and bool(self.names & lists.ADDRESSING)

    @property
    def made_up(self) -> bool:
        """Steps backwards by more than an hour, again and again, below the lines vouched for: a forger's work."""
        known = self.hop.trust == "vouched" and (self.before is None or self.before.trust == "vouched")
        return not known and sum(1 for step in self.steps if step is not None and step < -_HOUR_S) > 1

    @property
    def host(self) -> str | None:
        """The host that had the mail: the one that wrote the line before. A filter is told by who runs it."""
        if self.before is None:
            return self.hop.received.from_name
        lines = (*reversed(self.hops[: self.before.n]), *self.hops[self.hop.n - 1 :])
        if (self.before.received.by or "").partition(".")[0] == "localhost" and self.before.leg == "filtering":
            names = (hop.received.by for hop in lines if hop.received.by)
            named = next((name for name in names if name.partition(".")[0] != "localhost"), None)
            return named or self.before.received.by
        return self.before.received.by or self.hop.received.from_name


class Guess(NamedTuple):
    """A cause's own view of a wait. ``at`` is None where it is the host that had the mail."""

    cause: Cause
    certainty: Certainty
    text: str
    evidence: tuple[Evidence, ...] = ()
    at: str | None = None
