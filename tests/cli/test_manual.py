"""The manual pages say what the command line does, and roff finds no fault with them."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from headertrace.cli import manual
from headertrace.cli.manual import pages
from headertrace.cli.verbs import VERBS
from helpers.samples import TOP

PAGES: dict[str, str] = pages()


def test_pages_do_not_drift() -> None:
    """Where this fails: python -m headertrace.cli.manual."""
    assert {path.name: path.read_text("utf-8") for path in (TOP / "headertrace" / "man").iterdir()} == PAGES


def test_program_and_every_verb_have_a_page() -> None:
    assert set(PAGES) == {"headertrace.1", *(f"headertrace-{verb}.1" for verb in VERBS)}


def test_every_option_of_show_is_on_the_first_page() -> None:
    page = PAGES["headertrace.1"]
    for option in ("--format", "--output", "--tz", "--message", "--fail-on", "--width", "--no-color", "--version"):
        assert "\\fB" + option.replace("-", "\\-") + "\\fR" in page
    assert all(f".B {code}\n" in page for code in (0, 1, 2, 3, 4, 130, 143))


@pytest.mark.parametrize(
    "lint", [["groff", "-man", "-ww", "-z"], ["mandoc", "-T", "lint", "-W", "error"]], ids=["groff", "mandoc"]
)
@pytest.mark.parametrize("page", sorted(PAGES))
def test_form(page: str, lint: list[str]) -> None:
    if shutil.which(lint[0]) is None:
        pytest.skip(f"there is no {lint[0]} here")
    done = subprocess.run([*lint, str(TOP / "headertrace" / "man" / page)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_line_never_begins_a_request() -> None:
    assert manual._escape(".so /etc/passwd") == "\\&.so /etc/passwd"
    assert manual._escape("a\\fBb - `c`") == "a\\efBb \\- c"
