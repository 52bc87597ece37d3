"""Whose clock is wrong, and by how much: over all messages together where that was worked out, else one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.mailbox.questions.question import Answer, Column, total

if TYPE_CHECKING:
    from headertrace.mailbox.asking.base import Base

COLUMNS = (
    Column("host", "text", "host", "The host."),
    Column("messages", "count", "messages", "How many messages tell so."),
    Column("offset_s", "seconds", "fast by", "By how many seconds its clock is fast; negative where it is slow."),
    Column("low_s", "seconds", "at least", "At least by so many."),
    Column("high_s", "seconds", "at most", "At most by so many."),
    Column("drift_s_per_day", "seconds", "a day", "By how many seconds that grows in a day.", True),
    Column("kind", "text", "kind", "steady, drift, step or pool; `single` where each message was read by itself."),
    Column("first", "moment", "first", "From when on.", True),
    Column("last", "moment", "last", "Until when.", True),
)
# Seconds that stamps may be off by anyway.
_RIGHT_S = 1.0


def ask(base: Base) -> Answer:
    found = base.rows(
        f"""SELECT host, messages, offset_s, low_s, high_s, drift_s_per_day, kind, start, "end", count(*) OVER ()
        FROM host_clocks WHERE low_s > {_RIGHT_S} OR high_s < -{_RIGHT_S} OR kind IN ('drift', 'step')
        ORDER BY messages DESC, host, start LIMIT $1""",
        [base.wishes.top],
    )
    notes: tuple[str, ...] = ()
    if not found:
        found = base.rows(
            """SELECT host, count(DISTINCT message) AS many, median(offset_s), min(coalesce(low_s, offset_s)),
            max(coalesce(high_s, offset_s)), NULL, 'single', min(time), max(time), count(*) OVER () FROM offsets
            WHERE host IS NOT NULL GROUP BY 1 ORDER BY many DESC, 1 LIMIT $1""",
            [base.wishes.top],
        )
        notes = (
            ("As the messages tell one by one: the median, and the least and the most that any has it at.",)
            if found
            else ()
        )
    rows = tuple(row[:-1] for row in found)
    return Answer("Wrong clocks", COLUMNS, rows, total(found), notes=notes)
