"""How long steps take, put together by a host, an organisation or a leg: one reckoning for the three questions.

A step's time belongs to the host where it waited, else to the one that sent it on. Quantiles are between the two
nearest values, as DuckDB's ``quantile_cont`` has them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.mailbox.questions.question import Answer, Column, total
from headertrace.mailbox.questions.spans import over_time

if TYPE_CHECKING:
    from headertrace.mailbox.asking.base import Base

_OWN = (
    Column("steps", "count", "steps", "How many steps there were."),
    Column("p50_s", "seconds", "p50", "Half of them took no longer."),
    Column("p90_s", "seconds", "p90", "Nine in ten took no longer."),
    Column("p99_s", "seconds", "p99", "Ninety-nine in a hundred took no longer."),
    Column("max_s", "seconds", "max", "The longest."),
    Column("over", "share", "slow", "The share of steps that took longer than the threshold (--over)."),
    Column("hours", "hours", "in all", "The time that all of them took, in hours.", True),
    Column("series", "series", "over time", "Their mean time in seconds, over the time asked about.", True),
)


def columns(name: str, title: str, text: str) -> tuple[Column, ...]:
    """The columns of a spread by that key."""
    return (Column(name, "text", title, text), *_OWN)


def spread(base: Base, key: str, title: str, made: tuple[Column, ...], of: str = "steps") -> Answer:
    """The spread by a column of ``steps``, or of ``every_step``: what took most time in all comes first."""
    wishes = base.wishes
    found = base.rows(
        f"""SELECT {key}, count(*), quantile_cont(seconds, [0.5, 0.9, 0.99]), max(seconds),
        count(*) FILTER (seconds > $1) / count(*), sum(seconds) / 3600 AS hours, count(*) OVER ()
        FROM {of} WHERE {key} IS NOT NULL GROUP BY 1 ORDER BY hours DESC, 2 DESC, 1 LIMIT $2""",
        [wishes.over_s, wishes.top],
    )
    series = over_time(base, key, [row[0] for row in found], table=of)
    rows = tuple(
        (name, many, *cuts, most, over, hours, series.get(name)) for name, many, cuts, most, over, hours, _ in found
    )
    nameless = base.one(f"SELECT count(*) FROM {of} WHERE {key} IS NULL")[0]
    notes = [f"{nameless:,} steps are left out, of which nobody knows whose they were."] if nameless else []
    return Answer(title, made, rows, total(found), notes=tuple(notes))
