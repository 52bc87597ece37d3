"""``headertrace demo``: every sample has its story, and is shown with it."""

from __future__ import annotations

import pytest

from headertrace.cli.demo import STORIES, folder
from headertrace.cli.running import run
from helpers.samples import HOME


def test_every_sample_has_a_story() -> None:
    assert set(STORIES) == {path.stem for path in HOME.glob("*.eml")}
    assert {path.name for path in folder().glob("*.eml")} == {f"{name}.eml" for name in STORIES}


def test_without_a_name_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert set(STORIES) <= set(told)
    assert max(map(len, told)) <= 80


@pytest.mark.parametrize("name", STORIES)
def test_shown_with_its_story(name: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["demo", name]) == 0
    told = " ".join(capfdbinary.readouterr().out.decode().split())
    assert told.startswith(STORIES[name])
    assert "Subject" in told


def test_other_formats_go_without_the_story(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["demo", "greylisted.eml", "-f", "json"]) == 0
    assert capfdbinary.readouterr().out.startswith(b"{")


def test_unknown_sample(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "../greylisted"]) == 2
    assert "there is no sample '../greylisted'" in capsys.readouterr().err
