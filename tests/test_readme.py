"""The README shows what the program prints. ``python tests/test_readme.py`` writes it anew."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from headertrace import folders
from helpers.mails import mbox, week

TOP = Path(__file__).parent.parent
README = TOP / "README.md"


def fresh() -> str:
    text = _put(README.read_text("utf-8"), "output", _run(TOP, "samples/queue-retry.eml"))
    with TemporaryDirectory() as folder:
        mbox(Path(folder, "archive.mbox"), week())
        shown = _run(Path(folder), "stats", "archive.mbox", "--top", "3")
        return _put(text, "stats", shown.replace(f"{Path(folder).resolve()}{os.sep}", ""))


def _run(folder: Path, *words: str) -> str:
    command = [sys.executable, "-m", "headertrace", *words]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, check=True, env={**os.environ, "PYTHONPATH": str(TOP)}
    )
    return done.stdout.decode()


def _put(text: str, name: str, output: str) -> str:
    """The text with that output between the marks of that name."""
    start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    before, _, rest = text.partition(start)
    shown = "".join(f"    {line}".rstrip() + "\n" for line in output.splitlines())
    return f"{before}{start}\n{shown}\n{end}{rest.partition(end)[2]}"


def test_screens_are_real_output() -> None:
    assert README.read_text("utf-8") == fresh()


def test_every_extra_is_named_and_exists() -> None:
    told = set(re.findall(r"`([a-z]+)`", README.read_text("utf-8").partition("| extra |")[2].partition("\n\n")[0]))
    known = set(tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"])
    assert told == known - {"test", "dev", "bench", "fuzz"}


def test_what_an_uninstalled_copy_leaves_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/ann")
    left = (folders.settings(), folders.cache(), folders.state())
    assert all(f"`{path.replace('/home/ann', '~')}`" in README.read_text("utf-8") for path in left)


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md", ".github/CONTRIBUTING.md", ".github/SECURITY.md"])
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    quoted = " ".join(re.findall(r"`([^`\n]+)`", (TOP / page).read_text("utf-8")))
    named = set(re.findall(r"(?<![\w./])[\w.]+/[\w./-]*[\w/]", quoted))
    places = (TOP, TOP / "headertrace")
    rooms = {path.name for place in places for path in place.iterdir() if path.is_dir()}
    ours = {name for name in named if name.partition("/")[0] in rooms and "NAME" not in name}
    there = {name for name in ours for place in places if (place / name).exists() or (place / f"{name}.py").exists()}
    assert sorted(ours - there) == []


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
