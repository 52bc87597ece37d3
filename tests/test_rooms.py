"""Imports go downwards only: a room may use the rooms named before it, never those after; and never in a circle.

What is imported for the type checker alone counts too, and what a function imports when it is called.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import headertrace

ROOMS = (
    "named", "patterns", "folders", "installing", "limits", "records", "text", "remote", "document", "syntax", "dictionary", "organisations", "received", "reports", "sources", "clocks", "path",
    "provenance", "roles", "timeline", "delays", "filters", "authentication", "findings", "answer", "tracing", "lookup", "verification", "logs", "view",
    "renderings", "redact", "compare", "mailbox", "tickets", "web", "cli",
)  # fmt: skip
PACKAGE = Path(headertrace.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
# The door (``__init__``) and the ``-m`` entry stand outside the rooms.
MODULES = [path for path in FILES if path.parent != PACKAGE or not path.name.startswith("__")]
# Rooms whose ``__init__`` is a face alone: names taken from its engine, contract and index.
FACES = ("lookup", "renderings", "view")


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def name(path: Path) -> str:
    """ "headertrace.view.steps"; a package is called as its folder."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {name(path) for path in FILES}


def imported(path: Path) -> Iterator[str]:
    """Every module of the package that a file names in an import, wherever that stands."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & NAMES
            yield from inner
            # A package is used where a name is taken from its face, not where only its files are.
            if node.module in NAMES and len(inner) < len(node.names):
                yield node.module
        elif isinstance(node, ast.Import):
            yield from ({alias.name for alias in node.names} & NAMES)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_rooms_above_its_own(path: Path) -> None:
    own = ROOMS.index(room(path))
    for used in imported(path):
        _, _, rest = used.partition(".")
        assert not rest or ROOMS.index(rest.split(".")[0]) <= own, f"{path.name} imports {used}"


def test_no_module_leads_back_to_itself() -> None:
    graph = {name(path): set(imported(path)) - {name(path)} for path in FILES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(reversed(error.args[1])))


def test_every_room_on_disk_has_its_place() -> None:
    assert {room(path) for path in MODULES} <= set(ROOMS)


@pytest.mark.parametrize("face", FACES)
def test_a_face_is_thin(face: str) -> None:
    lines = (PACKAGE / face / "__init__.py").read_text("utf-8").splitlines()
    assert len(lines) <= 60 and not any(line.startswith(("def ", "class ", "async ")) for line in lines)
