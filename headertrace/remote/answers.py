"""What a server answered, taken apart without trust: what is not there, or is of another kind, is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headertrace.named import NamedTuple
from headertrace.patterns import lazy
from headertrace.remote.errors import Failed
from headertrace.text.safe import safe

_NAME = lazy(r"[A-Za-z0-9][A-Za-z0-9_.#-]{0,99}")
_MAX_TEXT = 4096
_MAX_DIGITS = 16


class Answer(NamedTuple):
    """What came of a step: for HTTP the status, the headers (lower case) and the JSON."""

    json: Any = None
    status: int = 200
    headers: Mapping[str, str] = {}

    def get(self, *path: str | int) -> Any:
        """The value at ``path`` in the JSON. Raises Failed where the answer has no such thing."""
        found = self.json
        for step in path:
            try:
                found = found[step]
            except (KeyError, IndexError, TypeError):
                raise Failed(f"the answer has no {_named(path)} in it") from None
        return found

    def name(self, *path: str | int) -> str:
        """The number or word at ``path``, fit for a URL, a path and a terminal."""
        found = self.get(*path)
        if isinstance(found, bool) or not isinstance(found, (str, int)):
            raise Failed(f"the answer's {_named(path)} is neither number nor word")
        return checked_name(found, _named(path))

    def text(self, *path: str | int) -> str:
        """The text at ``path``, which is not empty and a header could hold; what it says is the server's."""
        found = self.get(*path)
        if not isinstance(found, str) or not 0 < len(found) <= _MAX_TEXT or not found.isprintable():
            raise Failed(f"the answer's {_named(path)} is not text of one line")
        return found

    def count(self, *path: str | int) -> int:
        """The whole number at ``path``, written in quotes or not."""
        found = self.get(*path)
        if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) < _MAX_DIGITS:
            return int(found)
        if isinstance(found, bool) or not isinstance(found, int):
            raise Failed(f"the answer's {_named(path)} is not a number")
        return found

    def words(self, *path: str | int) -> str:
        """What is said at ``path``, to be searched; empty where something else stands there."""
        found = self.get(*path)
        return found if isinstance(found, str) else ""

    def address(self, *path: str | int) -> str:
        """Where people see it, for the last line that is printed; empty where the answer has no such text."""
        found = self.get(*path)
        return safe(found[:_MAX_TEXT]) if isinstance(found, str) else ""

    def rows(self, *path: str | int) -> list[dict[str, Any]]:
        """The objects in the list at ``path``."""
        found = self.get(*path)
        if not isinstance(found, list):
            raise Failed(f"the answer has no list {_named(path)} in it")
        return [row for row in found if isinstance(row, dict)]


def _named(path: tuple[str | int, ...]) -> str:
    return repr(".".join(map(str, path))) if path else "whole"


def checked_name(found: str | int, what: str) -> str:
    """A ticket's number or name as a server has it. Raises Failed for what is none, and might lead elsewhere."""
    try:
        name = str(found)
    except ValueError:  # More digits than Python writes.
        name = ""
    if not _NAME.fullmatch(name) or ".." in name:
        raise Failed(f"the answer's {what} is not a name or number")
    return name
