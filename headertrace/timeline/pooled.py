"""What a dataset of many messages knows of the clocks on one message's way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from headertrace.named import NamedTuple
from headertrace.records.datasets import Knowledge
from headertrace.records.evidence import Evidence
from headertrace.records.judgements import Offset
from headertrace.records.knowledge import HostClock
from headertrace.records.path import Step
from headertrace.records.vocabulary import BELIEVED, Trust
from headertrace.text.durations import duration

# Operators all of whose servers go by one time to milliseconds (Google: TrueTime, "Spanner", OSDI 2012, section 3).
ONE_CLOCK = frozenset({"Google"})
# Bounds no further apart than that tell a wait of a minute from a wrong clock.
_NARROW_S = 8.0
# Clocks that are right, and read in whole seconds, may differ by that.
_RIGHT_S = 1.0
# A message may have come that much before the first, or after the last, that the window was made of.
_SLACK_S = 60.0


class Pooled(NamedTuple):
    """The clock of a hop showed ``error_s`` more than that of the reference, between ``low_s`` and ``high_s`` (None
    where nothing bounds it), as ``clock`` has it.
    """

    clock: HostClock
    error_s: float
    low_s: float | None
    high_s: float | None

    @property
    def is_narrow(self) -> bool:
        return self.low_s is not None and self.high_s is not None and self.high_s - self.low_s <= _NARROW_S

    @property
    def is_right(self) -> bool:
        """Whether the clock shows the same as the reference's, as far as is known."""
        return self.is_narrow and not self.tells

    @property
    def tells(self) -> bool:
        """Whether the clock is known to be off by more than clocks that are right may be."""
        return (self.low_s or 0.0) > _RIGHT_S or (self.high_s or 0.0) < -_RIGHT_S

    @property
    def left(self) -> tuple[float, float]:
        """What the error lies between once ``error_s`` is taken off the stamp."""
        low = float("-inf") if self.low_s is None else self.low_s - self.error_s
        high = float("inf") if self.high_s is None else self.high_s - self.error_s
        return low, high

    def offset(self, host: str, step: Step, dataset: str) -> Offset:
        named = round(self.error_s, 1) if self.is_narrow else None
        return Offset(host, named, self.low_s, self.high_s, (self.evidence(step, dataset),))

    def evidence(self, step: Step, dataset: str) -> Evidence:
        """The line whose stamp it is about, and in words which messages show what of its clock."""
        clock = self.clock
        days = f"on {clock.start:%d %b %Y}".replace(" 0", " ")
        if clock.start.date() != clock.end.date():
            days = f"from {clock.start:%d %b} to {clock.end:%d %b %Y}".replace(" 0", " ")
        text = f"{clock.messages} messages through {clock.host} {days} show its clock {_way(self.low_s, self.high_s)}"
        return step.field.evidence(f"{text}, against {clock.reference} ({dataset})")


def pooled(steps: Sequence[Step], trusts: Sequence[Trust], knowledge: Knowledge) -> dict[int, Pooled]:
    """Hop → what the dataset knows of its clock at that time.

    All are told against one reference, that of most; what is told against another one is left out. A claim is held
    against what claims have shown, and only where the host proved its name to the server that took the mail from it.
    """
    found: dict[int, Pooled] = {}
    attested = {before.n for before, after in pairwise(steps) if _is_attested(before, after, trusts, steps)}
    for step, trust in zip(steps, trusts, strict=True):
        name = clock_of(step.received.by, step.receiver_organisation)
        wanted = "claimed" if step.n in attested else "vouched" if trust in BELIEVED else None
        if name is None or step.received.time is None or wanted is None:
            continue
        rows = [row for row in knowledge.clocks(name) if row.trust == wanted]
        known = list(_covering(rows, step.received.time))
        # A stamp that fits the time before a step as well as the time after it is left alone.
        if len(known) == 1:
            found[step.n] = known[0]
    references = [item.clock.reference for item in found.values()]
    most = max(references, key=references.count, default=None)
    return {n: item for n, item in found.items() if item.clock.reference == most}


def clock_of(host: str | None, organisation: str | None) -> str | None:
    """The name of a host's clock: that of the operator where all its servers share one; None for anybody's names."""
    if organisation in ONE_CLOCK:
        return organisation
    if not host or host.partition(".")[0].lower() == "localhost" or host.startswith(("127.", "::1")):
        return None
    return host.lower()


def _is_attested(before: Step, after: Step, trusts: Sequence[Trust], steps: Sequence[Step]) -> bool:
    """Whether a claimed line's host is the very one that a believed line saw connect, by its looked-up name."""
    first = steps[0].n
    return (
        trusts[before.n - first] == "claimed"
        and trusts[after.n - first] in BELIEVED
        and before.received.by is not None
        and before.received.by == after.received.rdns
    )


def _covering(rows: Iterable[HostClock], stamp: datetime) -> Iterator[Pooled]:
    for row in rows:
        error = _middle(row.low_s, row.high_s)
        moved = row.moved_s(stamp - timedelta(seconds=error))
        moment = stamp - timedelta(seconds=error + moved)
        if row.start - _SLACK <= moment <= row.end + _SLACK:
            low = None if row.low_s is None else round(row.low_s + moved, 3)
            high = None if row.high_s is None else round(row.high_s + moved, 3)
            yield Pooled(row, _middle(low, high), low, high)


_SLACK = timedelta(seconds=_SLACK_S)


def _middle(low: float | None, high: float | None) -> float:
    """The error to put a stamp right by: the middle of narrow bounds, else the least that lies within them."""
    if low is not None and high is not None and high - low <= _NARROW_S:
        return (low + high) / 2
    return max(low or 0.0, 0.0) + min(high or 0.0, 0.0) if low is None or high is None else min(max(low, 0.0), high)


def _way(low: float | None, high: float | None) -> str:
    """ "31 to 33 s fast", "4 h 50 min slow (17425 to 17429 s)", "at least 4 min fast"."""
    if low is not None and high is not None:
        if low < 0 < high:
            return f"right, or at most {duration(round(-low))} slow and {duration(round(high))} fast"
        near, far = sorted((abs(low), abs(high)))
        way = "fast" if high > 0 else "slow"
        span = f"{near:.0f} to {far:.0f} s"
        return f"{span} {way}" if far < _MINUTES_S else f"{duration(round((near + far) / 2))} {way} ({span})"
    if low is not None:
        return f"at least {duration(round(low))} fast" if low > 0 else f"at most {duration(round(-low))} slow"
    bound = high or 0.0
    return f"at least {duration(round(-bound))} slow" if bound < 0 else f"at most {duration(round(bound))} fast"


_MINUTES_S = 120.0
