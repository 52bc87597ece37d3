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

import headertrace
from headertrace.patterns import Pattern


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
