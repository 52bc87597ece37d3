"""Where results go: nothing that lies there is lost, and nothing is written by halves."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from headertrace.renderings import FORMATS
from headertrace.renderings.index import ROWS, of_file
from helpers.command import COMMAND, interruptible, said
from helpers.samples import HOME

resource = pytest.importorskip("resource")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX files and limits")
MAIL = (HOME / "greylisted.eml").read_bytes()
# What a file opens with, by its name.
OPENINGS = {
    "a.html": b"<!DOCTYPE html", "A.HTM": b"<!DOCTYPE html", "a.pdf": b"%PDF-", "a.png": b"\x89PNG", "a.svg": b"<?xml ",
    "a.md": b"", "a.json": b"{\n", "a.ndjson": b'{"', "a.csv": b"", "a.txt": b"", "a.log": b"Delivered in", "a": b"Delivered in",
}  # fmt: skip


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with a message in it."""
    (tmp_path / "mail.eml").write_bytes(MAIL)
    return tmp_path


def run(here: Path, *args: str, stdin: bytes = MAIL) -> subprocess.CompletedProcess[str]:
    state = {"XDG_STATE_HOME": str(here / "state"), "XDG_CONFIG_HOME": str(here / "config")}
    return said(*args, stdin=stdin, cwd=here, env=state)


ONTO_INPUTS: tuple[tuple[str, ...], ...] = (
    ("mail.eml", "-o", "mail.eml"),
    ("mail.eml", "-o", "./mail.eml"),
    ("mail.eml", "-o", "linked.eml"),
    ("mail.eml", "-o", "hard.eml"),
    ("linked.eml", "-o", "mail.eml"),
    ("-f", "json", "other.eml", "mail.eml", "-o", "mail.eml"),
    ("verify", "--dry-run", "mail.eml", "-o", "mail.eml"),
    ("redact", "mail.eml", "-o", "mail.eml"),
    ("redact", "other.eml", "--redact-key", "mail.eml", "-o", "mail.eml"),
    ("compare", "other.eml", "mail.eml", "-o", "mail.eml"),
    ("--template", "mail.eml", "other.eml", "-o", "mail.eml"),
    ("--geo-db", "mail.eml", "other.eml", "-o", "mail.eml"),
    ("--config", "mail.eml", "other.eml", "-o", "mail.eml"),
)


@pytest.mark.parametrize("args", ONTO_INPUTS, ids=" ".join)
@pytest.mark.parametrize("force", [(), ("--force",)], ids=["", "forced"])
def test_no_input_is_written_onto(here: Path, args: tuple[str, ...], force: tuple[str, ...]) -> None:
    if "--config" in args:
        (here / "mail.eml").write_text("width = 80\n")
    before = (here / "mail.eml").read_bytes()
    (here / "other.eml").write_bytes(MAIL)
    (here / "linked.eml").symlink_to("mail.eml")
    (here / "hard.eml").hardlink_to(here / "mail.eml")
    done = run(here, *args, *force)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "would destroy it" in done.stderr
    assert (here / "mail.eml").read_bytes() == before


@pytest.mark.parametrize("verb", [(), ("redact",), ("compare", "mail.eml")], ids=" ".join)
def test_nothing_can_be_forced_where_no_file_is_written(here: Path, verb: tuple[str, ...]) -> None:
    done = run(here, *verb, "mail.eml", "--force")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "headertrace: --force goes with --output\n")
    assert run(here, *verb, "mail.eml", "--force", "-o", "-").returncode == 0


def test_nor_is_the_file_that_is_standard_input(here: Path) -> None:
    for verb in ((), ("redact",), ("redact", "-")):
        command = [*COMMAND, *verb, "-o", "mail.eml", "--force"]
        with open(here / "mail.eml", "rb") as stream:
            done = subprocess.run(command, stdin=stream, capture_output=True, check=False, cwd=here)
        assert (done.returncode, b"would destroy it" in done.stderr) == (2, True)
        assert (here / "mail.eml").read_bytes() == MAIL


@pytest.mark.parametrize(
    "verb", [(), ("redact",), ("verify", "--dry-run"), ("received",), ("compare", "linked.eml")], ids=" ".join
)
@pytest.mark.parametrize("mode", ["ab", "r+b"])
@pytest.mark.parametrize("named", [True, False], ids=["named", "piped"])
def test_nor_is_one_that_the_shell_put_in_the_place_of_standard_output(
    here: Path, verb: tuple[str, ...], mode: str, named: bool
) -> None:
    (here / "linked.eml").symlink_to("mail.eml")
    with open(here / "mail.eml", mode) as out, open(here / "mail.eml", "rb") as stdin:
        command = [*COMMAND, *verb, "linked.eml" if named else "-"]
        done = subprocess.run(command, stdin=stdin, stdout=out, stderr=subprocess.PIPE, check=False, cwd=here)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"would destroy it" in done.stderr
    assert (here / "mail.eml").read_bytes() == MAIL


def test_another_file_may_be_added_to(here: Path) -> None:
    with open(here / "notes.txt", "ab") as out:
        out.write(b"mine\n")
        out.flush()
        done = subprocess.run([*COMMAND, "mail.eml"], stdout=out, stderr=subprocess.PIPE, check=False, cwd=here)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (here / "notes.txt").read_bytes().startswith(b"mine\nDelivered in")


@pytest.mark.parametrize("verb", [(), ("redact",), ("compare", "mail.eml", "mail.eml")], ids=" ".join)
def test_a_hyphen_is_standard_output(here: Path, verb: tuple[str, ...]) -> None:
    done = run(here, *verb, "-o", "-")
    assert done.returncode == 0 and done.stdout and not (here / "-").exists()


def test_an_existing_file_stays_unless_forced(here: Path) -> None:
    notes = here / "notes.txt"
    notes.write_text("mine\n")
    notes.chmod(0o640)
    done = run(here, "mail.eml", "-o", "notes.txt")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "--force replaces it" in done.stderr
    assert notes.read_text() == "mine\n"
    assert run(here, "mail.eml", "-o", "notes.txt", "--force").returncode == 0
    assert notes.read_text() != "mine\n"
    assert stat.S_IMODE(notes.stat().st_mode) == 0o640


@pytest.mark.parametrize("verb", [(), ("redact",)], ids=" ".join)
def test_what_headertrace_wrote_is_replaced_until_somebody_changes_it(here: Path, verb: tuple[str, ...]) -> None:
    args = (*verb, "mail.eml", "-o", "out")
    for _ in range(2):
        assert run(here, *args).returncode == 0
    assert run(here, "-f", "json", "mail.eml", "-o", "out").returncode == 0
    with open(here / "out", "a") as stream:
        stream.write("a note of mine\n")
    assert run(here, *args).returncode == 2
    assert (here / "out").read_text().endswith("a note of mine\n")


def test_an_empty_file_has_nothing_to_lose(here: Path) -> None:
    (here / "out").touch()
    assert run(here, "mail.eml", "-o", "out").returncode == 0
    assert (here / "out").stat().st_size


def test_a_link_is_followed(here: Path) -> None:
    (here / "link").symlink_to("real")
    assert run(here, "mail.eml", "-o", "link").returncode == 0
    assert (here / "link").is_symlink() and (here / "real").stat().st_size


@pytest.mark.parametrize("limit", [0, 1, 2000])
def test_a_full_disk_leaves_what_was_there(here: Path, limit: int) -> None:
    (here / "out.html").write_text("the report of yesterday\n")
    env = {**os.environ, **NO_BYTECODE, "XDG_STATE_HOME": str(here / "state")}
    for name, kept in (("out.html", "the report of yesterday\n"), ("new.html", None)):
        done = subprocess.run(
            [*COMMAND, "mail.eml", "--force", "-o", name],
            capture_output=True, check=False, cwd=here, env=env, preexec_fn=lambda: _disk_of(limit),
        )  # fmt: skip
        assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
        assert ((here / name).read_text() if (here / name).exists() else None) == kept
    assert {path.name for path in here.iterdir()} <= {"mail.eml", "out.html", "state"}


@pytest.mark.parametrize("unbuffered", [{}, {"PYTHONUNBUFFERED": "1"}], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize(
    "args",
    [("-f", "html"), ("schema",), ("explain",), ("redact",), ("--help",), ("config",), ("received",)],
    ids=" ".join,
)
def test_short_writes_are_told(here: Path, args: tuple[str, ...], unbuffered: dict[str, str]) -> None:
    env = {**os.environ, **NO_BYTECODE, **unbuffered}
    stdin = b"from a.example by b.example with SMTP\n" * 50 if args == ("received",) else MAIL
    with open(here / "out", "wb") as stream:
        done = subprocess.run(
            [*COMMAND, *args],
            input=stdin, stdout=stream, stderr=subprocess.PIPE, check=False, env=env, preexec_fn=lambda: _disk_of(500),
        )  # fmt: skip
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert (here / "out").stat().st_size <= 500


# What is loaded for the first time would leave half of its bytecode, and fail ever after.
NO_BYTECODE = {"PYTHONDONTWRITEBYTECODE": "1"}


def _disk_of(size: int) -> None:
    """No file grows beyond ``size`` bytes: what a full disk does, to whoever runs the tests."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("name", OPENINGS)
def test_the_format_follows_the_name(here: Path, name: str) -> None:
    done = run(here, "mail.eml", "-o", name)
    assert (done.returncode, done.stderr) == (0, "")
    data = (here / name).read_bytes()
    assert data.startswith(OPENINGS[name])
    plain = run(here, "mail.eml", "-f", of_file(name) or "table", "-o", f"{name}.again")
    assert plain.returncode == 0
    if of_file(name) not in ("html", "pdf", "png"):
        assert (here / f"{name}.again").read_bytes() == data


def test_an_option_comes_before_the_name_and_the_name_before_settings(here: Path) -> None:
    (here / "config/headertrace").mkdir(parents=True)
    (here / "config/headertrace/headertrace.toml").write_text('format = "tree"\n')
    assert run(here, "mail.eml", "-o", "a.json").returncode == 0
    assert run(here, "mail.eml", "-f", "csv", "-o", "b.json").returncode == 0
    assert (here / "a.json").read_text().startswith("{") and not (here / "b.json").read_text().startswith("{")


def test_a_comparison_lands_in_no_file_of_another_format(here: Path) -> None:
    for name, start in (("a.json", "{"), ("a.html", "<!DOCTYPE"), ("a.txt", "")):
        assert run(here, "compare", "mail.eml", "mail.eml", "-o", name).returncode == 0
        assert (here / name).read_text().startswith(start)
    done = run(here, "compare", "mail.eml", "mail.eml", "-o", "a.pdf")
    assert (done.returncode, "no pdf is written" in done.stderr, (here / "a.pdf").exists()) == (2, True, False)


def test_the_checks_are_text(here: Path) -> None:
    for name in ("checks.txt", "checks"):
        assert run(here, "verify", "--dry-run", "mail.eml", "-o", name).returncode == 0
    assert (here / "checks.txt").read_bytes() == (here / "checks").read_bytes()
    assert run(here, "verify", "--dry-run", "mail.eml", "-o", "checks.json").returncode == 0
    assert (here / "checks.json").read_text().startswith("{")


def test_every_suffix_is_one_format_s() -> None:
    suffixes = [suffix for row in ROWS for suffix in row.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert {of_file(f"x{suffix.upper()}") for suffix in suffixes} <= set(FORMATS)
    assert of_file("json") is of_file(None) is of_file("x.log") is None


# What is loaded first, in the middle and last; and what only some lines need.
LOADED = (
    ("headertrace.cli.running", ()), ("headertrace.cli.exits", ()), ("headertrace.cli.show", ()),
    ("headertrace.renderings.table", ()), ("headertrace.cli.writing", ("-o", "out")), ("typer", ("--help",)),
)  # fmt: skip


@pytest.mark.parametrize(("module", "args"), LOADED, ids=[module for module, _ in LOADED])
def test_an_interrupt_while_loading_is_quiet(here: Path, module: str, args: tuple[str, ...]) -> None:
    code = (
        "import os, signal, sys\n"
        "class Interrupter:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == {module!r}: os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupter())\n"
        "from headertrace.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *args],
        input=MAIL,
        capture_output=True,
        check=False,
        cwd=here,
        preexec_fn=interruptible,
    )
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, b"", b"")
