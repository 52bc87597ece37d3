"""A line a message: fits any width, sorts by the worst, and shows nothing that a terminal obeys."""

from __future__ import annotations

import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

import headertrace
from headertrace.renderings import render
from headertrace.renderings.brief import ordered
from headertrace.renderings.index import SORTED
from headertrace.renderings.rendering import Options
from headertrace.text.layout import width
from headertrace.view.listed import KEYS, row
from helpers.samples import HOME, TOP

TRACES = [next(iter(map(headertrace.trace, headertrace.read(path)))) for path in sorted(HOME.glob("*.eml"))]


def sorted_by(key: str) -> list[str]:
    text = b"".join(ordered(TRACES, key, Options(width=140), lambda _: nullcontext())).decode()
    return [line.split()[0] for line in text.splitlines()[1:]]


@pytest.mark.parametrize("cells", [60, 80, 100, 140, 200])
def test_a_line_a_message_and_a_head(cells: int) -> None:
    lines = render(TRACES, "brief", Options(width=cells)).splitlines()
    assert len(lines) == len(TRACES) + 1
    assert lines[0].startswith("file ")
    assert max(map(width, lines)) <= cells


def test_what_a_row_says() -> None:
    found = {item.file: item for item in (row(trace, several=True) for trace in TRACES)}
    late = found["queue-retry.eml"]
    assert (late.author, late.handed_over_by, late.wait, late.cause, late.finding) == (
        "ann@example.net", "192.0.2.30", "4 h 10 min", "queue-retry", "HT205 long-wait",
    )  # fmt: skip
    assert found["authenticated.eml"].checks == "✓ ✓ ✓"
    assert found["two-clean-hops.eml"].finding == ""


def test_the_worst_first() -> None:
    assert sorted_by("wait")[0] == "scheduled-sending.eml"
    assert sorted_by("total")[:2] == ["scheduled-sending.eml", "collected-by-pop.eml"]
    assert set(sorted_by("finding")[:4]) == {
        "bounce.eml",
        "list-moderation.eml",
        "queue-retry.eml",
        "scheduled-sending.eml",
    }
    assert sorted_by("file") == sorted(sorted_by("file"))


def test_keys_are_those_of_the_option() -> None:
    assert tuple(KEYS) == SORTED


def run(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    import os

    environment = {**os.environ, "PYTHONPATH": str(TOP), **env}
    return subprocess.run(
        [sys.executable, "-m", "headertrace", *args], capture_output=True, text=True, env=environment, check=False
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--sort", "wait"), "--sort goes with --brief"),
        (("--brief", "--sort", "size"), "--sort: 'size' is not one of"),
        (("--brief", "-f", "json"), "--brief and --format json exclude each other"),
        (("--brief", "--open"), "--brief and --open exclude each other"),
    ],
)
def test_options_that_do_not_go_together(args: tuple[str, ...], said: str) -> None:
    done = run(*args, str(HOME / "greylisted.eml"))
    assert done.returncode == 2 and said in done.stderr


def test_open_writes_a_page_and_names_it_to_the_browser(tmp_path: Path) -> None:
    done = run("--open", str(HOME / "greylisted.eml"), BROWSER="echo %s", TMPDIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    (page,) = tmp_path.glob("headertrace-*.html")
    assert done.stdout.strip() == page.as_uri()
    assert page.stat().st_mode & 0o077 == 0 and page.read_text("utf-8").startswith("<!DOCTYPE html>")
