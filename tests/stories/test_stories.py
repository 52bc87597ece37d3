"""Messages that real servers passed on, and what is said of them: waits, causes, clocks."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.right import counts

from .certainty import TABLE, table
from .judging import judge
from .story import kept

STORIES = kept()


@pytest.mark.parametrize("name", STORIES)
def test_story(name: str) -> None:
    """What is surer than possible is right, and each wait that the header tells of is told."""
    story = STORIES[name]
    found = judge(story)
    assert found.misread == ()
    assert not [delay for delay in found.wrong if delay.certainty != "possible"]
    assert not [delay for _, delay in found.missed if delay and delay.certainty != "possible"]
    assert all(outside == 0 for _, outside in found.offsets)
    if story.tellable:
        assert found.missed == ()


def test_the_table_of_certainty_is_up_to_date() -> None:
    """``python -m tests.stories.certainty`` writes it."""
    assert TABLE.read_text("utf-8") == table()


def test_the_readme_counts_these_stories() -> None:
    """``python -m tests.bench --write`` writes them, with how often each certainty held."""
    readme = Path(__file__).parents[2].joinpath("README.md").read_text("utf-8")
    rows = [f"| {what} | {right} | {of} |\n" for what, right, of in counts(None) if what.startswith("lab: ")]
    assert rows and [row for row in rows if row not in readme] == []
