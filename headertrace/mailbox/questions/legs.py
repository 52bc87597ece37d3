"""On which leg of the way it takes how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.mailbox.questions.spread import columns, spread

if TYPE_CHECKING:
    from headertrace.mailbox.asking.base import Base
    from headertrace.mailbox.questions.question import Answer

COLUMNS = columns("leg", "leg", "The leg of the way.")


def ask(base: Base) -> Answer:
    return spread(base, "leg", "Time by leg", COLUMNS, "every_step")
