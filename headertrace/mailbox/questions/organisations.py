"""Whose hosts hold mail up, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.mailbox.questions.spread import columns, spread

if TYPE_CHECKING:
    from headertrace.mailbox.asking.base import Base
    from headertrace.mailbox.questions.question import Answer

COLUMNS = columns("organisation", "organisation", "Whose host the time belongs to.")


def ask(base: Base) -> Answer:
    return spread(base, "at_organisation", "Time by organisation", COLUMNS)
