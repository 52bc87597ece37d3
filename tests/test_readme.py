"""The README shows what the program prints. ``python tests/test_readme.py`` writes it anew."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer

from headertrace.cli.running import application
from headertrace.cli.verbs import VERBS

TOP = Path(__file__).parent.parent
README = TOP / "README.md"
START, END = "<!-- output -->\n", "<!-- /output -->\n"


def fresh() -> str:
    done = subprocess.run(
        [sys.executable, "-m", "headertrace", "samples/queue-retry.eml"], cwd=TOP, capture_output=True, check=True
    )
    shown = "".join(f"    {line}".rstrip() + "\n" for line in done.stdout.decode().splitlines())
    before, _, rest = README.read_text("utf-8").partition(START)
    return before + START + "\n" + shown + "\n" + END + rest.partition(END)[2]


def test_first_screen_is_real_output() -> None:
    assert README.read_text("utf-8") == fresh()


def commands() -> list[str]:
    """Every line of the README that calls headertrace, without what it pipes and what it says of it."""
    lines = re.findall(r"^    (headertrace .*)$", README.read_text("utf-8"), re.M)
    return [re.split(r"\s{2,}#|\s[<>]\s", line)[0].strip() for line in lines]


@pytest.mark.parametrize("line", commands())
def test_every_command_is_one(line: str) -> None:
    command: Any = typer.main.get_command(application())
    _, *words = shlex.split(line)
    verb = words.pop(0) if words and words[0] in VERBS else "show"
    words = ["--redact=standard" if word == "--redact" else word for word in words]
    command.commands[verb].make_context(verb, words)


def test_every_extra_is_named_and_exists() -> None:
    told = set(re.findall(r"`([a-z]+)`", README.read_text("utf-8").partition("| extra |")[2].partition("\n\n")[0]))
    known = set(tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"])
    assert told == known - {"test", "dev", "bench"}


def test_the_picture_is_that_of_the_sample() -> None:
    from struct import unpack

    from shown import PICTURE, picture

    def size(data: bytes) -> tuple[int, int]:
        return unpack(">II", data[16:24])  # type: ignore[return-value]

    pytest.importorskip("resvg_py")
    assert PICTURE.read_bytes().startswith(b"\x89PNG")
    assert size(PICTURE.read_bytes()) == size(picture())


def test_the_two_commands_are_those_that_the_checks_run() -> None:
    first, second = re.search(r"## Two commands\n\n    (.*)\n    (.*)\n", README.read_text("utf-8")).groups()  # type: ignore[union-attr]
    assert first.endswith("headertrace samples/queue-retry.eml")
    assert f"{second} -m ''\n" in (TOP / ".ci" / "run").read_text("utf-8")


if __name__ == "__main__":
    README.write_text(fresh(), "utf-8")
