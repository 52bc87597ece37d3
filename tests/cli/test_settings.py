"""headertrace.toml: where it is looked for, what it sets, and what is wrong with it in one line."""

from __future__ import annotations

import json
import os
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


def trusts_the_relay(done: subprocess.CompletedProcess[str]) -> bool:
    """Whether the first hop, which the relay wrote, is taken for true."""
    return bool(json.loads(done.stdout)["hops"][0]["trust"] == "vouched")


def test_defaults_are_shown(tmp_path: Path) -> None:
    shown = run(tmp_path, "config").stdout
    assert all(name in shown for name in KEYS)
    assert "default" in shown


def test_settings_of_every_kind_stand_in_the_same_columns(tmp_path: Path) -> None:
    write(tmp_path, '[limits]\nsql_rows = 5\n[tickets]\nto = "rt"\n[tickets.rt]\nqueue = "mail"\n', user=True)
    rows = run(tmp_path, "config").stdout.partition("\n\n")[0].splitlines()[::2]
    assert {"limits.sql_rows", "tickets.rt.queue", "RT_TOKEN", "trust"} <= {row.split()[0] for row in rows}
    assert all(row[24] == row[49] == " " and row[25] != " " and row[50] != " " for row in rows)


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


# A value of each setting that is not the default.
VALUES: dict[str, str] = {
    "trust": '["example.net"]', "format": '"tree"', "tz": '"Asia/Kolkata"', "color": '"always"', "width": "70",
    "select": '["HT1"]', "ignore": '["HT6"]', "fail_on": '"info"', "resolver": '["192.0.2.53"]', "deadline": "3",
    "dnsbl": '["bl.example.net"]', "asn_db": '"missing.mmdb"', "geo_db": '"missing.mmdb"',
    "limits": "{ received_lines = 2 }",
}  # fmt: skip
DISPLAY = {"format", "tz", "color", "width"}


def test_each_setting_is_known_to_be_of_display_or_not() -> None:
    assert VALUES.keys() == KEYS.keys()
    assert {name for name, key in KEYS.items() if key.display} == DISPLAY


@pytest.mark.parametrize("name", VALUES)
def test_the_working_directory_has_a_say_in_display_alone(tmp_path: Path, name: str) -> None:
    plain = run(tmp_path)
    write(tmp_path, f"{name} = {VALUES[name]}\n")
    told = run(tmp_path)
    assert told.stderr.count("\n") == 1 and name in told.stderr
    assert (told.stdout != plain.stdout) is (name in DISPLAY)
    assert told.returncode == plain.returncode == 0
    shown = run(tmp_path, "config").stdout
    assert (" headertrace.toml\n" in shown) is (name in DISPLAY)
    assert (f"Not taken from headertrace.toml here: {name}" in shown) is (name not in DISPLAY)


def test_what_has_no_say_is_not_looked_at(tmp_path: Path) -> None:
    write(tmp_path, "trust = 1\nwidth = 80\n[tickets]\nto = 1\n")
    done = run(tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (0, 1)
    assert "width taken from it; not trust, tickets, " in done.stderr


def test_trust_from_one_s_own_file(tmp_path: Path) -> None:
    write(tmp_path, 'trust = ["example.net"]\n', user=True)
    assert trusts_the_relay(run(tmp_path, "-f", "json"))


def test_config_takes_the_place_of_both_files(tmp_path: Path) -> None:
    assert not trusts_the_relay(run(tmp_path, "-f", "json"))
    write(tmp_path, 'width = 70\ntrust = ["example.net"]\n')
    write(tmp_path, "format = 'json'\n", user=True)
    assert run(tmp_path, "--config", "headertrace.toml").stdout.count("from → by")
    assert trusts_the_relay(run(tmp_path, "-f", "json", "--config", "headertrace.toml"))
    shown = run(tmp_path, "config", "--config", os.devnull).stdout
    assert "headertrace.toml" not in shown
    missing = run(tmp_path, "--config", "missing.toml")
    assert (missing.returncode, missing.stderr) == (2, "headertrace: missing.toml: No such file or directory\n")
    (tmp_path / "own.toml").write_text('[tickets.file]\nfolder = "elsewhere"\n')
    report = run(tmp_path, "report", "--to", "file", "--dry-run", "--config", "own.toml")
    assert (report.returncode, "elsewhere" in report.stdout) == (0, True)


def test_standing_in_one_s_own_directory_the_file_is_one_s_own(tmp_path: Path) -> None:
    write(tmp_path, 'trust = ["example.net"]\n', user=True)
    own = tmp_path / "config" / "headertrace"
    done = said("-f", "json", stdin=MAIL, cwd=own, env={"XDG_CONFIG_HOME": str(tmp_path / "config")})
    assert trusts_the_relay(done)


@pytest.mark.parametrize("home", ["", "config"])
def test_one_s_own_directory_is_never_in_the_working_directory(tmp_path: Path, home: str) -> None:
    """The XDG Base Directory Specification: a path that is not absolute is to be ignored."""
    for path in (tmp_path / "headertrace", tmp_path / "config" / "headertrace"):
        path.mkdir(parents=True)
        (path / "headertrace.toml").write_text("nonsense = 1\n")
    done = said(stdin=MAIL, cwd=tmp_path, env={"XDG_CONFIG_HOME": home, "HOME": str(tmp_path / "home")})
    assert (done.returncode, done.stderr) == (0, "")


def test_nor_is_one_s_own_state(tmp_path: Path) -> None:
    home = tmp_path / "home"
    env = {"XDG_STATE_HOME": "state", "HOME": str(home)}
    assert said("-o", "page.html", stdin=MAIL, cwd=tmp_path, env=env).returncode == 0
    assert not (tmp_path / "state").exists()
    assert list((home / ".local" / "state" / "headertrace").iterdir())


@pytest.mark.skipif(os.name == "nt", reason="POSIX files")
def test_what_is_no_plain_file_is_not_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "headertrace.toml"
    os.mkfifo(file)
    assert run(tmp_path).stderr == "headertrace: headertrace.toml is not a regular file\n"
    file.unlink()
    file.symlink_to("/dev/zero")
    assert run(tmp_path).stderr == "headertrace: headertrace.toml is not a regular file\n"
    file.unlink()
    file.write_bytes(b"#" * (2 << 20))
    assert "is longer than" in run(tmp_path).stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nonsense = 1\n", "there is no setting 'nonsense'"),
        ("width = 'wide'\n", "width must be a whole number"),
        ("tz = ['x']\n", "tz must be a word in quotes"),
        ("format = \n", "headertrace.toml"),
        ("format = 'nope'\n", "--format"),
    ],
)
def test_a_bad_file_says_what_is_wrong_with_it(tmp_path: Path, text: str, said: str) -> None:
    write(tmp_path, text)
    done = run(tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("text", ["trust = 'x'\n", "trust = [1]\n"])
def test_a_bad_list_is_one_line(tmp_path: Path, text: str) -> None:
    write(tmp_path, text, user=True)
    done = run(tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "trust must be a list of words" in done.stderr
