"""Findings as shown: many of one kind are told once, with their hops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.named import NamedTuple
from headertrace.text.safe import safe
from headertrace.view.places import Place, places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headertrace.records.judgements import Finding


class Told(NamedTuple):
    """One finding, or several of a kind: ``texts`` are what is said, each once with all its places, ``hops`` those that
    it is said of.
    """

    code: str
    name: str
    severity: str
    hops: tuple[int, ...]
    texts: tuple[tuple[str, tuple[Place, ...]], ...]
    advice: str


def told(found: Sequence[Finding]) -> list[Told]:
    """The findings in their order, each kind where its first one stands."""
    groups: dict[str, list[Finding]] = {}
    for finding in found:
        groups.setdefault(finding.code, []).append(finding)
    return [_told(group) for group in groups.values()]


def _told(group: Sequence[Finding]) -> Told:
    first = group[0]
    texts: dict[str, tuple[Place, ...]] = {}
    for finding in group:
        said = safe(finding.text)
        texts[said] = texts.get(said, ()) + places(finding.evidence)
    hops = dict.fromkeys(finding.hop for finding in group if finding.hop)
    return Told(
        first.code,
        first.name,
        first.severity,
        tuple(hops),
        tuple(texts.items()),
        first.advice,
    )
