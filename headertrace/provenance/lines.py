"""Every field with who wrote it: what the dictionary says of its name, joined with its place between the hops."""

from __future__ import annotations

from headertrace.dictionary import entry
from headertrace.named import NamedTuple
from headertrace.records.evidence import Field
from headertrace.records.path import Hop


class Line(NamedTuple):
    """One header field with its author: the ``host`` it is laid to, and whose word that is.

    ``certainty`` is of the author: measured for a Received line, which names its own writer;
    likely where the place and the kind of field agree; possible where only one speaks.
    """

    field: Field
    host: str | None
    agent: str | None
    hop: int | None
    trust: str | None
    certainty: str
    meaning: str
    source: str


def annotate(fields: tuple[Field, ...], hops: tuple[Hop, ...]) -> tuple[Line, ...]:
    """Every field with its author, top first.

    A server adds its lines above those it found (RFC 5321 section 4.4), so what stands
    between two Received lines was added by the server of the lower one, or by one after it
    that wrote no line of its own.
    """
    below = {hop.field.number: hop for hop in hops}
    lines: list[Line] = []
    current: Hop | None = None
    for field in reversed(fields):
        hop = below.get(field.number)
        if hop is not None:
            current = hop
        lines.append(_line(field, current, hop is not None))
    lines.reverse()
    return tuple(lines)


def _line(field: Field, current: Hop | None, is_hop: bool) -> Line:
    known = entry(field.key)
    if known and known.agent is None:
        known = None
    meaning, source = (known.meaning, known.source) if known else ("not a field that is known here", "")
    if is_hop and current is not None:
        return Line(
            field, current.received.by, "/".join(current.role) or None, current.n, current.trust, "measured",
            meaning, source,
        )  # fmt: skip
    if current is None:
        agent = known.agent if known else None
        fits = known is not None and (known.adds == "message" or known.agent in ("MUA", "MSA", "list"))
        return Line(field, None, agent, None, "claimed", "likely" if fits else "possible", meaning, source)
    if known and known.adds == "message":
        # The writer's own fields stay where a server that adds at the end, or sorts, has put them.
        return Line(field, None, known.agent, None, "claimed", "possible", meaning, source)
    certainty = "likely" if known and known.adds == "top" else "possible"
    return Line(
        field, current.received.by, known.agent if known else None, current.n, current.trust, certainty, meaning, source
    )
