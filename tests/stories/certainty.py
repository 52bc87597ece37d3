"""How often a cause was right that was told with so much certainty.

    python -m tests.stories.certainty [FOLDER]

writes ``CERTAINTY.md`` from the stories. With the folder of the judged mail (``tests/truth``) it prints the same of that.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import headertrace
from headertrace.records.judgements import Delay
from headertrace.records.vocabulary import CERTAINTIES, CLOCK_CAUSES

from .judging import WORTH_S
from .story import Story, kept

TABLE = Path(__file__).with_name("CERTAINTY.md")
_HEAD = """\
# Certainty against truth

What was told of the stories in `played`, by cause and certainty, and how much of it was so. `measured` is never
wrong, `likely` is right nine times in ten. `possible` says that others may be: it is right where the truth is what
is told or among its rivals.

| cause | certainty | told | right |
| --- | --- | ---: | ---: |
"""


class Told(NamedTuple):
    """One cause that was told, and whether it was so."""

    cause: str
    certainty: str
    right: bool


def table() -> str:
    """The table as Markdown."""
    return _HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows(of_stories()))


def rows(told: Iterable[Told]) -> Iterator[tuple[str, str, str, str]]:
    """Cause, certainty, how often told, how often right; and the sums of each certainty."""
    said, right = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for item in told:
        for cause in (item.cause, "all"):
            said[cause, item.certainty] += 1
            right[cause, item.certainty] += item.right
    order = sorted(said, key=lambda key: (key[0] == "all", key[0], CERTAINTIES.index(key[1])))  # type: ignore[arg-type]
    for cause, certainty in order:
        yield cause, certainty, str(said[cause, certainty]), str(right[cause, certainty])


def of_stories() -> Iterator[Told]:
    """Each cause that is told of the stories."""
    for story in kept().values():
        for delay in headertrace.trace(story.message).delays:
            yield Told(delay.cause, delay.certainty, _is_so(delay, story))


def _is_so(delay: Delay, story: Story) -> bool:
    """A clock's step is so where that clock was wrong; a wait where there was one of that cause."""
    wrong = {host for host, _ in story.clocks}
    if delay.cause in CLOCK_CAUSES:
        return delay.at in wrong
    hop = delay.hop if delay.hop > 1 else 0
    causes = {wait.cause for wait in story.waits if wait.hop == hop and wait.seconds >= WORTH_S}
    if delay.certainty != "possible":
        return delay.cause in causes
    if not causes:
        return bool(wrong) and bool(CLOCK_CAUSES.intersection(delay.rivals))
    return delay.cause == "unknown" or not causes.isdisjoint((delay.cause, *delay.rivals))


def of_judged(folder: Path) -> Iterator[Told]:
    """Of the judged mail below ``folder``: the wait that took nearly all of the time."""
    from tests.truth.score import judged, traced

    for row in judged():
        causes = row["expect"].get("cause")
        if not causes:
            continue
        held = traced(folder / row["file"])["delays"]
        longest = max((item for item in held if item["cause"] not in CLOCK_CAUSES), key=_seconds, default=None)
        if longest is not None and longest["hop"] > 1:
            yield Told(
                longest["cause"], longest["certainty"], not {longest["cause"], *longest["rivals"]}.isdisjoint(causes)
            )


def _seconds(item: dict[str, float]) -> float:
    return item["seconds"]


if __name__ == "__main__":
    if sys.argv[1:]:
        for row in rows(of_judged(Path(sys.argv[1]))):
            print(*row)
    else:
        TABLE.write_text(table(), "utf-8")
