"""Which hosts hold mail up, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.mailbox.questions.spread import columns, spread

if TYPE_CHECKING:
    from headertrace.mailbox.asking.base import Base
    from headertrace.mailbox.questions.question import Answer

COLUMNS = columns("host", "host", "The host that the time belongs to.")


def ask(base: Base) -> Answer:
    return spread(base, "at_host", "Time by host", COLUMNS)
