"""Every string that a reader may meet: those of the code that are sentences or parts of one, the pages, the README.

Docstrings are for whoever reads the code, but those of the verbs are their help.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import headertrace

PACKAGE = Path(headertrace.__file__).parent
TOP = Path(__file__).parents[2]
# Tables of other people's words, and of what programs write.
_OTHERS = ("dictionary/vocabulary.py", "received", "reports", "clocks", "sources/pasted")


class Said(NamedTuple):
    """A string, and where it stands."""

    file: str
    line: int
    text: str


def code() -> Iterator[Said]:
    """The strings of the package's modules that have two words or more."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        tree = ast.parse(path.read_text("utf-8"))
        silent = set(_docstrings(tree))
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) and id(node) not in silent else None
            if isinstance(text, str) and " " in text.strip() and any(map(str.isalpha, text)):
                yield Said(name, node.lineno, text)


def pages() -> Iterator[Said]:
    """The explanations, the README and the list of changes, a paragraph each."""
    files = [*sorted((PACKAGE / "explanations").rglob("*.md")), TOP / "README.md"]
    for path in files:
        line, name = 1, path.relative_to(TOP if path.parent == TOP else PACKAGE.parent).as_posix()
        for paragraph in path.read_text("utf-8").split("\n\n"):
            yield Said(name, line, " ".join(paragraph.split()))
            line += paragraph.count("\n") + 2


def _docstrings(tree: ast.Module) -> Iterator[int]:
    """Of everything but the verbs' ``run``."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and node.body:
            first = node.body[0]
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and getattr(node, "name", "") != "run"
            ):
                yield id(first.value)
