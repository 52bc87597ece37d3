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


class Choice:
    """Several patterns that are asked at one go which of them is the first that a text begins with.

    None of them may have a group with a name, or refer back to one by its number.
    """

    def __init__(self, patterns: Iterable[Pattern[str]]) -> None:
        self._patterns = tuple(patterns)

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?P<_{n}>{_inline(pattern)})" for n, pattern in enumerate(self._patterns)))

    def first(self, text: str) -> int | None:
        """The place of that pattern, from 0; None where none fits."""
        match = self._compiled.match(text)
        return int(match.lastgroup[1:]) if match and match.lastgroup else None


def _inline(pattern: Pattern[str]) -> str:
    """A pattern with its flag, as a part of another."""
    return f"(?i:{pattern.source})" if pattern.flags & re.IGNORECASE else f"(?:{pattern.source})"


def lazy(source: str, flags: int = 0) -> Pattern[str]:
    """``re.compile``, put off until the pattern's first use."""
    return Pattern(source, flags)


def lazy_bytes(source: bytes, flags: int = 0) -> Pattern[bytes]:
    """The same for a pattern over bytes."""
    return Pattern(source, flags)
