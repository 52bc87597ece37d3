"""What stands out, and how often, by the findings' codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.mailbox.questions.question import Answer, Column, total
from headertrace.mailbox.questions.spans import over_time

if TYPE_CHECKING:
    from headertrace.mailbox.asking.base import Base

COLUMNS = (
    Column("code", "text", "code", "The finding's code; `headertrace explain` has a page on it."),
    Column("name", "text", "name", "Its name."),
    Column("severity", "text", "severity", "error, warning or info."),
    Column("messages", "count", "messages", "In how many messages it is."),
    Column("share", "share", "of all", "What share of all messages that is."),
    Column("first", "moment", "first", "The oldest of them.", True),
    Column("last", "moment", "last", "The newest of them.", True),
    Column("series", "series", "over time", "How many there were, over the time asked about.", True),
)


def ask(base: Base) -> Answer:
    found = base.rows(
        """SELECT code, any_value(name), any_value(severity), count(DISTINCT message) AS many,
        many / greatest((SELECT count(*) FROM messages), 1), min(time), max(time), count(*) OVER () FROM findings
        GROUP BY 1 ORDER BY list_position(['error', 'warning', 'info'], any_value(severity)), many DESC, 1 LIMIT $1""",
        [base.wishes.top],
    )
    series = over_time(base, "code", [row[0] for row in found], "count(*)", "findings")
    rows = tuple((*row[:-1], series.get(row[0])) for row in found)
    return Answer("Findings", COLUMNS, rows, total(found))
