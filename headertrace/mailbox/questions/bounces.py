"""What was refused or delayed, by whom and why, as the notices of it say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.mailbox.questions.question import Answer, Column, total

if TYPE_CHECKING:
    from headertrace.mailbox.asking.base import Base

COLUMNS = (
    Column("action", "text", "action", "failed or delayed."),
    Column("status", "text", "status", "The enhanced status code (RFC 3463)."),
    Column("reason", "text", "reason", "Why."),
    Column("domain", "text", "domain", "The recipients' domain."),
    Column("host", "text", "said by", "The host that refused it, else the one that reports it."),
    Column("count", "count", "times", "How often."),
    Column("recipients", "count", "recipients", "How many recipients that were."),
    Column("last", "moment", "last", "The newest of them.", True),
)


def ask(base: Base) -> Answer:
    found = base.rows(
        """SELECT action, status, reason, domain, coalesce(remote_mta, reporting_mta) AS host, count(*) AS many,
        count(DISTINCT recipient), max(time), count(*) OVER () FROM reports WHERE action IN ('failed', 'delayed')
        GROUP BY 1, 2, 3, 4, 5 ORDER BY many DESC, 1, 2, 3, 4, 5 LIMIT $1""",
        [base.wishes.top],
    )
    rows = tuple(row[:-1] for row in found)
    return Answer("Bounces", COLUMNS, rows, total(found))
