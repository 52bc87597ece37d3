"""Which waits there are, and for each the causes that can matter, asked in order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import pairwise
from typing import Protocol, cast

from headertrace.delays.index import INDEX
from headertrace.delays.wait import LOGGED_S, LONGEST_S, Guess, Wait
from headertrace.delays.words import backwards, either, phrase
from headertrace.path import forged_up_to
from headertrace.provenance import CLAIMED
from headertrace.records.evidence import Field
from headertrace.records.judgements import Clock, Delay, Offset
from headertrace.records.logs import Logged
from headertrace.records.path import Hop
from headertrace.records.received import Stamp
from headertrace.records.timeline import Held, Timeline
from headertrace.records.vocabulary import BELIEVED, CERTAINTIES, Cause
from headertrace.text.durations import duration, offset_words
from headertrace.timeline.observations import WORTH_S, WRITER
from headertrace.timeline.statements import Statement
from headertrace.timeline.whose import wrote

# Readings agree on a wait whose seconds differ by no more than this share.
_SAME = 0.02
_SAME_S = 5.0
# People take as long to press the button, and their clocks are no better.
_WRITING_WORTH_S = 300.0
# Stamps go back by less where sessions overlap.
_BACK_S = 30.0
# Nobody's watch is better than to minutes.
_DATE_AHEAD_S = 120.0


class _Leaf(Protocol):
    """The module of a cause."""

    def explain(self, wait: Wait) -> Guess | None: ...


@cache
def _leaf(cause: Cause) -> _Leaf:
    return cast(_Leaf, import_module(f"headertrace.delays.{cause.replace('-', '_')}"))


def explain(
    hops: tuple[Hop, ...],
    fields: tuple[Field, ...],
    written: Stamp | None,
    clocks: tuple[Clock, ...],
    timeline: Timeline,
    statements: tuple[Statement, ...] = (),
    size: int | None = None,
    submitted: bool = False,
    logged: Logged | None = None,
) -> tuple[Delay, ...]:
    """The cause of every wait worth a word, oldest first; ``size``, ``submitted`` and ``logged`` are as in ``Wait``."""
    told = {item.hop: item for item in statements if item.hop not in timeline.dropped}
    names = frozenset([field.key for field in fields])
    # Of forged lines nothing is derived: the time before the oldest that counts is from the Date on.
    oldest = forged_up_to([hop.trust or CLAIMED for hop in hops]) + 1
    delays: list[Delay] = []
    for held in _held(timeline, told, len(hops), logged):
        hop = hops[min(held.hop, len(hops)) - 1]
        last = held.hop > len(hops)
        before = hop if last else hops[held.hop - 2] if held.hop > oldest else None
        low, high = _bounds(held, timeline)
        wait = Wait(
            held.seconds, low, high, hop, before, hops, fields, written, clocks, timeline.known,
            told.get(held.hop), size, names, held.firm, submitted, last, logged,
        )  # fmt: skip
        delays += _decide(wait, held, timeline)
    return (
        *delays,
        *_newest_clock(hops, timeline),
        *_date_or_clock(hops, timeline, written),
        *_either_clock(hops, timeline),
    )


def _newest_clock(hops: tuple[Hop, ...], timeline: Timeline) -> Iterator[Delay]:
    """The newest server's own clock, by which the reader sees all others: no wait, but a step that is none."""
    newest = next((hop for hop in reversed(hops) if hop.leg != "retrieval"), None)
    for offset in timeline.known:
        if newest is not None and offset.host == newest.received.by and newest.delay_s is not None:
            yield Delay(
                newest.n, newest.delay_s, "wrong-clock", "measured" if offset.host in timeline.pooled else "possible",
                offset.host, offset_words(offset), offset.evidence, (), offset.low_s, offset.high_s,
            )  # fmt: skip


def _date_or_clock(hops: tuple[Hop, ...], timeline: Timeline, written: Stamp | None) -> Iterator[Delay]:
    """A Date after the first stamp where the readings differ on whose clock it is: as the likeliest has it, possibly."""
    first = hops[0].received.time if hops else None
    if timeline.decided or first is None or written is None or written.utc is None:
        return
    ahead = (written.utc - first).total_seconds()
    sides = {WRITER, hops[0].received.by}
    if ahead < _DATE_AHEAD_S or sides & {offset.host for offset in timeline.known}:
        return
    found = [offset for offset in timeline.readings[0].offsets if offset.host in sides]
    if found:
        best = max(found, key=_size)
        text = (
            f"the Date is {duration(ahead)} later than the first stamp: the writer's clock is fast, "
            f"or that of {hops[0].received.by or 'the first host'} slow"
        )
        yield Delay(1, -ahead, "wrong-clock", "possible", best.host, text, best.evidence)


def _size(offset: Offset) -> float:
    return abs(offset.offset_s or 0.0)


def _either_clock(hops: tuple[Hop, ...], timeline: Timeline) -> Iterator[Delay]:
    """Steps backwards where the readings differ on whose clock it is: one of two surely, the likelier one possibly."""
    if timeline.decided:
        return
    for before, hop in pairwise(hops):
        if hop.delay_s is None or hop.delay_s > -_BACK_S or any(wrote(item, before, hop) for item in timeline.known):
            continue
        found = [
            offset
            for reading in timeline.readings
            for offset in reading.offsets
            if wrote(offset, before, hop) and _size(offset) >= _BACK_S
        ]
        if found:
            likelier = _bears_out(hops, before, hop)
            best = next((offset for offset in found if offset.host == likelier), found[0])
            text = backwards(hop, either(before, hop))
            yield Delay(hop.n, hop.delay_s, "wrong-clock", "possible", best.host, text, best.evidence)


def _bears_out(hops: tuple[Hop, ...], before: Hop, hop: Hop) -> str | None:
    """The one of two clocks whose error the stamps on its other side bear out; None where they do so of both or none.

    By a slow clock the mail seems to have waited as long before the next host, by a fast one before this host.
    """
    back = -(hop.delay_s or 0.0)
    after = next((item for item in hops[hop.n :] if item.received.by != hop.received.by), None)
    first = next((item for item in reversed(hops[: before.n]) if item.received.by != before.received.by), None)
    into = hops[first.n] if first else None
    # What lies in a mailbox until it is collected tells nothing.
    slow = after is not None and after.leg != "retrieval" and (after.delay_s or 0.0) >= back
    fast = into is not None and (into.delay_s or 0.0) >= back
    return None if slow == fast else hop.received.by if slow else before.received.by


def _held(timeline: Timeline, told: dict[int, Statement], last: int, logged: Logged | None) -> Iterator[Held]:
    """The steps that waited, and those of which a server says so."""
    seen = {held.hop for held in timeline.steps}
    if 1 in told and 1 not in seen and last:
        # No Date to hold it against: the server's own count is all there is.
        yield Held(1, told[1].seconds, told[1].seconds, None, True)
    for held in timeline.steps:
        worth = WORTH_S if held.hop > 1 or held.hop in told else _WRITING_WORTH_S
        if logged is not None and logged.at(held.hop - 1) is not None:
            worth = LOGGED_S
        if held.seconds >= worth:
            yield held


def _bounds(held: Held, timeline: Timeline) -> tuple[float, float | None]:
    """The seconds that the wait took, over all readings."""
    lows, highs = [held.low_s], [held.high_s]
    for reading in timeline.readings[1:]:
        same = next((other for other in reading.waits if other.hop == held.hop), None)
        lows.append(same.low_s if same else 0.0)
        highs.append(same.high_s if same else held.high_s)
    return min(lows), None if None in highs else max(high for high in highs if high is not None)


def _decide(wait: Wait, held: Held, timeline: Timeline) -> list[Delay]:
    """The surest answer, with the others that are as sure; a cause that holds for a part leaves the rest to others."""
    found = _guesses(wait)
    part = next((guess for guess in found if guess.seconds is not None), None)
    if part is not None and part.seconds is not None and wait.seconds - part.seconds >= WORTH_S:
        rest = wait._replace(
            seconds=wait.seconds - part.seconds, low_s=max(wait.low_s - part.seconds, 0.0), statement=None
        )
        own = wait._replace(seconds=part.seconds, low_s=part.seconds, high_s=part.seconds)
        return [_delay(own, [part], held, timeline), _delay(rest, _guesses(rest), held, timeline)]
    return [_delay(wait, found, held, timeline)]


def _delay(wait: Wait, found: list[Guess], held: Held, timeline: Timeline) -> Delay:
    found = sorted(found or [_unknown(wait)], key=lambda guess: CERTAINTIES.index(guess.certainty))
    best = found[0]
    near = (guess.cause for guess in found[1:] if guess.certainty == best.certainty)
    rivals = [cause for cause in dict.fromkeys(near) if cause != best.cause]
    text, certainty = best.text, best.certainty
    if certainty == "measured" and not best.log and any(item.field > _seen(wait.hops) for item in best.evidence):
        # What came with the message is the sender's word.
        certainty = "likely"
    if not _agreed(held, timeline) and wait.statement is None and not best.log:
        lengths = _lengths(held, timeline)
        if lengths:
            certainty = "likely" if _holds(best, wait, lengths) else "possible"
            text += f"; {duration(min(lengths))} to {duration(max(lengths))}, depending on whose clock is right"
        else:
            certainty = "possible"
            rivals.append("wrong-clock")
            text += "; or nothing waited there, and a clock is wrong"
    elif rivals:
        text += f"; or {' or '.join(map(phrase, rivals))}"
    return Delay(
        held.hop, wait.seconds, best.cause, certainty, best.at or wait.host, text, best.evidence, tuple(rivals),
        round(wait.low_s, 3), None if wait.high_s is None else round(wait.high_s, 3), best.log,
    )  # fmt: skip


def _seen(hops: tuple[Hop, ...]) -> int:
    """The number of the lowest field that trustworthy servers wrote: their oldest line."""
    return max((hop.field.number for hop in hops if hop.trust in BELIEVED), default=0)


def _agreed(held: Held, timeline: Timeline) -> bool:
    """Whether every reading has this wait."""
    slack = max(_SAME_S, held.seconds * _SAME)
    return all(
        any(other.hop == held.hop and abs(other.seconds - held.seconds) <= slack for other in reading.waits)
        for reading in timeline.readings
    )


def _lengths(held: Held, timeline: Timeline) -> tuple[float, ...]:
    """The seconds that it waited there by each reading; none where not all have it wait."""
    found = [next((item.seconds for item in way.waits if item.hop == held.hop), None) for way in timeline.readings]
    known = tuple([seconds for seconds in found if seconds is not None])
    return known if len(known) == len(found) else ()


def _holds(guess: Guess, wait: Wait, lengths: tuple[float, ...]) -> bool:
    """Whether that cause is likely as well for the shortest and the longest time that it may have waited."""
    if guess.certainty == "possible":
        return False
    others = (_guesses(wait._replace(seconds=seconds)) for seconds in (min(lengths), max(lengths)))
    return all(any(item.cause == guess.cause and item.certainty != "possible" for item in found) for found in others)


def _guesses(wait: Wait) -> list[Guess]:
    """What the causes say; once one is measured, no other is asked."""
    by_log = _by_log(wait)
    found: list[Guess] = []
    for row in INDEX:
        guess = _leaf(row.cause).explain(wait) if row.matters(wait) else None
        if guess:
            found.append(guess)
            if guess.certainty == "measured":
                break
    return found if by_log is None else [_with_header(by_log, found)]


def _with_header(by_log: Guess, found: list[Guess]) -> Guess:
    """What the log says; where it has a refusal only, the header may know that a greylist was behind it."""
    if by_log.cause != "queue-retry":
        return by_log
    grey = next((item for item in found if item.cause == "greylisting" and item.certainty != "possible"), None)
    return by_log._replace(cause=grey.cause, at=grey.at, text=f"{by_log.text}; {grey.text}") if grey else by_log


def _by_log(wait: Wait) -> Guess | None:
    """What the log of the host that had the message says: it was there."""
    if wait.logged is None:
        return None
    from headertrace.delays import _by_log as leaf

    return leaf.explain(wait, wait.logged)


def _unknown(wait: Wait) -> Guess:
    text = f"nothing in the message says why it took {duration(wait.seconds)}"
    if wait.inside:
        text = f"{wait.inside} does not say why"
    elif wait.seconds > LONGEST_S:
        text += ", longer than any queue keeps a message"
    return Guess("unknown", "possible", text, (wait.hop.field.evidence(wait.hop.received.raw[-60:]),))
