"""Header lines to go and see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.named import NamedTuple
from headertrace.text.safe import safe
from headertrace.text.spans import span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headertrace.records.evidence import Evidence


class Place(NamedTuple):
    """The first and last line in the input, and the words meant."""

    first: int
    last: int
    text: str

    @property
    def words(self) -> str:
        """ "line 4", or "lines 4 to 8"."""
        return span(self.first, self.last)


def places(evidence: Sequence[Evidence]) -> tuple[Place, ...]:
    """Where the evidence stands; evidence that stands in no line has no place."""
    return tuple(Place(*item.lines, safe(item.text)) for item in evidence if item.lines[0])
