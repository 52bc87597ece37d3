"""``--log`` and ``headertrace logs`` on the command line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from headertrace import trace
from headertrace.cli.running import run
from headertrace.logs import collect, files_of
from headertrace.logs.searching import MOST_NAMING
from headertrace.redact import Redactor

from .way import ID, MAIL, MX, NEXT, RELAY

SCHEMAS = Path(trace.__code__.co_filename).parent
POISON = "\x1b[31m\x9b2J\u202e<script>alert(1)</script>`|=cmd()"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "mail.eml").write_text(MAIL)
    (tmp_path / "relay.log").write_text(RELAY)
    (tmp_path / "mx.log").write_text(MX)
    return tmp_path


def test_the_block_of_the_screen(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--log", str(files / "relay.log"), str(files / "mail.eml")]) == 0
    out = capsys.readouterr().out
    assert "greylisted" in out.split("\n\n")[0]
    assert "deferred" in out and "mx.example.org: 450 4.7.1 Greylisted" in out


@pytest.mark.parametrize(
    "format", ["table", "tree", "timeline", "markdown", "jira", "text", "html", "svg", "csv", "ndjson", "brief"]
)
def test_every_format_takes_it(files: Path, format: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-f", format, "--log", str(files), str(files / "mail.eml")]) == 0
    assert capsys.readouterr().out


def test_the_document_is_valid(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(["-f", "json", "--log", str(files / "relay.log"), "--log", str(files / "mx.log"), str(files / "mail.eml")])
        == 0
    )
    schema = json.loads((SCHEMAS / "trace.schema.json").read_text())
    assert [
        error.message for error in Draft202012Validator(schema).iter_errors(json.loads(capsys.readouterr().out))
    ] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--log", "missing.log", "mail.eml"], "missing.log"),
        (["--log-tz", "Europe/Berlin", "mail.eml"], "--log-tz goes with --log"),
        (["--log", "relay.log", "--log-tz", "Nowhere/At_All", "mail.eml"], "no time zone"),
        (["--log", "-", "-"], "standard input"),
        (["logs", "relay.log"], "--id or --message-id"),
        (["logs", "relay.log", "--id", ID, "-f", "pdf"], "--format"),
        (["logs", "relay.log", "--id", ID[:4]], "--id 3F7F: fewer than 5 characters"),
        (["logs", "relay.log", "--message-id", "<a@b>"], "--message-id <a@b>: fewer than 5 characters"),
    ],
)  # fmt: skip
def test_wrong_usage(
    files: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(files)
    assert run(words) in (2, 4)
    error = capsys.readouterr().err
    assert said in error and len(error.splitlines()) == 1


def test_a_report_has_what_the_log_says_and_names_the_log_that_is_none(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "broken.log.gz").write_bytes(b"\x1f\x8b\x08 no gzip")
    words = ["report", str(files / "mail.eml"), "--to", "file", "--set", f"folder={files / 'kept'}"]
    for log in ("relay.log", "broken.log.gz"):
        words += ["--log", str(files / log)]
    assert run(words) == 4
    (page,) = (files / "kept").glob("**/*.html")
    assert "greylisted" in page.read_text() and "450 4.7.1 Greylisted" in page.read_text()
    assert f"{files / 'broken.log.gz'}: " in capsys.readouterr().err


def test_followed_without_the_message(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["logs", str(files / "relay.log"), "--id", ID, "-f", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    schema = json.loads((SCHEMAS / "logs.schema.json").read_text())
    assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []
    assert document["message_id"] == "7@example.net"
    assert document["answer"].endswith(f"the log of mx.example.org would go on, where its id is {NEXT}.")
    assert run(["logs", str(files), "--message-id", "<7@example.net>"]) == 0
    out = capsys.readouterr().out
    assert "mx.example.org accepted it from relay.example.net" in " ".join(out.split())
    assert "would go on" not in out


def test_still_in_the_queue(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "cut.log").write_text("".join(RELAY.splitlines(keepends=True)[:4]))
    assert run(["logs", str(files / "cut.log"), "--id", ID]) == 0
    assert "still in the queue of relay for bob@example.org" in " ".join(capsys.readouterr().out.split())


def test_a_log_through_a_pipe(files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess
    import sys

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    command = [sys.executable, "-m", "headertrace", "-f", "json", "--log", "-", str(files / "mail.eml")]
    done = subprocess.run(command, input=RELAY.encode(), capture_output=True, check=True)
    assert json.loads(done.stdout)["hops"][0]["log"]["id"] == ID
    assert not list(tmp_path.glob("headertrace-*"))


def test_no_log_has_it(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["logs", str(files / "mx.log"), "--id", "FFFF9999"]) == 3
    assert capsys.readouterr().err.strip().endswith("no log has FFFF9999")


def test_a_log_that_is_not_there_is_told_and_the_others_are_searched(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = str(files / "missing.log")
    assert run(["logs", missing, str(files / "relay.log"), "--id", ID]) == 4
    told = capsys.readouterr()
    assert told.err == f"headertrace: {missing}: No such file or directory\n" and ID in told.out


def test_a_message_id_of_thousands_is_told(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bearing = "Nov 24 08:00:01 relay postfix/cleanup[8]: {:X}: message-id=<7@example.net>\n"
    (files / "busy.log").write_text("".join(bearing.format(0xE00000 + n) for n in range(MOST_NAMING + 1)))
    assert run(["logs", str(files / "busy.log"), "--message-id", "7@example.net"]) == 0
    assert "more than 1,000 lines bear 7@example.net" in capsys.readouterr().err


@pytest.mark.parametrize(
    "verb",
    [
        ["mail.eml", "--log"],
        ["report", "mail.eml", "--to", "file", "--set", "folder=out", "--log"],
        ["report", "mail.eml", "--to", "file", "--set", "folder=out", "--dry-run", "--log"],
        ["scan", "mail.eml", "-o", "out", "-q", "--log"],
        ["logs", "--id", ID],
    ],
    ids=" ".join,
)
def test_a_log_that_breaks_off_is_four_and_the_rest_is_done(
    verb: list[str], files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if verb[0] == "scan":
        pytest.importorskip("pyarrow")
    monkeypatch.chdir(files)
    whole = gzip.compress(b"".join(b"%d " % n for n in range(200_000)) + RELAY.encode())
    Path("broken.gz").write_bytes(whole[: len(whole) // 2])
    Path("whole.gz").write_bytes(whole)
    assert run([*verb, "broken.gz"]) == 4
    told = capsys.readouterr()
    assert told.err.count("broken.gz: ") == 1
    assert told.out or verb[0] == "logs" or list(Path("out").iterdir())
    if verb[0] != "scan":
        assert run([*verb, "whole.gz"]) == 0


def test_a_mailbox_is_served_by_one_pass(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = MAIL.replace(ID, "EEEE5555").replace("7@example.net", "9@example.net")
    box = "".join(f"From a@example.org Tue Nov 24 08:00:00 2026\n{mail}\n" for mail in (MAIL, other, MAIL))
    (files / "mail.mbox").write_text(box)
    assert run(["-f", "json", "--log", str(files / "relay.log"), str(files / "mail.mbox")]) == 0
    traces = json.loads(capsys.readouterr().out)
    assert [bool(item["hops"][0]["log"]) for item in traces] == [True, False, True]


@pytest.mark.parametrize("kinds", ["standard", "public"])
def test_redaction_covers_the_logs(files: Path, kinds: str) -> None:
    places = list(files_of((str(files / "relay.log"), str(files / "mx.log"))))
    from headertrace.sources import read

    message = next(read(MAIL.encode()))
    logged = collect([trace(message)], places, lambda *_: None)[0]
    hidden, shown = Redactor(kinds, b"k" * 32).with_log(message, logged)
    made = trace(hidden, logged=shown)
    assert [hop.log.id if hop.log else None for hop in made.hops] == [hop.received.id for hop in made.hops]
    assert [(delay.cause, delay.certainty) for delay in made.delays] == [("greylisting", "measured")]
    text = json.dumps(made.to_dict())
    for secret in (
        "bob",
        "ann@",
        "Late",
        ID,
        NEXT,
        "7@example.net",
        *(["example.net", "192.0.2.30"] if kinds == "public" else []),
    ):
        assert secret not in text, secret


@pytest.mark.parametrize("format", ["table", "tree", "timeline", "html", "markdown", "jira", "text", "csv"])
def test_what_a_sender_put_into_a_log_reaches_no_screen(
    files: Path, format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = POISON.replace("\n", "")
    (files / "relay.log").write_text(
        RELAY.replace("Greylisted, try again", words).replace("sasl_username=ann", f"sasl_username={words}")
    )
    assert run(["-v", "-f", format, "--log", str(files / "relay.log"), str(files / "mail.eml")]) == 0
    out = capsys.readouterr().out
    assert "<script>alert" not in out or format != "html"
    assert run(["logs", "-v", str(files / "relay.log"), "--id", ID]) == 0
    assert not {"\x1b", "\x9b", "\u202e"} & set(out + capsys.readouterr().out)
