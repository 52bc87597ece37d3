"""Every command that the README, the help and the pages of ``explain`` show, run as it stands.

What asks a server is run with ``--dry-run``; what is in ``PARSED`` would wait for somebody, or needs a server that is
not there: of these it is held that they are command lines.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any, NamedTuple

import pytest
import typer

from headertrace.cli.helping import EXAMPLES
from headertrace.cli.running import application, run
from headertrace.cli.topics import topics
from headertrace.cli.verbs import VERBS
from helpers.mails import mbox, week
from helpers.samples import TOP

COMMAND: Any = typer.main.get_command(application())
README = (TOP / "README.md").read_text("utf-8")
PROGRAM = f"{shlex.quote(sys.executable)} -m headertrace"
# What asks a server, and can be told to say what it would ask.
ASKS = (" verify ", " --dns ", " report ")
PARSED = {
    " serve": "runs until it is ended",
    " --open": "shows a browser",
    " --paste": "reads the clipboard",
    " 'imaps://": "a mail store",
    " s3://": "an object store, and a cluster",
}
# What an exit code may say of the mail, which is made up and older than a day.
JUDGES = {" --fail-on ": 1, " --sla ": 1, " --since 1d ": 3}
# Commands of other programs: they install, and are tried by whoever releases.
INSTALLS = ("pip install ", "uv tool install ", "uvx --from ", "python3 -m venv ", ".venv/bin/pip install ")
# Settings and requests that stand beside the commands.
OTHERS = ("export ", "curl ")
# Words of an example within a sentence that stand for something.
STANDS_FOR = re.compile(r"[A-Z]{2,}(?:\.\.\.)?")


class Example(NamedTuple):
    """A command line, as a shell takes it, and where it is shown."""

    line: str
    shown: str


def blocks(text: str) -> list[str]:
    """The lines of code in Markdown, those that go on behind a backslash in one; without what is said behind a #."""
    joined = re.sub(r" \\\n\s+", " ", text)
    return [re.split(r"\s{2,}#", line)[0].strip() for line in re.findall(r"^    (\S.*)$", joined, re.M)]


def examples() -> list[Example]:
    pages = [("README", README), *((topic.name, topic.text) for topic in topics())]
    found = [Example(line, name) for name, text in pages for line in blocks(text) if line.startswith("headertrace ")]
    found += [Example(line, f"{verb} --help") for verb, rows in EXAMPLES.items() for _, line in rows]
    return list({example.line: example for example in found}.values())


ALL = examples()


def words(line: str) -> tuple[str, list[str]]:
    """The verb, and the words behind it; without what a shell does with its input and output."""
    program, *rest = shlex.split(re.split(r"\s(?:[<>|]|&&)\s", line)[0])
    assert program == "headertrace"
    verb = rest.pop(0) if rest and rest[0] in VERBS else "show"
    return verb, ["--redact=standard" if word == "--redact" else word for word in rest]


@pytest.mark.parametrize("line", [example.line for example in ALL])
def test_it_is_a_command_line(line: str) -> None:
    verb, rest = words(line)
    COMMAND.commands[verb].make_context(verb, rest)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the examples are about, by the names that they give it."""
    made = tmp_path_factory.mktemp("examples")
    message = (TOP / "samples" / "queue-retry.eml").read_bytes()
    for name in ("mail.eml", "late.eml", "worked.eml", "waited.eml", "message.eml", "Mail/one.eml", "evidence/one.eml"):
        (made / name).parent.mkdir(exist_ok=True)
        (made / name).write_bytes(message)
    for part in ("cur", "new", "tmp"):
        (made / "Maildir" / part).mkdir(parents=True)
    (made / "Maildir" / "cur" / "1:2,S").write_bytes(message)
    with zipfile.ZipFile(made / "export.zip", "w") as archive:
        archive.writestr("one.eml", message)
    mbox(made / "archive.mbox", [*list(week())[::5], message, message])
    log = "Nov 24 08:00:00 mx postfix/smtpd[7]: 4bXv1c2k5jz9sTD: client=relay.example.net[192.0.2.30]\n"
    log += "Nov 24 08:00:00 mx postfix/cleanup[8]: 4bXv1c2k5jz9sTD: message-id=<7@example.net>\n"
    for name in ("mail.log", "logs/mail.log", "var/log/mail.log", "var/log/old/mail.log"):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text(log)
    (made / "var/mail").mkdir()
    mbox(made / "var/mail/archive", list(week())[:5])
    (made / "var/lib/prometheus/node-exporter").mkdir(parents=True)
    (made / "received-values.txt").write_text("by mx.example.org; Tue, 24 Nov 2026 08:00:00 +0000\n")
    copytree(TOP / "samples", made / "samples")
    # The settings that the README shows.
    tables = "\n".join(line for line in blocks(README) if line.startswith("[") or " = " in line)
    assert tomllib.loads(tables)["tickets"]["rt"]
    (made / ".config/headertrace").mkdir(parents=True)
    (made / ".config/headertrace/headertrace.toml").write_text(tables)
    subprocess.run(
        ["sh", "-c", f"{PROGRAM} scan -q archive.mbox -o mail && {PROGRAM} scan -q archive.mbox -o var/lib/headertrace"],
        cwd=made, check=True, env={**os.environ, "PYTHONPATH": str(TOP)},
    )  # fmt: skip
    return made


RUN = [example.line for example in ALL if not any(word in example.line for word in PARSED)]


@pytest.mark.parametrize("line", RUN)
def test_it_runs(line: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = copytree(folder, tmp_path / "here")
    monkeypatch.chdir(here)
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": str(here), "RT_TOKEN": "x", "GITHUB_TOKEN": "x", "PYTHONPATH": str(TOP)}.items():
        monkeypatch.setenv(name, value)
    if " scan " in line:
        rmtree(here / "mail")
    line = line.replace(" /var/", f" {shlex.quote(str(here))}/var/")
    if any(word in line for word in ASKS) and "--dry-run" not in line:
        line += " --dry-run"
    command = line.replace("headertrace", PROGRAM, 1)
    done = subprocess.run(["sh", "-c", command], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode in {0, *(code for word, code in JUDGES.items() if word in line)}, done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_parsed_only_is_shown() -> None:
    assert all(any(word in example.line for example in ALL) for word in PARSED)


def inline() -> list[Example]:
    pages = [("README", README), *((topic.name, topic.text) for topic in topics())]
    found = {
        " ".join(line.split()): name for name, text in pages for line in re.findall(r"`(headertrace [^`]+)`", text)
    }
    return [Example(*pair) for pair in sorted(found.items())]


@pytest.mark.parametrize("example", inline(), ids=lambda example: f"{example.line} ({example.shown})")
def test_what_a_sentence_names_is_there(example: Example, capsys: pytest.CaptureFixture[str]) -> None:
    verb, rest = words(re.sub(r"\.\.\.|…", "", example.line))
    known = {name for item in COMMAND.commands[verb].params for name in item.opts}
    assert {word.partition("=")[0] for word in rest if word.startswith("-")} <= known
    if verb == "explain" and rest and not STANDS_FOR.fullmatch(" ".join(rest)):
        assert run(["explain", *rest]) == 0


def test_every_other_command_of_the_readme_installs_or_sets() -> None:
    tools = re.compile(r"(?:\S*/)?(?:pip3?|pipx|uvx?|python3?|export|curl|apt|apt-get|docker|make) ")
    found = [line for line in blocks(README) if tools.match(line)]
    assert found and all(line.startswith((*INSTALLS, *OTHERS)) for line in found)
