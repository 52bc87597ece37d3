"""The package's patterns: read alike by every Python that it is for."""

from __future__ import annotations

import gc
import re
import re._constants as opcodes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import headertrace
from headertrace.clocks.message_id import _SHAPES as TIMED
from headertrace.patterns import Choice, Pattern
from headertrace.roles.writers import BOUNDARIES, MESSAGE_IDS


def _patterns() -> list[tuple[Any, int]]:
    """(source, flags) of each, compiled at import or at first use."""
    names = [item.name for item in walk_packages(headertrace.__path__, "headertrace.")]
    modules = [import_module(name) for name in names if not name.endswith("__main__")]
    early = [item for module in modules for item in vars(module).values() if isinstance(item, re.Pattern)]
    # What a reader of mailboxes keeps for its processes (mailbox/warm) is among them.
    gc.unfreeze()
    late = [item for item in gc.get_objects() if isinstance(item, Pattern)]
    return [(item.pattern, item.flags) for item in early] + [(item.source, item.flags) for item in late]


def _possessive_groups(parsed: Any) -> Iterator[Any]:
    """What is repeated possessively and is more than one character, at any depth."""
    if isinstance(parsed, tuple) and len(parsed) == 2 and parsed[0] is opcodes.POSSESSIVE_REPEAT:
        item = parsed[1][2]
        if len(item) != 1 or item[0][0] not in (opcodes.IN, opcodes.LITERAL, opcodes.NOT_LITERAL, opcodes.ANY):
            yield item
    if isinstance(parsed, (tuple, list, parser.SubPattern)):
        for part in parsed:
            yield from _possessive_groups(part)


def test_no_group_is_possessive() -> None:
    """CPython before 3.11.5 misreads one (gh-106052), Debian 12's 3.11.2 among them; atomic groups are read right."""
    patterns = _patterns()
    assert len(patterns) > 400
    assert [source for source, flags in patterns if list(_possessive_groups(parser.parse(source, flags)))] == []


@pytest.mark.parametrize("source", ["(?:ab?)*+c", "x(?:(?:a|b)++)?+", "((?:a,)++)$", "(?:a|(?:b{2})*+)"])
def test_the_search_finds_one(source: str) -> None:
    assert list(_possessive_groups(parser.parse(source)))


@pytest.mark.parametrize("source", ["[a-z]*+c", "(?>(?:ab?)*)c", r"\s{0,9}+x", "(?:a|b)*"])
def test_the_search_finds_no_other(source: str) -> None:
    assert not list(_possessive_groups(parser.parse(source)))


_CHOICES = {"Message-ID, time": TIMED, "Message-ID, program": MESSAGE_IDS, "boundary": BOUNDARIES}
_ROWS = [
    pytest.param(row[0], row[1], id=f"{what} {n}") for what, rows in _CHOICES.items() for n, row in enumerate(rows)
]


def _texts(pattern: Pattern[str]) -> st.SearchStrategy[str]:
    """Texts with what fits in them; what only looks ahead is left out, so that some do not fit."""
    source = re.sub(r"\(\?[=!][^()]*\)", "", pattern.source)
    return st.from_regex(re.compile(source, pattern.flags | re.ASCII))


@pytest.mark.parametrize(("pattern", "starts"), _ROWS)
@given(data=st.data())
@settings(max_examples=10)
def test_what_a_shape_fits_begins_with_what_its_row_says(
    pattern: Pattern[str], starts: str, data: st.DataObject
) -> None:
    found = re.search(pattern.source, data.draw(_texts(pattern)), pattern.flags)
    assert not found or not starts or found[0].removeprefix("<")[0] in starts


@pytest.mark.parametrize("rows", _CHOICES.values(), ids=_CHOICES)
@given(data=st.data())
@settings(max_examples=100)
def test_a_choice_finds_the_first_that_fits(rows: tuple[tuple[Any, ...], ...], data: st.DataObject) -> None:
    choice = Choice(row[:2] for row in rows)
    text = data.draw(st.sampled_from(rows).flatmap(lambda row: _texts(row[0])) | st.text(max_size=40))
    assert choice.first(text) == next((n for n, row in enumerate(rows) if row[0].match(text)), None)
