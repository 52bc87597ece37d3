"""The help: options under headings, examples that run."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from headertrace.cli.helping import EXAMPLES, GROUPS
from headertrace.cli.running import application, run
from headertrace.cli.verbs import VERBS
from helpers.samples import TOP

COMMAND: Any = typer.main.get_command(application())
ROWS = [(verb, line) for verb, rows in EXAMPLES.items() for _, line in rows]
# Ask the network, need an account, or do not end by themselves.
_OUTSIDE = ("--resolver", "--to rt --ticket 7", "--to github", "headertrace serve")


def options(verb: str) -> list[str]:
    return [
        next(name for name in item.opts if name.startswith("--"))
        for item in COMMAND.commands[verb].params
        if item.param_type_name == "option"
    ]


def test_every_option_stands_under_one_heading() -> None:
    placed = [name for names in GROUPS.values() for name in names]
    assert len(placed) == len(set(placed))
    every = {name for verb in VERBS for name in options(verb)}
    assert every <= set(placed)
    assert set(placed) - every <= {"--install-completion", "--show-completion", "--help"}


def test_every_verb_has_an_example() -> None:
    assert set(EXAMPLES) == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_help_of_a_verb(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([verb, "--help"]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in options(verb))
    assert all(line in told for of, line in ROWS if of == verb)
    assert "<list" not in told and "[[" not in told


def test_help_of_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    told = capsys.readouterr().out
    assert told.index("--version") < told.index("Verbs:")
    assert all(f"\n  {verb} " in told for verb in VERBS)
    assert "..." not in told.partition("Verbs:")[2]


@pytest.mark.parametrize(("verb", "line"), ROWS, ids=[line for _, line in ROWS])
def test_example_is_a_command_line(verb: str, line: str) -> None:
    program, *words = shlex.split(line.partition("<")[0].partition(" > ")[0])
    assert program == "headertrace"
    if words[:1] == [verb]:
        words = words[1:]
    words = ["--redact=standard" if word == "--redact" else word for word in words]
    COMMAND.commands[verb].make_context(verb, words)


@pytest.mark.parametrize(("verb", "line"), ROWS, ids=[line for _, line in ROWS])
def test_example_runs(verb: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if (any(word in line for word in _OUTSIDE) and "--dry-run" not in line) or line == "headertrace verify mail.eml":
        return
    message = (TOP / "samples" / "queue-retry.eml").read_bytes()
    for name in ("mail.eml", "worked.eml", "waited.eml"):
        (tmp_path / name).write_bytes(message)
    (tmp_path / "archive.mbox").write_bytes((b"From a@example.org Tue Nov 24 08:00:00 2026\n" + message + b"\n") * 3)
    (tmp_path / "Mail").mkdir()
    (tmp_path / "Mail" / "one.eml").write_bytes(message)
    (tmp_path / "received-values.txt").write_text("by mx.example.org; Tue, 24 Nov 2026 08:00:00 +0000\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("RT_TOKEN", "x")
    monkeypatch.setenv("PYTHONPATH", str(TOP))
    import subprocess
    import sys

    command = line.replace("headertrace", f"{shlex.quote(sys.executable)} -m headertrace", 1)
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    wanted = 1 if "--fail-on" in line else 2 if "--to rt" in line else 0
    assert (done.returncode, "Traceback" in done.stderr) == (wanted, False), done.stderr
