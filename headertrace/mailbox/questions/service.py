"""What share was delivered in time: a service level, for the whole way inside and for each leg.

A message keeps it where its time by the likeliest reading of its clocks is within the goal; where another reading says
otherwise, it is counted as open too. What no clock measured is left out, and told. A leg counts its steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.mailbox.questions.question import Answer, Column
from headertrace.named import NamedTuple
from headertrace.text.counts import how_many
from headertrace.text.durations import duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headertrace.mailbox.asking.base import Base

COLUMNS = (
    Column("leg", "text", "leg", "The leg of the way; `all` is the way from the hand-over to the mailbox."),
    Column("measured", "count", "measured", "Of how many messages, or of how many steps on a leg, the time is known."),
    Column("met", "share", "in time", "The share of them within the goal."),
    Column("missed", "count", "late", "How many took longer."),
    Column("open", "count", "open", "Of how many of all these another reading of the clocks says otherwise."),
    Column("p99_s", "seconds", "p99", "Ninety-nine in a hundred took no longer."),
)
WHOLE = "all"


class Row(NamedTuple):
    """As ``COLUMNS`` have it; ``open`` counts those of which another reading says otherwise."""

    leg: str
    measured: int
    met: float | None
    missed: int
    open: int
    p99_s: float | None


class Level(NamedTuple):
    """``share`` of what was decided was within ``goal_s``, None where nothing was; ``target`` is what has to be."""

    goal_s: float
    share: float | None
    target: float | None

    @property
    def missed(self) -> bool:
        """Whether the target was missed; without any measured message it was not."""
        return self.target is not None and self.share is not None and self.share * 100 < self.target


def ask(base: Base) -> Answer:
    goal = goal_s(base)
    made = rows(base)
    found = level(base, made)
    return Answer(
        f"Within {duration(goal)}", COLUMNS, made, len(made), (_said(found, base),), tuple(_notes(base, made))
    )


def goal_s(base: Base) -> float:
    """The goal: that of ``--sla``, else what counts as slow."""
    return base.wishes.over_s if base.wishes.goal_s is None else base.wishes.goal_s


def level(base: Base, made: tuple[Row, ...]) -> Level:
    """The service level out of the rows of the answer: of the whole way, or of the leg wished for."""
    met = next((row.met for row in made if row.leg == (base.wishes.leg or WHOLE)), None)
    return Level(goal_s(base), met, base.wishes.target)


def rows(base: Base) -> tuple[Row, ...]:
    """The rows of the answer: the whole way, then leg by leg."""
    goal = goal_s(base)
    low, value, high = (f"{base.wishes.way}_{part}" for part in ("low_s", "s", "high_s"))
    whole = base.one(
        f"""SELECT '{WHOLE}', count({value}), count(*) FILTER ({value} <= $1),
        count(*) FILTER (coalesce({low}, {value}) <= $1 AND coalesce({high}, {value}) > $1),
        quantile_cont({value}, 0.99) FROM messages""",
        [goal],
    )
    legs = base.rows(
        """SELECT leg, count(*), count(*) FILTER (seconds <= $1), 0, quantile_cont(seconds, 0.99) FROM every_step
        WHERE leg IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1""",
        [goal],
    )
    return tuple(
        Row(leg, many, met / many if many else None, many - met, doubtful, most)
        for leg, many, met, doubtful, most in (whole, *legs)
        if many or leg == WHOLE
    )


def _said(found: Level, base: Base) -> str:
    what = "from writing to delivery" if base.wishes.claimed else "from the hand-over to the mailbox"
    if base.wishes.leg:
        what = f"on the leg {base.wishes.leg}"
    if found.share is None:
        return f"No message tells how long it took {what}."
    # Two digits, so that what just misses a target does not look as if it met it.
    told = f"{found.share * 100:.2f}".rstrip("0").rstrip(".")
    said = f"{told} % took no more than {duration(found.goal_s)} {what}"
    if found.target is None:
        return f"{said}."
    return f"{said}: the target of {found.target:g} % is {'missed' if found.missed else 'met'}."


def _notes(base: Base, made: tuple[Row, ...]) -> Iterator[str]:
    value = f"{base.wishes.way}_s"
    unknown = base.one(f"SELECT count(*) FROM messages WHERE {value} IS NULL")[0]
    if unknown:
        told = how_many(unknown, "message tells", "messages tell")
        yield f"{told} no time: a single trustworthy stamp measures nothing."
    doubtful = sum(row.open for row in made)
    if doubtful:
        whose = f"{how_many(doubtful, 'message')} another reading of {'its' if doubtful == 1 else 'their'} clocks"
        yield f"Of {whose}, which fits about as well, says otherwise."
