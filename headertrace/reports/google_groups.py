"""Google Groups, whose notices, in the reader's language, name the group and no address (mail of 2019 to 2024)."""

from __future__ import annotations

from collections.abc import Sequence

from headertrace.reports.form import Row
from headertrace.reports.parts import Line

_SAID = 2


def read(lines: Sequence[Line]) -> list[Row]:
    """One row without a recipient: the second paragraph, which says what may be the matter.

    There is one notice of the kind: the group does not exist, or does not take this sender's mail.
    """
    told = [line for line in lines if line.text.strip()][:_SAID]
    lines_of = (told[-1].number, told[-1].number) if told else (0, 0)
    return [Row("", told[-1].text.strip(), lines_of, reason="rejected")] if told else []
