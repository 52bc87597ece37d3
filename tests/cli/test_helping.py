"""The help: options under headings, examples for each verb (``test_examples`` runs them)."""

from __future__ import annotations

from typing import Any

import pytest
import typer

from headertrace.cli.helping import EXAMPLES, GROUPS
from headertrace.cli.running import application, run
from headertrace.cli.verbs import VERBS

COMMAND: Any = typer.main.get_command(application())
ROWS = [(verb, line) for verb, rows in EXAMPLES.items() for _, line in rows]


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
