"""How right: what is told, held against what is known of messages that were judged by eye or played by real servers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from headertrace.records.vocabulary import CERTAINTIES
from stories.certainty import Told, of_judged, of_stories
from stories.judging import Judgement, judge
from stories.story import Story, kept

_ASKED = {
    "line": "where your own servers begin",
    "handed_ip": "who handed the message over",
    "origin_ip": "where it came from",
    "held_at": "where it waited, and how long",
    "cause": "why it waited",
    "clock_wrong": "whose clock was wrong",
    "forged": "whether a line is forged",
    "proved": "which domain is proved",
    "whole": "all of that in one message",
}


class Count(NamedTuple):
    """A row: of ``of`` so many were ``right``."""

    what: str
    right: int
    of: int


def counts(judged: Path | None) -> Iterator[Count]:
    """All rows; ``judged`` is the folder with the mail that ``tests/truth`` has verdicts on, if it is at hand."""
    told = list(of_stories())
    if judged is not None:
        from tests.truth.score import score

        found, _ = score(judged)
        for key, what in _ASKED.items():
            yield Count(f"real mail: {what}", *found[key])
        told += of_judged(judged)
    yield from _of_stories()
    yield from _by_certainty(told)


def _of_stories() -> Iterator[Count]:
    """Those that a header can tell, by what was done to them."""
    right, of = Counter[str](), Counter[str]()
    for story in kept().values():
        if story.tellable:
            kind = _kind(story)
            of[kind] += 1
            right[kind] += _is_right(judge(story))
    for kind in sorted(of):
        yield Count(f"lab: {kind}", right[kind], of[kind])


def _kind(story: Story) -> str:
    if story.clocks:
        return "waits and wrong clocks" if story.waits else "wrong clocks"
    causes = sorted({wait.cause for wait in story.waits})
    return " and ".join(causes) or "no wait, all clocks right"


def _is_right(found: Judgement) -> bool:
    return not (found.missed or found.wrong or found.misread or any(error for _, error in found.offsets))


def _by_certainty(told: list[Told]) -> Iterator[Count]:
    for certainty in CERTAINTIES:
        of_it = [item.right for item in told if item.certainty == certainty]
        if of_it:
            yield Count(f"a cause stated as {certainty}", sum(of_it), len(of_it))
