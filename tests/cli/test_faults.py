"""What the machine fails at: streams that are full or closed, places that cannot be written, names that are no names."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.command import COMMAND, run, said
from helpers.poison import live
from helpers.samples import HOME

MAIL = str(HOME / "greylisted.eml")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="devices and names of POSIX")

COMPLAINING = {
    ("missing",): 4, ("redact", "missing"): 4, ("compare", "missing", MAIL): 4, ("received", "missing"): 4,
    ("--no-such-option",): 2, ("explain", "no-such-topic-at-all"): 2,
}  # fmt: skip


@pytest.mark.parametrize("words", COMPLAINING, ids=" ".join)
def test_a_full_standard_error_changes_no_exit_code(words: tuple[str, ...], tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*COMMAND, *words], stdout=subprocess.PIPE, stderr=full, cwd=tmp_path, check=False)
    assert done.returncode == COMPLAINING[words]


@pytest.mark.parametrize("words", [(MAIL, "--open"), ("empty", "--open")], ids=["page", "nothing"])
def test_a_page_is_left_only_where_there_is_one(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    pages = tmp_path / "pages"
    pages.mkdir()
    done = run(*words, cwd=tmp_path, env={"BROWSER": "false", "TMPDIR": str(pages)})
    left = list(pages.glob("*.html"))
    assert (done.returncode, len(left)) == ((0, 1) if words[0] == MAIL else (3, 0))
    assert all(page.stat().st_size for page in left)


@pytest.mark.parametrize("wish", ["FORCE_COLOR", "CLICOLOR_FORCE"])
def test_a_wish_for_colours_colours_no_file(wish: str, tmp_path: Path) -> None:
    for name in ("out.txt", "out"):
        assert run(MAIL, "-f", "table", "-o", name, cwd=tmp_path, env={wish: "1"}).returncode == 0
        assert b"\x1b" not in (tmp_path / name).read_bytes()
    assert b"\x1b" in run(MAIL, env={wish: "1"}).stdout


def test_a_working_directory_that_is_gone(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    line = f"mkdir {gone} && cd {gone} && rmdir {gone} && {' '.join(COMMAND)} -o out.json {MAIL}"
    done = subprocess.run(
        ["sh", "-c", line],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(HOME.parent)},
    )
    assert (done.returncode, done.stderr) == (2, "headertrace: --output: out.json: No such file or directory\n")


@pytest.mark.parametrize("name", ["explain", "--brief", "a\nb\x1b[31m", "\x1b]0;x\x07", "-"])
def test_files_of_any_name(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes((HOME / "greylisted.eml").read_bytes())
    for words in (("-f", "brief", f"./{name}"), ("--brief", "--sort", "file", f"./{name}", f"./{name}")):
        done = said(*words, cwd=tmp_path)
        assert (done.returncode, live(done.stdout), done.stderr) == (0, [], "")
        assert "192.0.2.25" in done.stdout
    missing = said(f"./{name}-missing", cwd=tmp_path)
    assert (missing.returncode, missing.stderr.count("\n"), live(missing.stderr)) == (4, 1, [])


@pytest.mark.parametrize("topic", ["x" * 100_000, "550 " * 25_000, "HT2\x1b[31m", "\x1b]0;x\x07", "\n", ""])
def test_topics_of_any_kind(topic: str) -> None:
    done = said("explain", topic)
    assert done.returncode in (0, 2) and len(done.stderr) < 400
    assert live(done.stdout) == live(done.stderr) == []


@pytest.mark.parametrize(
    "env", [{"COLUMNS": "1"}, {"COLUMNS": "0"}, {"COLUMNS": "x"}, {"TERM": "dumb"}, {"LC_ALL": "C"}, {"HOME": ""}]
)
def test_surroundings_of_any_kind(env: dict[str, str]) -> None:
    bare = {**env, "PYTHONPATH": str(HOME.parent)}
    for words in ((MAIL,), ("--help",), ("explain", "border")):
        done = subprocess.run([*COMMAND, *words], capture_output=True, check=False, env=bare)
        assert (done.returncode, done.stderr) == (0, b"")
