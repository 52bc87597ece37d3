"""Whose mail comes in, and how much of it, by the domain in From."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.mailbox.questions.question import Answer, Column
from headertrace.mailbox.questions.volume import OWN, volume

if TYPE_CHECKING:
    from headertrace.mailbox.asking.base import Base

COLUMNS = (
    Column("domain", "text", "domain in From", "The domain of the first address in From, which anyone may write."),
    *OWN,
    Column("proved", "share", "proved", "The share of the messages whose From the reader's own servers proved.", True),
)


def ask(base: Base) -> Answer:
    proved = "count(*) FILTER (len(proved) > 0) / count(*)"
    return volume(base, "from_domain", "Senders", COLUMNS, proved)
