"""Imports go downwards only: a room may use the rooms named before it, never those after."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import headertrace

ROOMS = (
    "patterns", "records", "text", "document", "syntax", "dictionary", "organisations", "received", "sources", "clocks", "path",
    "provenance", "roles", "delays", "filters", "authentication", "findings", "tracing", "lookup", "verification",
    "renderings", "redact", "compare", "tickets", "cli",
)  # fmt: skip
PACKAGE = Path(headertrace.__file__).parent
# The door (``__init__``) and the ``-m`` entry stand outside the rooms.
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or not path.name.startswith("__"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            # Names for the type checker only are no dependency at run time.
            node.body = [ast.Pass()]
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_rooms_above_its_own(path: Path) -> None:
    own = ROOMS.index(room(path))
    for name in imported(ast.parse(path.read_text("utf-8"))):
        package, _, rest = name.partition(".")
        if package == "headertrace" and rest:
            assert ROOMS.index(rest.split(".")[0]) <= own, f"{path.name} imports {name}"


def test_every_room_on_disk_has_its_place() -> None:
    assert {room(path) for path in MODULES} <= set(ROOMS)
