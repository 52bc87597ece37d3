"""``headertrace scan``: what a dataset has, what a second scan reads, and what becomes of what cannot be read."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

import headertrace
from headertrace.cli.scan import _line
from headertrace.mailbox import planning, scan, working
from headertrace.mailbox.layout import NAME, Refused
from headertrace.mailbox.scan import Step
from headertrace.mailbox.tables import TABLES, VERSION
from headertrace.mailbox.unit import Unit
from helpers.command import COMMAND
from helpers.command import said as run
from helpers.datasets import asked, differences
from helpers.inline import Inline, scanned
from helpers.mailboxes import entry, mailbox, maildir, message


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return mailbox(tmp_path / "box.mbox", range(40))


def numbers(dataset: Path) -> list[int]:
    """Which of the made-up messages are in it."""
    return [int(str(row[0])[7:]) for row in asked(dataset, "SELECT subject FROM {messages} ORDER BY 1")]


def units(engine: Inline) -> list[Unit]:
    """What was read by it."""
    return [task.arguments[0] for task in engine.done if task.function == "working:work"]


# What a dataset has


def test_a_message_has_one_row_and_can_be_opened_again(box: Path, tmp_path: Path) -> None:
    summary = scanned(tmp_path / "out", box)
    assert (summary.messages, summary.failed, summary.all_messages) == (40, 0, 40)
    rows = asked(tmp_path / "out", "SELECT number, at_byte, input, subject FROM {messages} ORDER BY number")
    assert [row[0] for row in rows] == list(range(1, 41))
    data = box.read_bytes()
    for number, offset, name, subject in rows:
        assert name == str(box)
        assert subject == f"number {int(str(number)) - 1}"
        assert data[int(str(offset)) :].startswith(entry(int(str(number)) - 1))


def test_every_table_can_be_read_where_it_has_no_rows(box: Path, tmp_path: Path) -> None:
    scanned(tmp_path / "out", box)
    for table in TABLES:
        assert len(asked(tmp_path / "out", f"SELECT count(*) FROM {{{table.name}}}")) == 1


def test_rows_lie_by_month(box: Path, tmp_path: Path) -> None:
    scanned(tmp_path / "out", box)
    found = asked(tmp_path / "out", "SELECT DISTINCT month, strftime(time, '%Y-%m') FROM {messages} ORDER BY 1")
    assert found == [("2026-01", "2026-01")]


def test_a_message_of_no_year_of_mail_lies_with_those_of_no_time(tmp_path: Path) -> None:
    odd = message(1).replace(b"2026", b"9998")
    (tmp_path / "odd.eml").write_bytes(odd)
    (tmp_path / "none.eml").write_bytes(b"Subject: no time\nFrom: ann@example.net\n\n")
    scanned(tmp_path / "out", tmp_path / "odd.eml", tmp_path / "none.eml")
    assert asked(tmp_path / "out", "SELECT DISTINCT month FROM {messages}") == [("0000-00",)]


def test_the_dataset_says_what_it_is(box: Path, tmp_path: Path) -> None:
    scanned(tmp_path / "out", box, options={"trust": ["example.org"]})
    said = json.loads((tmp_path / "out" / NAME).read_text("utf-8"))
    assert (said["version"], said["options"]) == (VERSION, {"format": "parquet", "trust": ["example.org"]})
    assert list(said["tables"]) == [table.name for table in TABLES]


def test_a_column_says_what_it_holds(box: Path, tmp_path: Path) -> None:
    from pyarrow import parquet

    scanned(tmp_path / "out", box)
    for table in TABLES:
        for path in (tmp_path / "out" / table.name).rglob("*.parquet"):
            schema = parquet.read_schema(path)
            assert schema.metadata[b"headertrace.version"] == b"%d" % VERSION
            assert all(field.metadata[b"description"] for field in schema)


def test_what_no_text_can_hold_is_spelled_out(tmp_path: Path) -> None:
    (tmp_path / "odd.eml").write_bytes(message(3).replace(b"number 3\n", b"a\xffb\x1b[31m\n", 1))
    scanned(tmp_path / "out", tmp_path / "odd.eml")
    assert asked(tmp_path / "out", "SELECT subject FROM {messages}") == [("a\\xffb\x1b[31m",)]


def test_rows_with_anything_in_them_are_written() -> None:
    from headertrace.mailbox.arrow import batch

    made = batch("offsets", [(2**63, None, "a\0b", 1.0, float("inf"), None), (1, None, "\ud800\udc80", 1, None, None)])
    assert made.column("host").to_pylist() == ["a\\x00b", "\\ud800\\x80"]
    assert made.column("message").to_pylist() == [None, 1]


# What is read


def test_all_kinds_of_sources_are_read(tmp_path: Path) -> None:
    maildir(tmp_path / "dir", range(5))
    mailbox(tmp_path / "box", range(5, 10))
    (tmp_path / "packed.mbox.gz").write_bytes(gzip.compress(b"".join(map(entry, range(10, 15)))))
    (tmp_path / "one.eml").write_bytes(message(15))
    summary = scanned(tmp_path / "out", *(tmp_path / name for name in ("dir", "box", "packed.mbox.gz", "one.eml")))
    assert summary.messages == 16
    assert sorted(numbers(tmp_path / "out")) == list(range(16))
    for name, number in asked(tmp_path / "out", "SELECT input, number FROM {messages}"):
        assert Path(str(name)).is_file() and number


def test_mailboxes_below_a_folder_are_read_in_stretches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "_SHORTEST", 2_000)
    (tmp_path / "tree" / "inner").mkdir(parents=True)
    mailbox(tmp_path / "tree" / "inner" / "box", range(20))
    (tmp_path / "tree" / "one.eml").write_bytes(message(20))
    engine = Inline()
    scanned(tmp_path / "out", tmp_path / "tree", engine=engine, recursive=True)
    assert len(units(engine)) > 3
    assert sorted(numbers(tmp_path / "out")) == list(range(21))
    sources = asked(tmp_path / "out", "SELECT DISTINCT source FROM {messages} WHERE at_byte IS NOT NULL")
    assert sources == [(f"{tmp_path / 'tree'} > inner/box",)]


def test_a_message_that_carries_others_is_counted_as_show_counts(tmp_path: Path) -> None:
    inner = b"Content-Type: message/rfc822\n\n" + message(7)
    outer = (
        b"From: bob@example.org\nTo: help@example.org\nSubject: Fwd\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nSee.\n--b\n'
        + inner + b"\n--b\n" + inner.replace(b"number 7", b"number 8") + b"\n--b--\n"
    )  # fmt: skip
    (tmp_path / "box").write_bytes(
        entry(1) + b"From bob@example.org Tue Nov 24 08:00:00 2026\n" + outer + b"\n" + entry(2)
    )
    scanned(tmp_path / "out", tmp_path / "box", which="inner")
    rows = asked(
        tmp_path / "out", "SELECT number, subject, count(DISTINCT message) FROM {messages} GROUP BY ALL ORDER BY 1"
    )
    assert [row[1:] for row in rows] == [(f"number {number}", 1) for number in (1, 7, 8, 2)]
    shown = run("-f", "json", "--inner", "--message", "4", str(tmp_path / "box"))
    assert json.loads(shown.stdout)["message"]["subject"] == "number 2"


# What a second scan reads


def test_nothing_new_is_not_read_again(box: Path, tmp_path: Path) -> None:
    scanned(tmp_path / "out", box)
    engine = Inline()
    summary = scanned(tmp_path / "out", box, engine=engine)
    assert (summary.messages, summary.all_messages, engine.done) == (0, 40, [])


def test_of_a_mailbox_that_has_grown_only_what_is_new_is_read(box: Path, tmp_path: Path) -> None:
    scanned(tmp_path / "out", box)
    size = box.stat().st_size
    with box.open("ab") as stream:
        stream.write(b"".join(map(entry, range(40, 50))))
    engine = Inline()
    assert scanned(tmp_path / "out", box, engine=engine).messages == 10
    assert [unit.parts[0].start for unit in units(engine)] == [size]
    scanned(tmp_path / "anew", box)
    assert differences(tmp_path / "anew", tmp_path / "out") == []


@pytest.mark.parametrize(
    "grown",
    [
        pytest.param(b"and the rest of the last message\n" + entry(41), id="its last message went on"),
        pytest.param(b"x" * 100, id="no new message"),
    ],
)
def test_a_last_message_that_was_half_there_is_read_whole(grown: bytes, box: Path, tmp_path: Path) -> None:
    box.write_bytes(box.read_bytes().rstrip(b"\n"))
    scanned(tmp_path / "out", box)
    with box.open("ab") as stream:
        stream.write(grown)
    scanned(tmp_path / "out", box)
    scanned(tmp_path / "anew", box)
    assert differences(tmp_path / "anew", tmp_path / "out") == []


def test_a_mailbox_that_was_changed_takes_the_place_of_its_old_rows(box: Path, tmp_path: Path) -> None:
    other = mailbox(tmp_path / "other", range(100, 120))
    scanned(tmp_path / "out", box, other)
    mailbox(box, range(10, 25))
    summary = scanned(tmp_path / "out", box, other)
    assert summary.replaced == 1
    scanned(tmp_path / "anew", box, other)
    assert differences(tmp_path / "anew", tmp_path / "out") == []


def test_a_message_that_is_marked_as_read_is_no_new_one(tmp_path: Path) -> None:
    place = maildir(tmp_path / "dir", range(10))
    scanned(tmp_path / "out", place)
    for path in list((place / "new").iterdir())[:5]:
        path.rename(place / "cur" / f"{path.name}:2,S")
    maildir(place, range(10, 12))
    engine = Inline()
    summary = scanned(tmp_path / "out", place, engine=engine)
    assert (summary.messages, summary.vanished) == (2, 0)
    assert sorted(numbers(tmp_path / "out")) == list(range(12))


def test_a_message_that_is_moved_while_it_is_scanned_is_read_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = maildir(tmp_path / "dir", range(5))
    moved = sorted((place / "new").iterdir())[2]
    real = working.work

    def late(*words: Any) -> object:
        moved.rename(place / "cur" / f"{moved.name}:2,S")
        return real(*words)

    with monkeypatch.context() as patched:
        patched.setattr(working, "work", late)
        assert scanned(tmp_path / "out", place).failed == 1
    summary = scanned(tmp_path / "out", place)
    assert (summary.messages, summary.failed) == (1, 0)
    assert sorted(numbers(tmp_path / "out")) == list(range(5))
    assert asked(tmp_path / "out", "SELECT count(*) FROM {defects}") == [(0,)]


def test_a_mail_store_is_read_again_and_takes_the_place_of_its_old_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for count in (3, 5):
        store = headertrace.read(b"".join(map(entry, range(count))))
        monkeypatch.setattr(working, "read", lambda name, which, store=store: store)
        scanned(tmp_path / "out", "imaps://ann@imap.example.org/INBOX")
        assert sorted(numbers(tmp_path / "out")) == list(range(count))


def test_what_has_vanished_is_told_and_its_rows_stay(tmp_path: Path) -> None:
    place = maildir(tmp_path / "dir", range(10))
    scanned(tmp_path / "out", place)
    next((place / "new").iterdir()).unlink()
    summary = scanned(tmp_path / "out", place)
    assert (summary.vanished, summary.all_messages) == (1, 10)


def test_a_file_of_many_that_was_changed_is_read_alone(tmp_path: Path) -> None:
    place = maildir(tmp_path / "dir", range(10))
    scanned(tmp_path / "out", place)
    changed = sorted((place / "new").iterdir())[3]
    changed.write_bytes(message(77))
    engine = Inline()
    assert scanned(tmp_path / "out", place, engine=engine).replaced == 1
    assert [part.path for unit in units(engine) for part in unit.parts] == [str(changed)]
    assert sorted(numbers(tmp_path / "out")) == sorted({*range(10), 77} - {3})


def test_mailboxes_come_together_in_one_dataset(box: Path, tmp_path: Path) -> None:
    other = mailbox(tmp_path / "other", range(40, 60))
    scanned(tmp_path / "out", box)
    scanned(tmp_path / "out", other)
    scanned(tmp_path / "once", box, other)
    assert differences(tmp_path / "once", tmp_path / "out") == []


def test_many_small_scans_do_not_leave_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_CROWD", 4)
    place, out = maildir(tmp_path / "dir", range(1)), tmp_path / "out"
    for number in range(1, 30):
        scanned(out, place)
        maildir(place, range(number, number + 1))
    changed = sorted((place / "new").iterdir())[3]
    changed.write_bytes(message(77))
    scanned(out, place)
    scanned(tmp_path / "once", place)
    assert differences(tmp_path / "once", out) == []
    assert len(list((out / "hops" / "month=2026-01").iterdir())) < 10


# What cannot be read


def test_what_cannot_be_read_has_a_row_with_the_reason(tmp_path: Path) -> None:
    place = maildir(tmp_path / "dir", range(3))
    os.symlink("/etc/passwd", place / "new" / "0.link")
    (place / "new" / "1.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)))
    summary = scanned(tmp_path / "out", place)
    assert (summary.messages, summary.failed) == (5, 2)
    rows = asked(tmp_path / "out", "SELECT code, text, input FROM {defects} ORDER BY input")
    assert [row[0] for row in rows] == ["failed", "failed"]
    assert "a link" in str(rows[0][1])


def test_an_input_that_is_not_there_is_told_and_the_rest_is_done(box: Path, tmp_path: Path) -> None:
    summary = scanned(tmp_path / "out", tmp_path / "none", box)
    assert [why for _, why in summary.unread] == ["No such file or directory"]
    assert summary.messages == 40


def test_a_worker_that_always_fails_costs_its_unit(box: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "_SHORTEST", box.stat().st_size // 3)
    real = working.work

    def poisoned(unit: Unit, *more: object) -> object:
        if unit.number == 2:
            raise MemoryError("no more")
        return real(unit, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(working, "work", poisoned)
    summary = scanned(tmp_path / "out", box)
    assert summary.failed == 1 and summary.lost and "MemoryError" in summary.lost[0]
    assert 20 < summary.messages < 40
    row = asked(tmp_path / "out", "SELECT code, at_byte, text FROM {defects}")[0]
    assert row[0] == "failed" and int(str(row[1])) > 0 and "MemoryError: no more" in str(row[2])
    # How many stand before those behind it, nobody knows.
    known = asked(tmp_path / "out", "SELECT number, subject FROM {messages} WHERE number IS NOT NULL")
    assert all(subject == f"number {int(str(number)) - 1}" for number, subject in known)


# What is refused


@pytest.mark.parametrize(
    ("options", "why"), [({"trust": ["a"]}, "another --trust"), ({"redact": "names"}, "another --redact")]
)
def test_other_options_are_refused(options: dict[str, object], why: str, box: Path, tmp_path: Path) -> None:
    scanned(tmp_path / "out", box)
    with pytest.raises(Refused, match=why):
        scanned(tmp_path / "out", box, options=options)


def test_tables_of_another_version_are_refused(box: Path, tmp_path: Path) -> None:
    scanned(tmp_path / "out", box)
    about = tmp_path / "out" / NAME
    about.write_text(about.read_text("utf-8").replace(f'"version": {VERSION}', '"version": 99'), "utf-8")
    with pytest.raises(Refused, match="version 99"):
        scanned(tmp_path / "out", box)


def test_a_folder_with_other_things_in_it_stays_as_it_is(box: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").write_text("dear")
    with pytest.raises(Refused, match="other things"):
        scanned(tmp_path / "mine", box)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter"]


# The command


def test_the_command(box: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("scan", str(box), "-o", str(out), "--jobs", "2")
    assert done.returncode == 0 and done.stdout == ""
    assert "40 messages scanned" in done.stderr and f"headertrace stats {out}" in done.stderr
    again = run("scan", str(box), "-o", str(out))
    assert "nothing new" in again.stderr
    scanned(tmp_path / "here", box)
    assert differences(tmp_path / "here", out) == []


def test_a_scan_of_what_is_no_mail_names_no_next_step(tmp_path: Path) -> None:
    program, out = tmp_path / "program", str(tmp_path / "out")
    program.write_bytes(b"\x7fELF\0\1")
    for told in ("; 1 of them could not be read", "there is no message in the input"):
        done = run("scan", str(program), "-o", out)
        assert done.returncode == 3 and done.stderr.count("\n") == 1 and told in done.stderr, done.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "name what to scan"),
        (("{box}",), 2, "-o OUT"),
        (("-", "-o", "{out}"), 2, "standard input"),
        (("{none}", "-o", "{out}"), 4, "No such file"),
        (("{box}", "{none}", "-o", "{out}"), 4, "No such file"),
        (("{box}", "-o", "{box}"), 2, "is a file, not the folder of a dataset"),
        (("{box}", "-o", "/proc/no"), 2, "No such file"),
        (("sftp://ann:secret@h/x", "-o", "{out}"), 2, "password"),
        (("{box}", "-o", "{out}", "--engine", "spark"), 2, "'spark' is not one of"),
        (("{box}", "-o", "{out}", "--engine", "processes", "--scheduler", "x"), 2, "--scheduler goes with"),
        (("{box}", "-o", "{out}", "--redact-key", "{box}"), 2, "--redact-key needs --redact"),
    ],
)
def test_how_a_command_ends(words: tuple[str, ...], code: int, said: str, box: Path, tmp_path: Path) -> None:
    named = {"box": box, "out": tmp_path / "out", "none": tmp_path / "no\x1b[31mne"}
    done = run("scan", *(word.format(**named) for word in words))
    assert done.returncode == code and said in done.stderr
    assert "secret" not in done.stderr and "\x1b" not in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("step", "line"),
    [
        (Step(0, 0, 0, 0, 0.0), "0 messages, 0.0 MB/s"),
        (Step(50_000_000, 200_000_000, 9_000, 0, 10.0), "25 % 9,000 messages, 5.0 MB/s, 30 s left"),
        (Step(200_000_000, 200_000_000, 9_000, 2, 40.0), "100 % 9,000 messages, 2 unread, 5.0 MB/s"),
    ],
)
def test_how_far_it_is(step: Step, line: str) -> None:
    assert _line(step) == line


@pytest.mark.parametrize("most", [2_000, 20_000, 60_000])
def test_a_disk_that_is_full_is_told_in_a_line(most: int, box: Path, tmp_path: Path) -> None:
    """No file may be longer than so many bytes: the system refuses as it does where there is no room."""
    mailbox(box, range(400))
    words = [*COMMAND, "scan", str(box), "-o", str(tmp_path / "out")]
    full = subprocess.run(["prlimit", f"--fsize={most}", *words], capture_output=True, text=True, check=False)
    assert full.returncode == 2 and len(full.stderr.splitlines()) == 1, full.stderr
    assert run(*words[3:]).returncode == 0
    scanned(tmp_path / "whole", box)
    assert differences(tmp_path / "whole", tmp_path / "out") == []


def test_two_scans_at_once_do_not_write_to_one_dataset(box: Path, tmp_path: Path) -> None:
    from headertrace.mailbox.journal import Journal

    run("scan", str(box), "-o", str(tmp_path / "out"))
    journal = Journal(str(tmp_path / "out" / ".scan" / "journal.sqlite"))
    done = run("scan", str(box), "-o", str(tmp_path / "out"))
    journal.close()
    assert done.returncode == 2 and "another scan is writing" in done.stderr
