"""How delivery went over time: hour by hour, day by day, or in longer pieces.

The time is that from the hand-over to the mailbox; where a host or a leg is wished for, that of the steps there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.mailbox.asking.base import DATED
from headertrace.mailbox.questions.question import Answer, Column
from headertrace.mailbox.questions.spans import fitting
from headertrace.text.counts import how_many

if TYPE_CHECKING:
    from headertrace.mailbox.asking.base import Base

COLUMNS = (
    Column("from", "day", "from", "When the piece of time begins."),
    Column("messages", "count", "messages", "How many messages there were; with --host or --leg, how many steps."),
    Column("p50_s", "seconds", "p50", "Half of them took no longer."),
    Column("p90_s", "seconds", "p90", "Nine in ten took no longer."),
    Column("p99_s", "seconds", "p99", "Ninety-nine in a hundred took no longer.", True),
    Column("over", "share", "slow", "The share that took longer than the threshold (--over)."),
)
# So many rows are told at most, the newest.
_MOST = 20_000


def ask(base: Base) -> Answer:
    whole, wishes = base.period, base.wishes
    if whole.first is None:
        return Answer("Over time", COLUMNS, (), 0)
    span = fitting(base, whole)
    of, value = measured(base)
    found = base.rows(
        f"""WITH made AS (SELECT date_trunc('{span}', time) AS piece, count(*) AS many,
        quantile_cont({value}, [0.5, 0.9, 0.99]) AS cuts, count(*) FILTER ({value} > $1) / count({value}) AS over
        FROM {of} WHERE {DATED} GROUP BY 1)
        SELECT piece, coalesce(many, 0), cuts[1], cuts[2], cuts[3], CASE WHEN isfinite(over) THEN over END
        FROM (SELECT unnest(generate_series(date_trunc('{span}', $2::TIMESTAMPTZ), $3::TIMESTAMPTZ, INTERVAL 1 {span}))
        AS piece ORDER BY 1 DESC LIMIT {_MOST}) LEFT JOIN made USING (piece) ORDER BY piece""",
        [wishes.over_s, whole.first, whole.last],
    )
    timeless = base.one(f"SELECT count(*) FROM messages WHERE NOT ({DATED})")[0]
    notes = [f"{how_many(timeless, 'message is', 'messages are')} left out, whose time is unknown."] if timeless else []
    return Answer(f"By {span}", COLUMNS, tuple(found), len(found), notes=tuple(notes))


def measured(base: Base) -> tuple[str, str]:
    """Of which table, and which column of it, is the time that is asked about."""
    if base.wishes.host or base.wishes.leg:
        return "steps", "seconds"
    return "messages", f"{base.wishes.way}_s"
