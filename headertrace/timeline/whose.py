"""Which lines a clock wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headertrace.records.judgements import Offset
    from headertrace.records.path import Hop


def wrote(offset: Offset, *hops: Hop) -> bool:
    """Whether that clock wrote one of the lines: its host's name stands there, or the line shows the clock."""
    shown = {item.field for item in offset.evidence}
    return any(offset.host == hop.received.by or hop.field.number in shown for hop in hops)
