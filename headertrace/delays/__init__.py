"""What each wait was: one file a cause, asked in order; the surest answer is kept, near ones are named.

A Received line is written on arrival, so the time before it was mostly spent at the host before: the
delay belongs to the host that had the mail, unless the cause says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from itertools import pairwise
from typing import NamedTuple

from headertrace.received.products import BY_NAME
from headertrace.records.evidence import Evidence, Field
from headertrace.records.judgements import Clock, Delay, Offset
from headertrace.records.path import Hop
from headertrace.records.received import Stamp
from headertrace.text.durations import duration

CERTAINTIES = ("measured", "likely", "possible")
# Shorter waits are the trade's normal course.
WORTH_S = 60.0
_WRITING_WORTH_S = 300.0
# No queue keeps mail longer: RFC 5321 section 4.5.4.1 has "at least 4-5 days", qmail seven.
LONGEST_S = 8 * 86_400.0
_HOUR_S = 3_600.0
# A greylist counts from the sender's first try, which may have been for an earlier message.
_GREYLIST_SLACK_S = 120.0
# Causes that are a difference of the stamps and no time that passed.
_BY_STAMPS = ("wrong-clock", "wrong-zone")

_LIST_HOSTS = frozenset(
    {"list", "lists", "listserv", "listman", "mailman", "groups", "majordomo", "lyris", "ezmlm", "sympa"}
)
_LIST_FIELDS = frozenset({"list-id", "list-post", "mailing-list", "x-mailing-list", "x-beenthere"})
_MODERATED = frozenset({"x-mailman-approved-at", "x-approved-at", "x-moderated-at"})


class Wait(NamedTuple):
    """A wait and what may tell its cause. ``before`` is None for the time from Date to the first server.

    ``seconds`` is what is left of ``stamped_s``, the difference of the stamps, when what a wrong clock
    or zone makes up is taken off. ``steps`` are all such differences, the first against the Date;
    ``names`` those of the fields, in lower case.
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
        if "list" in legs or self.names & _MODERATED:
            return True
        named = (self.host or "").partition(".")[0].rstrip("0123456789") in _LIST_HOSTS
        return named and bool(self.names & _LIST_FIELDS)

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

    cause: str
    certainty: str
    text: str
    evidence: tuple[Evidence, ...] = ()
    at: str | None = None


def _between_hosts(wait: Wait) -> bool:
    return wait.before is not None and wait.seconds > 0 and wait.before.received.by != wait.hop.received.by


def _backwards(wait: Wait) -> bool:
    return any(step is not None and step < 0 for step in wait.steps)


def _may_be_released(wait: Wait) -> bool:
    if wait.before is None:
        return False
    named = any("quarantine" in name or "release" in name for name in wait.names)
    return named or BY_NAME[wait.hop.received.dialect].quarantine


# Each cause and whether it can matter, so that only its file is loaded that can. The order
# decides between answers of the same certainty.
CAUSES: tuple[tuple[str, Callable[[Wait], bool]], ...] = (
    ("wrong_zone", lambda wait: bool(wait.zones) or _backwards(wait)),
    ("wrong_clock", _backwards),
    ("late_collection", lambda wait: wait.hop.leg == "retrieval"),
    ("greylisting", lambda wait: wait.before is not None and wait.hop.leg in ("transit", "forwarding", "list")),
    ("moderation", lambda wait: wait.listed),
    ("quarantine", _may_be_released),
    ("filter", lambda wait: wait.hop.leg == "filtering"),
    ("scheduled", lambda wait: wait.before is None or wait.before.n == 1),
    ("slow_transfer", lambda wait: (wait.size or 0) > 1_000_000),
    ("client_offline", lambda wait: wait.before is None),
    ("list_queue", lambda wait: wait.listed),
    ("forwarding", _between_hosts),
    ("throttling", _between_hosts),
    ("queue_retry", _between_hosts),
)


def explain(
    hops: tuple[Hop, ...],
    fields: tuple[Field, ...],
    written: Stamp | None,
    clocks: tuple[Clock, ...],
    offsets: tuple[Offset, ...],
    zones: dict[int, tuple[float, Clock]],
    size: int | None = None,
) -> tuple[Delay, ...]:
    """The cause of every wait worth a word, oldest first."""
    names = frozenset(field.name.lower() for field in fields)
    put_off = _put_off(hops, fields) if any(name.startswith("x-grey") for name in names) else {}
    steps = _steps(hops, put_off, written)
    return tuple(
        _decide(Wait(seconds, stamped, hop, before, hops, fields, written, clocks, offsets, zones, size, steps, names))
        for seconds, stamped, hop, before in _waits(hops, put_off, steps)
    )


def evidence(hop: Hop, text: str) -> Evidence:
    return Evidence(hop.field.number, hop.field.lines, text)


def _steps(hops: tuple[Hop, ...], put_off: dict[int, float], written: Stamp | None) -> tuple[float | None, ...]:
    """Each stamp less the one before it, the first one less the Date.

    Where a greylist says that it made the sender wait for longer than the stamps tell, what they
    tell less that: it went by one clock, the stamps by two.
    """
    first = hops[0].received.time if hops else None
    since = (first - written.utc).total_seconds() if first and written and written.utc else None
    steps = [since, *(hop.delay_s for hop in hops[1:])]
    for n, said in put_off.items():
        step = steps[n - 1]
        if step is not None and step < said - _GREYLIST_SLACK_S:
            steps[n - 1] = step - said
    return tuple(steps)


def _waits(
    hops: tuple[Hop, ...], put_off: dict[int, float], steps: tuple[float | None, ...]
) -> Iterator[tuple[float, float, Hop, Hop | None]]:
    """(seconds, seconds by the stamps, hop, the one before) of every step that is worth a word."""
    if steps and steps[0] is not None and steps[0] >= _WRITING_WORTH_S:
        yield steps[0], steps[0], hops[0], None
    for before, hop in pairwise(hops):
        if hop.delay_s is None:
            continue
        seconds = hop.delay_s if hop.corrected_delay_s is None else hop.corrected_delay_s
        if seconds < 0 <= hop.delay_s:
            # A correction that has the mail arrive before it was sent is none.
            seconds = hop.delay_s
        if max(abs(seconds), abs(hop.delay_s)) >= WORTH_S or put_off.get(hop.n, 0.0) >= WORTH_S:
            yield seconds, hop.delay_s, hop, before


def _put_off(hops: tuple[Hop, ...], fields: tuple[Field, ...]) -> dict[int, float]:
    """Hop number → seconds, for each greylist that says that it made the sender wait."""
    from headertrace.delays.greylisting import statement

    found = ((hop.n, statement(hop, before, hops, fields)) for before, hop in pairwise(hops))
    return {n: said[1] for n, said in found if said}


@cache
def _module(cause: str) -> Callable[[Wait], Guess | None]:
    explain: Callable[[Wait], Guess | None] = import_module(f"headertrace.delays.{cause}").explain
    return explain


def _decide(wait: Wait) -> Delay:
    note = ""
    if wait.before is not None and wait.seconds > 0 and _backwards(wait):
        from headertrace.delays.wrong_clock import share

        wait, note = share(wait)
    found: list[Guess] = []
    for cause, can_matter in CAUSES:
        guess = _module(cause)(wait) if can_matter(wait) else None
        if guess:
            found.append(guess)
            if guess.certainty == "measured":
                break
    if not found:
        found = [_unknown(wait)]
    found.sort(key=lambda guess: CERTAINTIES.index(guess.certainty))
    best = found[0]
    near = (guess.cause for guess in found[1:] if guess.certainty == best.certainty)
    same = (best.cause, "wrong-clock") if best.cause == "wrong-zone" else (best.cause,)
    rivals = tuple(dict.fromkeys(cause for cause in near if cause not in same))
    text = best.text + note + (f"; or {' or '.join(rivals)}" if rivals else "")
    if wait.made_up and best.certainty != "measured":
        best = best._replace(certainty="possible")
        text += "; or those lines are made up"
    seconds = wait.stamped_s if best.cause in _BY_STAMPS else wait.seconds
    return Delay(wait.hop.n, seconds, best.cause, best.certainty, best.at or wait.host, text, best.evidence, rivals)


def _unknown(wait: Wait) -> Guess:
    text = f"nothing in the message says why it took {duration(wait.seconds)}"
    if wait.seconds > LONGEST_S:
        text += ", longer than any queue keeps mail: a clock was wrong, or the line below is made up"
    return Guess("unknown", "possible", text, (evidence(wait.hop, wait.hop.received.raw[-60:]),))
