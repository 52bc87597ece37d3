"""Which hosts were seen for the first time since --since, else in the last seven days of the dataset.

A host is seen where a trustworthy line names it: its looked-up name, else its address.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from headertrace.mailbox.asking.base import DATED
from headertrace.mailbox.questions.question import Answer, Column, total

if TYPE_CHECKING:
    from headertrace.mailbox.asking.base import Base

COLUMNS = (
    Column("host", "text", "host", "The host: its looked-up name, else its address."),
    Column("organisation", "text", "organisation", "Whose address that is."),
    Column("first", "moment", "first seen", "The oldest message that came through it."),
    Column("messages", "count", "messages", "How many came through it since."),
    Column("seen_by", "text", "seen by", "The host that saw it most often.", True),
)
_RECENT = timedelta(days=7)


def ask(base: Base) -> Answer:
    wishes, whole = base.wishes, base.period
    if whole.last is None:
        return Answer("New hosts", COLUMNS, (), 0)
    since = wishes.since or whole.last - _RECENT
    # Of all mail, as what is asked about may be the newest of it only.
    found = base.rows(
        f"""WITH seen AS (SELECT coalesce(rdns, ip) AS host, min(time) AS first FROM whole.hops
        WHERE trust IN ('vouched', 'operator') AND {DATED} GROUP BY 1 HAVING first >= $1::TIMESTAMPTZ)
        SELECT host, any_value(from_organisation), any_value(first), count(DISTINCT message) AS many, mode(by_host),
        count(*) OVER () FROM (SELECT *, coalesce(rdns, ip) AS host FROM hops WHERE trust IN ('vouched', 'operator'))
        JOIN seen USING (host) GROUP BY 1 ORDER BY many DESC, 3, 1 LIMIT $2""",
        [since, wishes.top],
    )
    oldest = base.one(f"SELECT min(time) FROM whole.messages WHERE {DATED}")[0]
    notes = []
    if oldest is not None and since <= oldest:
        notes.append("The dataset begins no earlier: every host in it is new.")
    rows = tuple(row[:-1] for row in found)
    return Answer(f"New hosts since {since:%Y-%m-%d %H:%M} UTC", COLUMNS, rows, total(found), notes=tuple(notes))
