"""How much mail, and how fast, put together by a sender or a recipient: one reckoning for both questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.mailbox.questions.question import Answer, Column, total

if TYPE_CHECKING:
    from headertrace.mailbox.asking.base import Base

OWN = (
    Column("messages", "count", "messages", "How many messages there are."),
    Column("share", "share", "of all", "What share of all messages that is."),
    Column("megabytes", "number", "MB", "Their size together, in megabytes.", True),
    Column("p90_s", "seconds", "p90", "Nine in ten took no longer from the hand-over on."),
    Column(
        "over", "share", "slow", "The share of those whose time is known that took longer than the threshold (--over)."
    ),
    Column("last", "moment", "last", "The newest of them.", True),
)
# The envelope's recipient, else To where that is one address and no more.
RECIPIENT = r"lower(coalesce(recipient, regexp_extract(to_field, '^(?:[^@<]*<)?\s*([^\s<>,@]+@[^\s<>,@]+)>?\s*$', 1)))"


def volume(base: Base, key: str, title: str, columns: tuple[Column, ...], more: str = "") -> Answer:
    """The volume by an expression over ``messages``, the largest first."""
    value = f"{base.wishes.way}_s"
    found = base.rows(
        f"""SELECT nullif({key}, '') AS who, count(*) AS many, count(*) / sum(count(*)) OVER (), sum(bytes) / 1e6,
        quantile_cont({value}, 0.9), count(*) FILTER ({value} > $1) / nullif(count({value}), 0), max(time)
        {f", {more}" if more else ""}, count(*) OVER () FROM messages GROUP BY 1 ORDER BY many DESC, 1 LIMIT $2""",
        [base.wishes.over_s, base.wishes.top],
    )
    return Answer(title, columns, tuple(row[:-1] for row in found), total(found))
