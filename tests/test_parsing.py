"""Plain command lines are taken apart without typer, and just as typer does it."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from headertrace.cli.binding import bound
from headertrace.cli.declaring import Argument, declared
from headertrace.cli.parsing import parsed
from headertrace.cli.verbs import VERBS

RECORDS = {verb: import_module(module).Options for verb, module in VERBS.items()}
COMMANDS: dict[str, Any] = {}
TAKEN: list[Any] = []


def by_typer(verb: str, args: list[str]) -> Any:
    """The record that typer makes of the words; None where it complains or explains."""
    if verb not in COMMANDS:
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(verb)(bound(RECORDS[verb], lambda record: TAKEN.append(record) or 0))
        COMMANDS[verb] = typer.main.get_command(app)
    TAKEN.clear()
    try:
        COMMANDS[verb].main(args, standalone_mode=False)
    except Exception as error:
        assert hasattr(error, "format_message")
    return TAKEN[0] if TAKEN else None


def words(verb: str) -> st.SearchStrategy[list[str]]:
    names = [
        name for field in declared(RECORDS[verb]) if not isinstance(field.said, Argument) for name in field.said.names
    ]
    word = st.one_of(
        st.sampled_from([*names, "-", "--", "mail.eml", "a b", "", "json", "-fjson", "-qv", "-x", "--nothing"]),
        st.tuples(st.sampled_from(names or ["--none"]), st.sampled_from(["", "x", "-1", "a=b"])).map("=".join),
    )
    return st.lists(word, max_size=5)


@pytest.mark.parametrize("verb", VERBS)
@settings(deadline=None)
@given(data=st.data())
def test_what_is_plain_is_what_typer_makes_of_it(verb: str, data: st.DataObject) -> None:
    args = data.draw(words(verb))
    plain = parsed(RECORDS[verb], args)
    if plain is not None:
        assert plain == by_typer(verb, args)


@pytest.mark.parametrize(
    "args",
    [[], ["mail.eml"], ["-"], ["-f", "json", "-o", "x", "a", "b"], ["--trust", "a", "--trust=b", "-q", "--utc"]],
    ids=" ".join,
)
def test_common_lines_are_plain(args: list[str]) -> None:
    assert parsed(RECORDS["show"], args) is not None


@pytest.mark.parametrize(
    "args", [["--help"], ["-h"], ["--formt", "json"], ["-f"], ["--utc=1"], ["-o", "-f"], ["--", "-x"]]
)
def test_the_rest_is_left_to_typer(args: list[str]) -> None:
    assert parsed(RECORDS["show"], args) is None


def test_a_plain_line_loads_no_typer() -> None:
    code = "import sys; from headertrace.cli import running; running.run(['-q', '--utc', '-']); sys.exit('typer' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], input="Subject: x\n\n", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
