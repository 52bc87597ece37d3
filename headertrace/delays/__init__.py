"""What each wait was: one file a cause, asked in order; the surest answer is kept, near ones are named.

A Received line is written on arrival, so the time before it was mostly spent at the host before
(DESIGN: the delay belongs to the host that had the mail), unless the cause says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import NamedTuple

from headertrace.model import Clock, Delay, Evidence, Field, Hop, Offset, Stamp
from headertrace.text import duration

CERTAINTIES = ("measured", "likely", "possible")
# Shorter waits are the trade's normal course.
WORTH_S = 60.0
_WRITING_WORTH_S = 300.0


_MODERATED = frozenset({"x-mailman-approved-at", "x-approved-at", "x-moderated-at"})


class Wait(NamedTuple):
    """A wait and what may tell its cause. ``before`` is None for the time from Date to the first server."""

    seconds: float
    hop: Hop
    before: Hop | None
    hops: tuple[Hop, ...]
    fields: tuple[Field, ...]
    written: Stamp | None
    clocks: tuple[Clock, ...]
    offsets: tuple[Offset, ...]
    zones: dict[int, tuple[float, Clock]]
    size: int | None

    @property
    def listed(self) -> bool:
        """Whether a mailing list had a hand in it."""
        legs = (self.hop.leg, self.before.leg if self.before else None)
        return "list" in legs or any(field.name.lower() in _MODERATED for field in self.fields)

    @property
    def host(self) -> str | None:
        """The host that had the mail: the one that wrote the line before."""
        if self.before is None:
            return self.hop.received.from_name
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


# Each cause and whether it can matter, so that only its file is loaded that can. The order
# decides between answers of the same certainty.
CAUSES: tuple[tuple[str, Callable[[Wait], bool]], ...] = (
    ("wrong_zone", lambda wait: bool(wait.zones)),
    ("wrong_clock", lambda wait: any((hop.delay_s or 0.0) < 0 for hop in wait.hops)),
    ("late_collection", lambda wait: wait.hop.leg == "retrieval"),
    ("greylisting", lambda wait: wait.seconds > 0 and wait.hop.leg in ("transit", "forwarding", "list")),
    ("moderation", lambda wait: wait.listed),
    ("filter", lambda wait: wait.hop.leg == "filtering"),
    ("quarantine", lambda wait: any("uarantine" in field.name or "elease" in field.name for field in wait.fields)),
    ("scheduled", lambda wait: wait.before is None),
    ("client_offline", lambda wait: wait.before is None),
    ("list_queue", lambda wait: wait.listed),
    ("queue_retry", _between_hosts),
    ("throttling", _between_hosts),
    ("forwarding", lambda wait: wait.hop.leg == "forwarding"),
    ("slow_transfer", lambda wait: (wait.size or 0) > 1_000_000),
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
    return tuple(
        _decide(Wait(seconds, hop, before, hops, fields, written, clocks, offsets, zones, size))
        for seconds, hop, before in _waits(hops, written)
    )


def evidence(hop: Hop, text: str) -> Evidence:
    return Evidence(hop.field.number, hop.field.lines, text)


def _waits(hops: tuple[Hop, ...], written: Stamp | None) -> Iterator[tuple[float, Hop, Hop | None]]:
    before: Hop | None = None
    for hop in hops:
        if before is None and hop.received.time and written and written.utc:
            seconds = (hop.received.time - written.utc).total_seconds()
            if seconds >= _WRITING_WORTH_S:
                yield seconds, hop, None
        elif hop.delay_s is not None and (hop.delay_s >= WORTH_S or hop.delay_s <= -WORTH_S):
            yield hop.delay_s, hop, before
        before = hop


@cache
def _module(cause: str) -> Callable[[Wait], Guess | None]:
    explain: Callable[[Wait], Guess | None] = import_module(f"headertrace.delays.{cause}").explain
    return explain


def _decide(wait: Wait) -> Delay:
    found: list[Guess] = []
    for cause, can_matter in CAUSES:
        guess = _module(cause)(wait) if can_matter(wait) else None
        if guess:
            found.append(guess)
            if guess.certainty == "measured":
                break
    if not found:
        text = f"nothing in the message says why it took {duration(wait.seconds)}"
        found = [Guess("unknown", "possible", text, (evidence(wait.hop, wait.hop.received.raw[-60:]),))]
    found.sort(key=lambda guess: CERTAINTIES.index(guess.certainty))
    best = found[0]
    rivals = [guess.cause for guess in found[1:] if guess.certainty == best.certainty and guess.cause != best.cause]
    text = best.text + (f"; or {' or '.join(rivals)}" if rivals else "")
    return Delay(wait.hop.n, wait.seconds, best.cause, best.certainty, best.at or wait.host, text, best.evidence)
