"""Who gets the mail, and how much of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.mailbox.questions.question import Answer, Column
from headertrace.mailbox.questions.volume import OWN, RECIPIENT, volume

if TYPE_CHECKING:
    from headertrace.mailbox.asking.base import Base

COLUMNS = (
    Column("recipient", "text", "recipient", "The envelope's recipient where a line names one, else the one in To."),
    *OWN,
)


def ask(base: Base) -> Answer:
    return volume(base, RECIPIENT, "Recipients", COLUMNS)
