"""headertrace.toml: where it is looked for, what it sets, and what is wrong with it in one line."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from headertrace.cli.settings import KEYS
from helpers.command import said

MAIL = b"""\
Received: from relay.example.net (relay.example.net [192.0.2.1])
\tby mx.example.org (Postfix) with ESMTPS id 4ABC123; Tue, 24 Nov 2026 08:10:00 +0000 (UTC)
Received: from pc.example.net (pc.example.net [192.0.2.2])
\tby relay.example.net (Postfix) with ESMTPSA id 4ABC122; Tue, 24 Nov 2026 08:00:02 +0000 (UTC)

"""


def run(here: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return said(*args, stdin=MAIL, cwd=here, env={"XDG_CONFIG_HOME": str(here / "config"), "COLUMNS": "100"})


def write(here: Path, text: str, user: bool = False) -> None:
    path = here / "config" / "headertrace" if user else here
    path.mkdir(parents=True, exist_ok=True)
    (path / "headertrace.toml").write_text(text, "utf-8")


def test_defaults_are_shown(tmp_path: Path) -> None:
    shown = run(tmp_path, "config").stdout
    assert all(name in shown for name in KEYS)
    assert "default" in shown


def test_the_nearer_file_wins_and_the_command_line_most(tmp_path: Path) -> None:
    write(tmp_path, 'format = "tree"\ntz = "Asia/Kolkata"\n', user=True)
    assert "13:30:02" in run(tmp_path).stdout
    write(tmp_path, 'format = "json"\n')
    assert run(tmp_path).stdout.startswith("{")
    assert "from → by" in run(tmp_path, "-f", "table").stdout
    assert "08:00:02" in run(tmp_path, "-f", "table", "--utc").stdout
    shown = run(tmp_path, "config").stdout
    assert "json                     headertrace.toml" in shown
    assert str(Path("config", "headertrace", "headertrace.toml")) in shown


def test_trust_from_the_file(tmp_path: Path) -> None:
    assert "handed to example.org by" in " ".join(run(tmp_path).stdout.split())
    write(tmp_path, 'trust = ["example.net"]\n')
    assert "handed to example.org by" not in " ".join(run(tmp_path).stdout.split())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nonsense = 1\n", "there is no setting 'nonsense'"),
        ("width = 'wide'\n", "width must be a whole number"),
        ("trust = 'x'\n", "trust must be a list of words"),
        ("trust = [1]\n", "trust must be a list of words"),
        ("format = \n", "headertrace.toml"),
        ("format = 'nope'\n", "--format"),
    ],
)
def test_a_bad_file_is_one_line(tmp_path: Path, text: str, said: str) -> None:
    write(tmp_path, text)
    done = run(tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr
