"""Whose clock is wrong, by how much, as the messages tell one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.mailbox.questions.question import Answer, Column

if TYPE_CHECKING:
    from headertrace.mailbox.asking.base import Base

COLUMNS = (
    Column("host", "text", "host", "The host."),
    Column("messages", "count", "messages", "How many messages tell so."),
    Column(
        "offset_s",
        "seconds",
        "fast by",
        "By how many seconds its clock is fast; negative where it is slow: the median.",
    ),
    Column("low_s", "seconds", "at least", "The least that any message has it at."),
    Column("high_s", "seconds", "at most", "The most that any message has it at."),
    Column("first", "moment", "first", "The oldest of those messages.", True),
    Column("last", "moment", "last", "The newest of them.", True),
)


def ask(base: Base) -> Answer:
    found = base.rows(
        """SELECT host, count(DISTINCT message) AS many, median(offset_s), min(coalesce(low_s, offset_s)),
        max(coalesce(high_s, offset_s)), min(time), max(time), count(*) OVER () FROM offsets WHERE host IS NOT NULL
        GROUP BY 1 ORDER BY many DESC, 1 LIMIT $1""",
        [base.wishes.top],
    )
    rows = tuple(row[:-1] for row in found)
    return Answer("Wrong clocks", COLUMNS, rows, found[0][-1] if found else 0)
