"""No module holds state that a trace, a rendering, a reading or a redaction changes: see ``test_threads``.

What a module holds may be a table, or a cache of ``functools``, which is safe in threads; such a cache of a function
of the input is bounded.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import headertrace

PACKAGE = Path(headertrace.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
# Methods of lists, dictionaries, sets, deques and counters that change them.
CHANGING = frozenset(
    [
        "append",
        "appendleft",
        "extend",
        "insert",
        "remove",
        "pop",
        "popleft",
        "popitem",
        "clear",
        "sort",
        "reverse",
        "update",
        "setdefault",
        "add",
        "discard",
        "intersection_update",
        "difference_update",
        "symmetric_difference_update",
        "subtract",
        "move_to_end",
    ]
)
# What changes a whole process, and is none of a trace's business.
PROCESS = {"cli/running.py": "sys", "cli/paging.py": "sys", "cli/binding.py": "command"}
# Caches without a bound, each over a set that does not grow with the input.
FINITE = {
    "clocks/scheme.py:load": "schemes",
    "dictionary/__init__.py:_entry": "rows",
    "delays/engine.py:_leaf": "causes",
    "filters/__init__.py:_ranks": "filters",
    "filters/__init__.py:load": "filters",
    "findings/engine.py:_checks": "families",
    "findings/engine.py:_needs": "families",
    "findings/forgery.py:_reader": "schemes",
    "logs/index.py:leaf": "programs",
    "mailbox/arrow.py:schema": "tables",
    "organisations/domains.py:_list": "with the private section, and without",
    "received/dialects/__init__.py:leaf": "dialects",
    "reports/reading.py:_leaf": "forms",
    "renderings/png.py:_family": "one library",
    "sources/carried/index.py:load": "carriers",
    "sources/digest.py:_maker": "for small data, and for large",
    "sources/index.py:load": "formats",
}


def named(node: ast.AST) -> Iterator[ast.Name]:
    return (inner for inner in ast.walk(node) if isinstance(inner, ast.Name))


def makers(tree: ast.Module) -> Iterator[str]:
    """The functions that are called while the module is loaded, decorators among them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield from (name.id for mark in node.decorator_list for name in named(mark))
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield from (name.id for call in ast.walk(node) if isinstance(call, ast.Call) for name in named(call.func))


CALLED_ON_LOADING = {name for path in MODULES for name in makers(ast.parse(path.read_text("utf-8")))}


def changes(tree: ast.Module) -> Iterator[str]:
    """Every place in a function where something changes that outlives the call."""
    for node, lives_on in functions(tree):
        own = local_names(node)
        for inner in ast.walk(node):
            if isinstance(inner, ast.Global) or (lives_on and isinstance(inner, ast.Nonlocal)):
                yield f"line {inner.lineno}: {', '.join(inner.names)} is bound anew"
            for name in changed(inner):
                if name.id not in own:
                    yield f"line {name.lineno}: {name.id} is changed"


def functions(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef, bool]]:
    """The functions and methods to look at, and whether what they enclose may live on.

    What an inner function changes of the outer one's belongs to a call of that, unless a module calls the outer one
    when it is loaded, and gets the inner one back.
    """
    loading = CALLED_ON_LOADING | set(makers(tree))
    for node in tree.body:
        for outer in node.body if isinstance(node, ast.ClassDef) else (node,):
            if isinstance(outer, ast.FunctionDef):
                yield outer, False
                if outer.name not in loading:
                    continue
                given = {name.id for end in ast.walk(outer) if isinstance(end, ast.Return) for name in named(end)}
                for inner in ast.walk(outer):
                    if isinstance(inner, ast.FunctionDef) and inner is not outer and inner.name in given:
                        yield inner, True


def local_names(function: ast.AST) -> set[str]:
    """The names that a function binds, its inner functions' among them."""
    names = set()
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            names.add(node.name)
    return names


def changed(node: ast.AST) -> Iterator[ast.Name]:
    """The names at the root of what a statement or a call changes: ``x`` of ``x[0].y = 1`` and of ``x.append(1)``."""
    if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
        yield from root(node.value)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING:
        yield from root(node.func.value)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("setattr", "delattr"):
        yield from root(node.args[0])


def root(node: ast.expr) -> Iterator[ast.Name]:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    if isinstance(node, ast.Name):
        yield node


def unbounded(tree: ast.Module) -> Iterator[str]:
    """The functions that take something and keep every answer they ever gave."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and (node.args.args or node.args.kwonlyargs or node.args.vararg):
            for mark in node.decorator_list:
                if ast.unparse(mark) in ("cache", "functools.cache", "lru_cache(None)", "lru_cache(maxsize=None)"):
                    yield node.name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_function_changes_what_its_module_holds(path: Path) -> None:
    allowed = PROCESS.get(path.relative_to(PACKAGE).as_posix())
    found = list(changes(ast.parse(path.read_text("utf-8"))))
    assert [change for change in found if not allowed or f": {allowed} is changed" not in change] == []


def test_caches_are_bounded_or_over_a_finite_set() -> None:
    found = {
        f"{path.relative_to(PACKAGE).as_posix()}:{name}"
        for path in MODULES
        for name in unbounded(ast.parse(path.read_text("utf-8")))
    }
    assert found == set(FINITE)


@pytest.mark.parametrize(
    "code",
    [
        "made = {}\ndef f(x):\n    made[x] = 1",
        "made = []\ndef f(x):\n    made.append(x)",
        "made = None\ndef f(x):\n    global made\n    made = x",
        "class A:\n    made = []\n    def f(self, x):\n        A.made.append(x)",
        "from m import made\ndef f(x):\n    del made[x]",
        "def once(f):\n    last = [None]\n    def g(x):\n        last[0] = f(x)\n    return g\n@once\ndef h(x):\n    pass",
        "def once(f):\n    last = None\n    def g(x):\n        nonlocal last\n        last = f(x)\n    return g\nh = once(len)",
    ],
)
def test_a_change_is_seen(code: str) -> None:
    assert list(changes(ast.parse(code)))


def test_what_a_call_makes_it_may_change() -> None:
    code = "made = {}\ndef f(x):\n    made = {}\n    made[x] = 1\n    def g(y):\n        made.pop(y)\n    x.append(1)"
    assert not list(changes(ast.parse(code)))
