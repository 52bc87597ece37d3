"""Completion in real shells: verbs, options, their values, and explain's words."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from headertrace.cli.completion import name_the_verb, zones
from headertrace.cli.verbs import VERBS

SHELLS = ("bash", "zsh", "fish")
# How each shell is told what was typed, once its script is loaded; the last word is unfinished.
ASK = {
    "bash": """
        eval "$(headertrace --show-completion bash)"
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        _headertrace_completion headertrace; printf '%s\\n' "${COMPREPLY[@]}"
    """,
    "zsh": """
        compdef() { : }
        _arguments() { print -r -- "$@" | sed 's/":"[^"]*"/"/g' | grep -o '"[^"]*"' | tr -d '"' }
        _files() { print FILES }
        eval "$(headertrace --show-completion zsh)"
        words=("$@"); CURRENT=$#; _headertrace_completion
    """,
    "fish": """
        headertrace --show-completion fish | source
        complete -C "$argv" | string replace -r '\\t.*' ''
    """,
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A folder with a ``headertrace`` command that runs this very package."""
    command = tmp_path / "bin" / "headertrace"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m headertrace "$@"\n')
    command.chmod(0o755)
    return tmp_path


def shell(name: str, script: str, home: Path, *args: str, detect: bool = False) -> list[str]:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"there is no {name} here")
    env = {key: value for key, value in os.environ.items() if not key.startswith(("COMP_", "_TYPER", "_HEADERTRACE"))}
    env |= {"PATH": f"{home}/bin:{env['PATH']}", "HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)}
    env |= {} if detect else {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    plain = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[name]
    after = ["--", *args] if name == "fish" else [name, *args]
    done = subprocess.run([found, *plain, "-c", script, *after], env=env, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout.split()


def completed(name: str, home: Path, *typed: str) -> list[str]:
    words = ("headertrace", *typed)
    return shell(name, ASK[name], home, *([" ".join(words)] if name == "fish" else words))


@pytest.mark.parametrize("name", SHELLS)
def test_completes(name: str, path: Path) -> None:
    assert set(completed(name, path, "")) >= set(VERBS)
    assert {"--format", "--tz", "--message"} <= set(completed(name, path, "--"))
    assert {"--format", "--force", "--full", "--fail-on"} == set(completed(name, path, "show", "--f"))
    assert sorted(completed(name, path, "-f", "t")) == ["table", "text", "timeline", "tree"]
    assert completed(name, path, "mail.eml", "--color", "al") == ["always"]
    assert completed(name, path, "show", "--fail-on", "w") == ["warning"]
    assert completed(name, path, "explain", "HT80") == [f"HT80{n}" for n in range(1, 9)]
    assert completed(name, path, "explain", "postf") == ["postfix"]
    assert completed(name, path, "stats", "out", "cha") == ["changes"]
    assert sorted(completed(name, path, "report", "--to", "z")) == ["zammad", "zendesk"]
    assert set(completed(name, path, "explain", "x-mime")) == {"x-mimeole", "x-mime-autoconverted", "x-mimecast-*"}


def test_no_verb_fits_a_file_so_the_shell_offers_files(path: Path) -> None:
    assert completed("bash", path, "mail") == []


def test_bash_is_told_by_itself_and_installed(path: Path) -> None:
    shown = shell("bash", "headertrace --show-completion; true", path, detect=True)
    assert "_headertrace_completion()" in shown
    shell("bash", "headertrace --install-completion; true", path, detect=True)
    loaded = shell("bash", "source ~/.bashrc; complete -p headertrace", path)
    assert loaded == ["complete", "-o", "default", "-F", "_headertrace_completion", "headertrace"]


@pytest.mark.parametrize(
    ("words", "cursor", "after"),
    [
        (["h", "-f", "t"], 2, ["h", "show", "-f", "t"]),
        (["h", "--fo"], 1, ["h", "show", "--fo"]),
        (["h", "mail.eml", ""], 2, ["h", "show", "mail.eml", ""]),
        (["h", "sho"], 1, ["h", "sho"]),
        (["h", ""], 1, ["h", ""]),
        (["h", "explain", "ht"], 2, ["h", "explain", "ht"]),
        (["h"], 0, ["h"]),
    ],
)
def test_verb_is_put_in(words: list[str], cursor: int, after: list[str]) -> None:
    bash = {"COMP_WORDS": "\n".join(words), "COMP_CWORD": str(cursor)}
    name_the_verb(VERBS, bash)
    assert bash["COMP_WORDS"].split("\n") == after
    assert int(bash["COMP_CWORD"]) - cursor == len(after) - len(words)
    other = {"_TYPER_COMPLETE_ARGS": " ".join(words)}
    name_the_verb(VERBS, other)
    assert other["_TYPER_COMPLETE_ARGS"].split(" ") == after


def test_zones() -> None:
    assert "Europe/Berlin" in zones("europe/be")
    assert zones("Mars") == []
