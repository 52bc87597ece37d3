"""Which waits there are, and for each the causes that can matter, asked in order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import pairwise
from typing import Protocol, cast

from headertrace.delays.index import COVERED, INDEX
from headertrace.delays.wait import LONGEST_S, WORTH_S, Guess, Wait
from headertrace.records.evidence import Field
from headertrace.records.judgements import Clock, Delay, Offset
from headertrace.records.path import Hop
from headertrace.records.received import Stamp
from headertrace.records.vocabulary import CERTAINTIES, CLOCK_CAUSES, Cause
from headertrace.text.durations import duration

_WRITING_WORTH_S = 300.0
# A statement counts from the sender's first try, which may have been for an earlier message.
_STATEMENT_SLACK_S = 120.0


class _Leaf(Protocol):
    """The module of a cause; see ``index.Row`` for who has which."""

    def explain(self, wait: Wait) -> Guess | None: ...

    def share(self, wait: Wait) -> tuple[Wait, str]: ...

    def statement(
        self, hop: Hop, before: Hop, hops: tuple[Hop, ...], fields: tuple[Field, ...]
    ) -> tuple[Field, float] | None: ...


@cache
def _leaf(cause: Cause) -> _Leaf:
    return cast(_Leaf, import_module(f"headertrace.delays.{cause.replace('-', '_')}"))


def explain(
    hops: tuple[Hop, ...],
    fields: tuple[Field, ...],
    written: Stamp | None,
    clocks: tuple[Clock, ...],
    offsets: tuple[Offset, ...],
    zones: dict[int, tuple[float, Clock]],
    size: int | None = None,
) -> tuple[Delay, ...]:
    """The cause of every wait worth a word, oldest first; ``zones`` and ``size`` are as in ``Wait``."""
    names = frozenset(field.key for field in fields)
    stated = _stated(hops, fields, names)
    steps = _steps(hops, stated, written)
    return tuple(
        _decide(Wait(seconds, stamped, hop, before, hops, fields, written, clocks, offsets, zones, size, steps, names))
        for seconds, stamped, hop, before in _waits(hops, stated, steps)
    )


def _stated(hops: tuple[Hop, ...], fields: tuple[Field, ...], names: frozenset[str]) -> dict[int, float]:
    """Hop number → seconds, for each hop whose host says that it made the mail wait."""
    out: dict[int, float] = {}
    for row in INDEX:
        if row.states and any(name.startswith(row.states) for name in names):
            for before, hop in pairwise(hops):
                said = _leaf(row.cause).statement(hop, before, hops, fields)
                if said:
                    out[hop.n] = said[1]
    return out


def _steps(hops: tuple[Hop, ...], stated: dict[int, float], written: Stamp | None) -> tuple[float | None, ...]:
    """Each stamp less the one before it, the first one less the Date.

    Where a host states a longer wait than the stamps tell, what they tell less that.
    """
    first = hops[0].received.time if hops else None
    since = (first - written.utc).total_seconds() if first and written and written.utc else None
    steps = [since, *(hop.delay_s for hop in hops[1:])]
    for n, said in stated.items():
        step = steps[n - 1]
        if step is not None and step < said - _STATEMENT_SLACK_S:
            steps[n - 1] = step - said
    return tuple(steps)


def _waits(
    hops: tuple[Hop, ...], stated: dict[int, float], steps: tuple[float | None, ...]
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
        if max(abs(seconds), abs(hop.delay_s)) >= WORTH_S or stated.get(hop.n, 0.0) >= WORTH_S:
            yield seconds, hop.delay_s, hop, before


def _decide(wait: Wait) -> Delay:
    """The surest answer, with the others that are as sure."""
    wait, note = _less_shares(wait)
    found = _guesses(wait) or [_unknown(wait)]
    found.sort(key=lambda guess: CERTAINTIES.index(guess.certainty))
    best = found[0]
    same = (best.cause, *COVERED.get(best.cause, ()))
    near = (guess.cause for guess in found[1:] if guess.certainty == best.certainty)
    rivals = tuple(dict.fromkeys(cause for cause in near if cause not in same))
    text = best.text + note + (f"; or {' or '.join(rivals)}" if rivals else "")
    if wait.made_up and best.certainty != "measured":
        best = best._replace(certainty="possible")
        text += "; or those lines are made up"
    seconds = wait.stamped_s if best.cause in CLOCK_CAUSES else wait.seconds
    return Delay(wait.hop.n, seconds, best.cause, best.certainty, best.at or wait.host, text, best.evidence, rivals)


def _less_shares(wait: Wait) -> tuple[Wait, str]:
    """The wait without what causes make up of it, and words on that."""
    note = ""
    for row in INDEX:
        if row.shares and row.shares(wait):
            wait, said = _leaf(row.cause).share(wait)
            note += said
    return wait, note


def _guesses(wait: Wait) -> list[Guess]:
    """What the causes say; once one is measured, no other is asked."""
    found: list[Guess] = []
    for row in INDEX:
        guess = _leaf(row.cause).explain(wait) if row.matters(wait) else None
        if guess:
            found.append(guess)
            if guess.certainty == "measured":
                break
    return found


def _unknown(wait: Wait) -> Guess:
    text = f"nothing in the message says why it took {duration(wait.seconds)}"
    if wait.seconds > LONGEST_S:
        text += ", longer than any queue keeps mail: a clock was wrong, or the line below is made up"
    return Guess("unknown", "possible", text, (wait.hop.field.evidence(wait.hop.received.raw[-60:]),))
