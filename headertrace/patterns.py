"""Regular expressions that are compiled when they are first used.

Compiling is the larger part of importing a parser; most messages need few of its patterns.

A group that gives nothing back is atomic, ``(?>(?:...)*)``, and never possessive, ``(?:...)*+``: CPython
before 3.11.5 misreads that where something within the group is tried twice (gh-106052). Single characters
may be possessive.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, AnyStr, Generic, Protocol, TypeVar

_Text = TypeVar("_Text", str, bytes, contravariant=True)


class _Matching(Protocol[AnyStr]):
    def __call__(self, string: AnyStr, pos: int = 0, endpos: int = sys.maxsize) -> re.Match[AnyStr] | None: ...


class _Finding(Protocol[AnyStr]):
    def __call__(self, string: AnyStr, pos: int = 0, endpos: int = sys.maxsize) -> Iterator[re.Match[AnyStr]]: ...


class _Listing(Protocol[_Text]):
    def __call__(self, string: _Text, pos: int = 0, endpos: int = sys.maxsize) -> list[Any]: ...


class _Splitting(Protocol[_Text]):
    def __call__(self, string: _Text, maxsplit: int = 0) -> list[_Text | Any]: ...


class _Replacing(Protocol[AnyStr]):
    def __call__(
        self, repl: AnyStr | Callable[[re.Match[AnyStr]], AnyStr], string: AnyStr, count: int = 0
    ) -> AnyStr: ...


class Pattern(Generic[AnyStr]):
    """The methods of ``re.Pattern`` that are used here, each that of the compiled pattern itself.

    A cached property is found in the instance from its second use on, so that a call costs what it does of
    ``re.Pattern``. Two threads that come first together get equal patterns.
    """

    def __init__(self, source: AnyStr, flags: int = 0) -> None:
        self.source: AnyStr = source
        self.flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[AnyStr]:
        return re.compile(self.source, self.flags)

    @cached_property
    def match(self) -> _Matching[AnyStr]:
        return self._compiled.match

    @cached_property
    def fullmatch(self) -> _Matching[AnyStr]:
        return self._compiled.fullmatch

    @cached_property
    def search(self) -> _Matching[AnyStr]:
        return self._compiled.search

    @cached_property
    def finditer(self) -> _Finding[AnyStr]:
        return self._compiled.finditer

    @cached_property
    def findall(self) -> _Listing[AnyStr]:
        return self._compiled.findall

    @cached_property
    def split(self) -> _Splitting[AnyStr]:
        return self._compiled.split

    @cached_property
    def sub(self) -> _Replacing[AnyStr]:
        return self._compiled.sub


# What ids are made of; in this order they are the digits of base 62.
DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
HEX = f"{DIGITS}ABCDEFabcdef"


class Choice:
    """Several patterns that are asked at one go which of them is the first that a text begins with.

    Each comes with the characters of which it needs one at the start of the text, behind a "<" where there is one;
    with "" it needs none. So only those are compiled that may fit what is asked. None of the patterns may have a group
    with a name, or refer back to one by its number.
    """

    def __init__(self, rows: Iterable[tuple[Pattern[str], str]]) -> None:
        self._rows = tuple(rows)
        self._starts = frozenset("".join(starts for _, starts in self._rows))
        self._compiled: dict[str, re.Pattern[str] | None] = {}

    def first(self, text: str) -> int | None:
        """The place of that pattern, from 0; None where none fits."""
        start = text[1:2] if text[:1] == "<" else text[:1]
        if start not in self._starts:
            start = ""
        try:
            compiled = self._compiled[start]
        except KeyError:
            compiled = self._compiled[start] = self._that_may_fit(start)
        match = compiled.match(text) if compiled else None
        return int(match.lastgroup[1:]) if match and match.lastgroup else None

    def _that_may_fit(self, start: str) -> re.Pattern[str] | None:
        """Those that may begin with the character, or those that may with any, as one pattern."""
        parts = [
            f"(?P<_{n}>{_inline(pattern)})"
            for n, (pattern, starts) in enumerate(self._rows)
            if not starts or (start and start in starts)
        ]
        return re.compile("|".join(parts)) if parts else None


def _inline(pattern: Pattern[str]) -> str:
    """A pattern with its flag, as a part of another."""
    return f"(?i:{pattern.source})" if pattern.flags & re.IGNORECASE else f"(?:{pattern.source})"


def lazy(source: str, flags: int = 0) -> Pattern[str]:
    """``re.compile``, put off until the pattern's first use."""
    return Pattern(source, flags)


def lazy_bytes(source: bytes, flags: int = 0) -> Pattern[bytes]:
    """The same for a pattern over bytes."""
    return Pattern(source, flags)
