"""A report in a few lines, for a comment on a ticket: blocks, what weighs most first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.text.counts import how_many
from headertrace.text.layout import shorten
from headertrace.view.blocks import Block, Items, Paragraph

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from headertrace.view.findings import Told
    from headertrace.view.report import Report

_ANSWER = (600, 300, 120, 60)
_FACT = 120
# By which the message is found again; whose it is the first screen tells.
_KEYS = ("Date", "Message-ID")


def comment(one: Report, fits: Callable[[Sequence[Block]], bool]) -> list[Block]:
    """As much of the report as ``fits``: the answer, the verdicts, whose message it is, the path, the findings.

    The answer is there always, shortened where it has to be; what is left out of the findings is counted.
    """
    blocks: list[Block] = [Paragraph(one.answer, strong=True)]
    for cells in _ANSWER:
        if fits(blocks):
            break
        blocks = [Paragraph(shorten(one.answer, cells), strong=True)]
    for items in ([*_path(one), *one.first.parts(signs=False)], _facts(one)):
        blocks = _with(blocks, items, fits)
    told = [*one.findings]
    for count in range(len(told), -1, -1):
        found = _with(blocks, _findings(told, count), fits)
        if len(found) > len(blocks):
            return found
    return blocks


def _with(blocks: list[Block], items: Sequence[str], fits: Callable[[Sequence[Block]], bool]) -> list[Block]:
    more = [*blocks, Items(tuple((text,) for text in items))] if items else blocks
    return more if fits(more) else blocks


def _facts(one: Report) -> list[str]:
    keys = [row for row in one.facts if row[0] in _KEYS]
    return [f"{name}: {shorten(text, _FACT)}" for name, text in (*one.first.rows, *keys)]


def _path(one: Report) -> list[str]:
    way = one.way
    if not way.steps:
        return []
    return [how_many(len(way.steps), "hop") + (f", {way.total} since {way.since}" if way.total else "")]


def _findings(told: Sequence[Told], count: int) -> list[str]:
    """The first ``count`` of them with what to do, and how many there are besides."""
    lines = []
    for item in told[:count]:
        hops = f", hop {', '.join(map(str, item.hops))}" if item.hops else ""
        action = f" → {item.advice}" if item.severity != "info" else ""
        lines.append(f"{item.severity} {item.code} {item.name}{hops}{action}")
    rest = len(told) - count
    return [*lines, how_many(rest, "more finding")] if rest else lines
