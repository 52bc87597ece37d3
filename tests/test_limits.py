"""The limits: one number in the code, in the README and in ``explain limits``; set by one's own settings alone."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path

import pytest

import headertrace
from headertrace.cli import settings
from headertrace.cli.exits import UsageError
from headertrace.cli.running import run
from headertrace.limits import LIMITS, Limits
from helpers.samples import TOP

PAGE = " ".join((TOP / "headertrace/explanations/guides/limits.md").read_text("utf-8").split())
README = (TOP / "README.md").read_text("utf-8").partition("\n## Limits\n")[2].partition("\n## ")[0]
MIB = 1 << 20
# What is fixed: (module, constant, in which unit, as the page has it).
FIXED = (
    ("syntax.fields", "MAX_BLOCK", MIB, "header of a message: 32 MiB"),
    ("syntax.fields", "MAX_FIELDS", 1, "20,000 fields"),
    ("sources.no_mail", "MAX_MESSAGE", 1 << 30, "one message: 1 GiB"),
    ("sources.raw", "MAX_WHOLE", MIB, "signatures and tickets: 256 MiB"),
    ("reports.signs", "MAX_BODY", MIB, "carry other mail: 2 MiB"),
    ("sources.raw", "MAX_BODY", MIB, "2 MiB, 16 MiB"),
    ("syntax.parts", "MAX_PARTS", 1, "mail inside mail: 1,000 parts"),
    ("syntax.parts", "MAX_DEPTH", 1, "1,000 parts, 8 deep"),
    ("sources.carried.text", "MAX_TEXT", MIB, "8 deep, 4 MiB of a text"),
    ("received.lexer", "MAX_LENGTH", 1, "one Received field: 65,536 characters"),
    ("received.connection", "MAX_BEFORE", 1, "767 characters"),
    ("sources.within", "MAX_DEPTH", 1, "archive in an archive: 4 deep"),
    ("sources.within", "MAX_RATIO", 1, "200 times"),
    ("sources.within", "MAX_MADE", MIB, "or 64 MiB"),
    ("sources.within", "MAX_ASIDE", 1 << 30, "in an archive: 4 GiB"),
    ("sources.within", "MAX_MEMBERS", 1, "archive or folder: 1,000,000"),
    ("sources.json_", "MAX_SIZE", MIB, "JSON: 64 MiB"),
    ("sources.json_", "MAX_MESSAGES", 1, "64 MiB, 10,000 messages"),
    ("sources.msg", "MAX_FILE", MIB, ".msg file: 256 MiB"),
    ("sources.clipboard", "MAX_COPIED", MIB, "clipboard: 64 MiB"),
    ("sources.stores.message", "MAX_WHOLE", MIB, "mail store: 256 MiB"),
    ("logs.lines", "MAX_LINE", 1, "line of a log: 16,384 characters"),
    ("logs.searching", "MOST_BLOCKS", 1, "export of a log: 64 MiB"),
    ("logs.searching", "MOST_NAMING", 1, "with one Message-ID: 1,000"),
    ("logs.exports.reading", "LONGEST_CELL", 1, "exported as a table: 131,072 characters"),
    ("sources.stores.jmap", "MAX_MESSAGES", 1, "by JMAP: 1,000,000"),
    ("logs.searching", "MOST_IDS", 1, "in the logs: 400"),
    ("view.observables", "MOST", 1, "with `-f ioc`: 1,000"),
    ("lookup.parties", "MOST", 1, "looked up for: 24"),
    ("verification.dkim", "MAX_SIGNATURES", 1, "checked again: 20"),
    ("remote.limits", "DEADLINE_S", 1, "mail server: 600 seconds"),
    ("remote.limits", "MAX_TALK", MIB, "600 seconds, 256 MiB"),
    ("web.settings", "MAX_HELD", MIB, "at once: 128 MiB"),
    ("web.settings", "MAX_CONNECTIONS", 1, "128 MiB, 512 connections"),
    ("web.settings", "MAX_REPORT", MIB, "report of `serve`: 32 MiB"),
)


@pytest.mark.parametrize(("module", "name", "unit", "said"), FIXED, ids=[f"{row[0]}.{row[1]}" for row in FIXED])
def test_the_page_has_what_is_fixed(module: str, name: str, unit: int, said: str) -> None:
    value = getattr(import_module(f"headertrace.{module}"), name) / unit
    assert said in PAGE
    assert f"{value:,.0f}" in re.findall(r"[0-9][0-9,]*", said.replace(", ", " "))


def test_the_page_has_what_can_be_set() -> None:
    rows = re.findall(r"- `([a-z_]+)`: (.+?), at most (.+?)\. It limits (.+?); beyond it, (.+?)\.(?= )", PAGE)
    assert rows == [
        (name, f"{item.default:,} {item.unit}", f"{item.most:,}", item.about, item.beyond)
        for name, item in LIMITS.items()
    ]


def test_the_readme_has_the_same_numbers() -> None:
    usual = Limits()
    for number in (usual.received_lines, usual.log_messages, usual.sql_rows, usual.serve_size, usual.serve_rate):
        assert f"| {number:,}" in README
    assert f"{usual.serve_size} MiB, {usual.serve_messages} messages, {usual.serve_seconds} seconds" in README
    assert f"| {settings.KEYS['deadline'].default} seconds | `--deadline`" in README
    assert all(said in README for said in ("200 times its size, or 64 MiB", "one message | 1 GiB"))
    named = set(re.findall(r"`([a-z]+_[a-z]+)`", README))
    assert named and named <= set(LIMITS)


def test_the_table_and_the_values_are_of_the_same_limits() -> None:
    assert Limits()._asdict() == {name: item.default for name, item in LIMITS.items()}
    assert all(0 < item.default <= item.most for item in LIMITS.values())


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One's own settings; the working directory is another folder."""
    folder = tmp_path / "config" / "headertrace"
    folder.mkdir(parents=True)
    (tmp_path / "work").mkdir()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder.parent))
    monkeypatch.chdir(tmp_path / "work")
    return folder / settings.NAME


@pytest.mark.parametrize("name", LIMITS)
def test_each_can_be_set(name: str, own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own.write_text(f"[limits]\n{name} = 7\n")
    assert settings.load().values["limits"] == Limits()._replace(**{name: 7})
    assert run(["config"]) == 0
    (line,) = (line for line in capsys.readouterr().out.splitlines() if line.startswith(f"limits.{name} "))
    assert line.split() == [f"limits.{name}", "7", *LIMITS[name].unit.split(), str(own)]


def test_a_working_directory_sets_none(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path(settings.NAME).write_text("[limits]\nreceived_lines = 1\nnonsense = true\n")
    assert settings.followed(None)["limits"] == Limits()
    assert "not limits, which only your own file may set" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("limits = 7", "must be a table"),
        ("[limits]\nhops = 7", "there is no limit 'hops'"),
        ("[limits]\nsql_rows = 0", "sql_rows must be a whole number from 1 to 100000000"),
        ("[limits]\nserve_seconds = 61", "from 1 to 60"),
        ("[limits]\nserve_seconds = 1.5", "from 1 to 60"),
        ("[limits]\nserve_seconds = true", "from 1 to 60"),
    ],
)
def test_what_is_no_limit_is_refused(text: str, said: str, own: Path) -> None:
    own.write_text(text)
    with pytest.raises(UsageError, match=re.escape(said)):
        settings.load()


def test_lines_beyond_are_listed(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own.write_text("[limits]\nreceived_lines = 2\n")
    sample = TOP / "samples" / "queue-retry.eml"
    assert run(["-f", "json", str(sample)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["hops"]) == 2
    assert "beyond the first 2 Received lines" in json.dumps(found["unparsed"])
    (message,) = headertrace.read(sample)
    assert [len(headertrace.trace(message, limits=Limits(n)).hops) for n in (1, 2, 3, 4)] == [1, 2, 3, 3]


def test_a_list_in_json_says_what_was_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from headertrace.sources import json_

    one = [["Received", "by mx.example.org; Tue, 24 Nov 2026 08:00:00 +0000"]]
    data = json.dumps([one, one, one]).encode()
    monkeypatch.setattr(json_, "MAX_MESSAGES", 3)
    assert [bool(message.fields) for message in headertrace.read(data)] == [True, True, True]
    monkeypatch.setattr(json_, "MAX_MESSAGES", 2)
    *_, last = headertrace.read(data)
    assert [defect.code for defect in last.defects] == ["failed"] and "behind the first 2" in last.defects[0].text
    monkeypatch.setattr(json_, "MAX_SIZE", len(data) - 1)
    *_, last = headertrace.read(data)
    assert "it is longer than 0 MiB" in last.defects[0].text


def test_an_export_says_what_was_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from headertrace.logs import reading, searching
    from headertrace.logs.following import follow

    names = "date-time,client-ip,client-hostname,server-ip,server-hostname,source,event-id,internal-message-id,message-id,recipient-address"
    row = "2026-11-24T08:00:00.000Z,,,,mx.example.org,SMTP,RECEIVE,1,<7@example.net>,bob@example.org\n"
    path = tmp_path / "export.csv"
    path.write_text(f"#Fields: {names}\n" + row * 99)
    log = [reading.LogFile("export.csv", path)]
    assert searching._Looked(log[0], lambda *_: None).is_export()
    told: list[tuple[str, str]] = []
    follow(log, None, "7@example.net", lambda *said: told.append(said))
    assert told == []
    monkeypatch.setattr(reading, "BLOCK", 4096)
    monkeypatch.setattr(searching, "MOST_BLOCKS", 1)
    follow(log, None, "7@example.net", lambda *said: told.append(said))
    assert [name for name, _ in told] == ["export.csv"] and "split it" in told[0][1]
