"""What content filters wrote of a message."""

from headertrace.named import NamedTuple
from headertrace.records.evidence import Evidence


class Rule(NamedTuple):
    """One thing that a filter counted: its ``name`` there, the points it gave, its meaning in words."""

    name: str
    score: float | None = None
    text: str | None = None


class Verdict(NamedTuple):
    """What one filter wrote about the message.

    ``name`` is the file under ``filters/``, ``product`` what people call it. ``verdict`` is one of
    ``filters.VERDICTS``, None where the filter left facts without an opinion. ``score`` and
    ``threshold`` are in the filter's own units. ``field`` and ``lines`` point to the header that
    says most, ``evidence`` to all of them. ``hop`` is the hop at which the filter ran; ``trusted``
    is as in ``AuthResult``.
    """

    name: str
    product: str
    verdict: str | None = None
    score: float | None = None
    threshold: float | None = None
    rules: tuple[Rule, ...] = ()
    host: str | None = None
    version: str | None = None
    text: str | None = None
    field: int = 0
    lines: tuple[int, int] = (0, 0)
    evidence: tuple[Evidence, ...] = ()
    hop: int | None = None
    trusted: bool | None = None
