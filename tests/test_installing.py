"""The command that adds an extra, by how the copy was installed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from headertrace.installing import Copy, command, this

IN_A_VENV = Copy("/home/ann/venv", virtual=True, active=True)


@pytest.mark.parametrize(
    ("copy", "told"),
    [
        (IN_A_VENV, "pip install 'headertrace[pdf]'"),
        (IN_A_VENV._replace(active=False), "/home/ann/venv/bin/pip install 'headertrace[pdf]'"),
        (IN_A_VENV._replace(virtual=False, active=False), "pip install 'headertrace[pdf]'"),
        (IN_A_VENV._replace(tool="uv"), "uv tool install 'headertrace[pdf]'"),
        (IN_A_VENV._replace(tool="pipx"), "pipx install --force 'headertrace[pdf]'"),
        (IN_A_VENV._replace(installer="uv"), "uv pip install 'headertrace[pdf]'"),
        (IN_A_VENV._replace(installer="uv", active=False), "uv pip install --python /home/ann/venv 'headertrace[pdf]'"),
        (IN_A_VENV._replace(source="/src/ht", editable=True), "pip install -e '/src/ht[pdf]'"),
        (IN_A_VENV._replace(source="/src/ht"), "pip install '/src/ht[pdf]'"),
        (IN_A_VENV._replace(tool="uv", source="/src/ht"), "uv tool install '/src/ht[pdf]'"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="paths")
def test_command(copy: Copy, told: str) -> None:
    assert command("pdf", copy) == told


@pytest.mark.parametrize(
    ("said", "source", "editable"),
    [
        (None, "", False),
        ("no json", "", False),
        ("[]", "", False),
        (json.dumps({"url": "https://example.org/x.whl", "archive_info": {}}), "", False),
        (json.dumps({"url": "file:///src/my%20ht", "dir_info": {"editable": True}}), "/src/my ht", True),
        (json.dumps({"url": "file:///src/ht", "dir_info": {}}), "/src/ht", False),
        (json.dumps({"url": "file:///dist/x.whl", "archive_info": {}}), "", False),
    ],
)
def test_where_it_came_from(said: str | None, source: str, editable: bool) -> None:
    from headertrace.installing import _source

    assert _source(said) == (source, editable)


def test_this_copy() -> None:
    found = this()
    assert found.prefix == sys.prefix and found.virtual is (sys.prefix != sys.base_prefix)
    assert "[pdf]'" in command("pdf")


def test_a_checkout_that_is_not_installed(tmp_path: Path) -> None:
    top = Path(__file__).parent.parent
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from headertrace.installing import command; print(command('pdf'))"
    )
    done = subprocess.run(
        [sys._base_executable, "-S", "-c", code, str(top)], capture_output=True, text=True, check=True, cwd=tmp_path
    )  # type: ignore[attr-defined]
    assert done.stdout.strip() == f"pip install -e '{top}[pdf]'"
