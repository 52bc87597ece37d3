"""What was copied on a real screen, read by the programs that people have for it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

import pytest

from helpers.samples import HOME

from . import screen
from .host import Host, Network
from .packages import unpacked

MAIL = (HOME / "queue-retry.eml").read_bytes()


class Desk(NamedTuple):
    """``programs`` has those that read the clipboard, each in a folder of its own."""

    host: Host
    display: str
    libraries: str
    programs: Path

    def run(self, *args: str, tool: str = "xclip") -> subprocess.CompletedProcess[str]:
        own = (f"DISPLAY={self.display}", f"PATH={self.programs / tool}", f"LD_LIBRARY_PATH={self.libraries}")
        return subprocess.run(
            ["nsenter", "-t", str(self.host.pid), "-n", "env", *own, sys.executable, "-m", "headertrace", *args],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def desk(network: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    host = network.host("desk.alpha.example", screen)
    root = unpacked(*screen.PACKAGES, fetch=network.fetch)
    programs = tmp_path_factory.mktemp("programs")
    for name in ("xclip", "xsel"):
        (programs / name).mkdir()
        (programs / name / name).symlink_to(root / "usr/bin" / name)
    (programs / "none").mkdir()
    libraries = ":".join(str(path) for path in (root / "usr/lib").glob("*-linux-gnu"))
    yield Desk(host, screen.start(host), libraries, programs)


@pytest.mark.parametrize("tool", ["xclip", "xsel"])
def test_a_copied_mail_is_traced_as_the_file(desk: Desk, tool: str) -> None:
    screen.copy(desk.host, MAIL)
    found = desk.run("-f", "json", "--paste", tool=tool)
    assert (found.returncode, found.stderr) == (0, "")
    wanted = desk.run("-f", "json", str(HOME / "queue-retry.eml"))
    rows = [json.loads(done.stdout) for done in (found, wanted)]
    assert [row.pop("source")["name"] for row in rows] == ["clipboard", str(HOME / "queue-retry.eml")]
    assert rows[0] == rows[1]


def test_html_is_read_where_there_is_no_text(desk: Desk) -> None:
    page = f"<html><body><pre>{escape(MAIL.decode())}</pre></body></html>"
    screen.copy(desk.host, page.encode(), "text/html")
    rows = [
        json.loads(desk.run("-f", "json", *args).stdout) for args in (("--paste",), (str(HOME / "queue-retry.eml"),))
    ]
    assert rows[0]["path"]["hops"] == rows[1]["path"]["hops"] > 0


def test_every_verb_that_reads_mail_reads_the_clipboard(desk: Desk, tmp_path: Path) -> None:
    screen.copy(desk.host, MAIL)
    mail = str(HOME / "queue-retry.eml")
    assert desk.run("redact", "--paste").stdout.count("Received: ") == MAIL.count(b"Received: ")
    assert desk.run("compare", mail, "--paste").returncode == 0
    assert desk.run("verify", "--dry-run", "--paste").returncode == 0
    assert desk.run("report", "--paste", "--to", "file", "--dry-run").returncode == 0
    values = b"".join(line + b"\n" for line in MAIL.splitlines() if line.startswith((b"Received: ", b"\t")))
    screen.copy(desk.host, values)
    assert len(desk.run("received", "--paste").stdout.splitlines()) == MAIL.count(b"Received: ")


def test_what_cannot_be_read_is_one_line(desk: Desk) -> None:
    screen.copy(desk.host, b" \n")
    for args, words in (
        ({"tool": "xclip"}, "there is no text in the clipboard"),
        ({"tool": "xsel"}, "there is no text in the clipboard"),
        ({"tool": "none"}, "the clipboard is read by wl-paste, xclip, xsel"),
    ):
        done = desk.run("--paste", **args)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (4, "", 1)
        assert words in done.stderr


def test_a_file_beside_the_clipboard(desk: Desk) -> None:
    screen.copy(desk.host, MAIL)
    found = desk.run("-f", "ndjson", "--paste", str(HOME / "bounce.eml"))
    assert [json.loads(line)["source"]["name"] for line in found.stdout.splitlines()] == [
        str(HOME / "bounce.eml"),
        "clipboard",
    ]
    assert desk.run("redact", "--paste", str(HOME / "bounce.eml")).returncode == 2
