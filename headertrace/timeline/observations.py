"""What a message tells of time: when each clock on the way showed what, in the order in which it happened.

A stamp is one clock's word. Lines of one host share its clock, and so do the lines of a filter that runs
on that host; the Date is the word of the writer's clock. Neighbours that agree to seconds are taken
together (``Station``): that several clocks are wrong by the same amount is far less likely than that
they are right.
"""

from __future__ import annotations

from collections.abc import Mapping

from headertrace.named import NamedTuple
from headertrace.received.products import BY_NAME
from headertrace.records.making import maker
from headertrace.records.path import Step
from headertrace.records.vocabulary import Trust
from headertrace.timeline.pooled import ONE_CLOCK, Pooled
from headertrace.timeline.statements import Statement

# Stamps are whole seconds, taken at the beginning or the end of a session, by clocks that NTP holds within one.
AGREE_S = 4.0
# What a step takes where nothing holds it up.
PROMPT_S = 15.0
# Shorter waits are the trade's normal course.
WORTH_S = 60.0
WRITER = "Date"


class Observation(NamedTuple):
    """``clock`` showed ``time`` (seconds since 1970) when hop ``hop`` came about; hop 0 is the writing.

    ``weight`` is how much it takes to believe that this clock is wrong: 1 for a server. ``known`` is what a
    dataset knows of the clock, where ``time`` is put right by that.
    """

    clock: str
    time: float
    hop: int
    weight: float = 1.0
    known: Pooled | None = None

    @property
    def is_known(self) -> bool:
        """Whether a dataset knows that clock to seconds."""
        return self.known is not None and self.known.is_narrow


class Moments(NamedTuple):
    """What is known of time besides the stamps.

    ``written`` is the Date in seconds since 1970, where it is the writer's own; ``stated`` the seconds that a server
    says a step took, by hop; ``corrections`` the error in seconds of a stamp's zone that an id of the line proves;
    ``expected`` the weight of a wait before the hops where it is in the nature of the thing (collection, moderation,
    a queue that a field tells of); ``others`` further observations, such as the delivery into the mailbox.
    ``statements`` are the fields that ``stated`` was read from. ``local`` says that a program on the first host wrote
    the message, or its server the Date, by that host's clock. ``pooled`` is what a dataset, of the name ``dataset``,
    knows of the clocks, by hop.
    """

    written: float | None = None
    stated: Mapping[int, float] = {}
    corrections: Mapping[int, float] = {}
    expected: Mapping[int, float] = {}
    others: tuple[Observation, ...] = ()
    statements: tuple[Statement, ...] = ()
    local: bool = False
    pooled: Mapping[int, Pooled] = {}
    dataset: str = ""


class Station(NamedTuple):
    """Observations in a row whose clocks agree."""

    seen: tuple[Observation, ...]

    @property
    def first(self) -> Observation:
        return self.seen[0]

    @property
    def last(self) -> Observation:
        return self.seen[-1]

    @property
    def clocks(self) -> frozenset[str]:
        return frozenset([item.clock for item in self.seen])


def observations(steps: tuple[Step, ...], trusts: tuple[Trust, ...], moments: Moments) -> list[Observation]:
    """The moments in the order in which they happened, oldest first.

    Nothing is taken from a contradicted line, nor from what stands below it.
    """
    seen: list[Observation] = []
    clock = ahead(steps)
    for step, trust in zip(steps, trusts, strict=True):
        clock = _collector(step, steps) or _clock(step, clock)
        if trust == "contradicted":
            seen.clear()
            continue
        moment = step.received.time
        if moment is not None:
            time = moment.timestamp() - moments.corrections.get(step.n, 0.0)
            weight = _TRUE_TIME if step.receiver_organisation in ONE_CLOCK else _WEIGHT.get(trust, 1.0)
            seen.append(_observation(clock, time, step.n, weight))
    if moments.written is not None and "contradicted" not in trusts:
        # What a program on the host writes, it dates by the host's clock, and before the host has it.
        local = seen and moments.local and moments.written <= seen[0].time + AGREE_S
        writer = seen[0].clock if local else WRITER
        seen.insert(0, Observation(writer, moments.written, 0))
    seen += moments.others
    return _put_right(seen, moments.pooled) if moments.pooled else seen


def _put_right(seen: list[Observation], pooled: Mapping[int, Pooled]) -> list[Observation]:
    """The observations by the reference's clock, where a dataset knows theirs.

    What is known to seconds becomes one clock, the reference's: how far that is off itself, no dataset knows. It is as
    hard to believe that it is wrong as that all clocks are which agree with it by themselves.
    """
    of_clock = {item.clock: pooled[item.hop] for item in seen if item.hop in pooled}
    right = {item.clock: item.weight for item in seen if (known := of_clock.get(item.clock)) and known.is_right}
    weight = min(max(sum(right.values()), 1.0), _TRUE_TIME)
    made = []
    for item in seen:
        known = pooled.get(item.hop) or of_clock.get(item.clock)
        if known is not None:
            item = item._replace(time=round(item.time - known.error_s, 3), known=known)
            if known.is_narrow:
                item = item._replace(clock=known.clock.reference, weight=weight)
        made.append(item)
    return made


_observation = maker(Observation)
# Whose servers keep their clocks by NTP, and are seen by their own people every day.
_WEIGHT = {"vouched": 1.2, "operator": 1.5}
_TRUE_TIME = 3.0


def set_back(seen: list[Observation]) -> list[Observation]:
    """A host's stamps that go backwards come of a clock that was set, or of two machines of one name.

    From there on they are taken for those of another clock (``host_of`` gives the name of either).
    """
    last: dict[str, float] = {}
    turns: dict[str, int] = {}
    made = []
    for item in seen:
        if item.time < last.get(item.clock, item.time) - AGREE_S:
            turns[item.clock] = turns.get(item.clock, 0) + 1
        last[item.clock] = item.time
        turned = turns.get(item.clock)
        made.append(item._replace(clock=item.clock + _TURN * turned) if turned else item)
    return made


def host_of(clock: str) -> str:
    """The name of the host whose clock that is."""
    return clock.rstrip(_TURN)


# No name of a host ends like that.
_TURN = " "


def stations(seen: list[Observation], stated: Mapping[int, float]) -> list[Station]:
    """Neighbours that agree put together; a step of which a server states how long it took stands alone."""
    found: list[list[Observation]] = []
    for item in seen:
        last = found[-1][-1] if found else None
        if last is not None and item.hop not in stated and abs(item.time - last.time) <= AGREE_S:
            found[-1].append(item)
        else:
            found.append([item])
    return [Station(tuple(group)) for group in found]


def ahead(steps: tuple[Step, ...]) -> str:
    """The host of a first line that names none: the client that the lines after it name. A queue step's is named as it
    was looked up, and a server's, whose line names its program, as it calls itself.
    """
    if not steps or steps[0].received.by is not None:
        return "?"
    itself = steps[0].received.software is not None
    names = ((got.helo, got.rdns) if itself else (got.rdns, got.helo) for got in (step.received for step in steps[1:]))
    return next((name for pair in names for name in pair if name), "?")


def own_clock(step: Step, steps: tuple[Step, ...]) -> str:
    """The name of the clock that a line has by itself; a first line that names no host is of the client named after."""
    if step.received.by is not None or step is not steps[0]:
        return step.received.by or _unnamed(step)
    return ahead(steps)


def _unnamed(step: Step) -> str:
    return f"hop {step.n}"


def _collector(step: Step, steps: tuple[Step, ...]) -> str | None:
    """The clock of a program that collects mail: its own machine's, which takes the mail in right after."""
    if BY_NAME[step.received.dialect].work != "collector":
        return None
    after = next((other for other in steps if other.n == step.n + 1), None)
    return (after.received.by if after else None) or step.received.by


def _clock(step: Step, before: str) -> str:
    """Whose clock wrote the line: its host's; a queue step's and a loopback filter's is that of the host before. A line
    that names a program in place of a host may have been written anywhere.
    """
    host = step.received.by
    if host is None and step.received.software is not None and step.n > 1:
        return _unnamed(step)
    if host is None or step.same_host:
        return before if before != "?" else _unnamed(step)
    label = host.partition(".")[0]
    if label == "localhost" and before != "?":
        return before
    if before.partition(".")[0] == label and ("." not in host or "." not in before):
        return before
    return host
