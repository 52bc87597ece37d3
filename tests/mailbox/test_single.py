"""A dataset in one file, as NDJSON or SQLite: the same rows as Parquet has."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from headertrace.mailbox.forms import of_file
from headertrace.mailbox.journal import Journal
from headertrace.mailbox.layout import Refused
from headertrace.mailbox.tables import TABLES
from helpers.command import said
from helpers.datasets import asked
from helpers.inline import Inline, scanned
from helpers.mailboxes import mailbox, maildir


def rows(path: Path) -> list[dict[str, object]]:
    """The rows of a file that still stand for something."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    made: list[dict[str, object]] = []
    for row in map(json.loads, data.splitlines()):
        if row["table"] == "gone":
            gone = {item["message"] for item in made if item.get("input") in row["inputs"]}
            made = [item for item in made if item["message"] not in gone]
        else:
            made.append(row)
    return made


def counts(path: Path) -> dict[str, int]:
    """How many rows each table has."""
    if path.suffix == ".sqlite":
        with closing(sqlite3.connect(path)) as db:
            return {table.name: db.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0] for table in TABLES}
    found = rows(path)
    return {table.name: sum(row["table"] == table.name for row in found) for table in TABLES}


def as_parquet(folder: Path, *places: Path) -> dict[str, int]:
    scanned(folder, *places)
    return {table.name: int(str(asked(folder, f"SELECT count(*) FROM {{{table.name}}}")[0][0])) for table in TABLES}


NAMES = ("all.ndjson", "all.jsonl.gz", "all.sqlite")


@pytest.mark.parametrize("name", NAMES)
def test_the_rows_are_those_of_parquet_also_after_changes(name: str, tmp_path: Path) -> None:
    box, place = mailbox(tmp_path / "box", range(30)), maildir(tmp_path / "dir", range(40, 50))
    out = tmp_path / name
    scanned(out, box, place, form=of_file(name))
    assert counts(out) == as_parquet(tmp_path / "first", box, place)
    mailbox(box, range(5, 20))
    maildir(place, range(50, 55))
    scanned(out, box, place, form=of_file(name))
    assert counts(out) == as_parquet(tmp_path / "second", box, place)


@pytest.mark.parametrize("name", NAMES)
def test_ended_in_the_middle_nothing_is_there_twice(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box, out = mailbox(tmp_path / "box", range(30)), tmp_path / name
    with monkeypatch.context() as patched:
        # All rows are written, and nobody has noted it.
        patched.setattr(Journal, "published", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            scanned(out, box, form=of_file(name))
    assert scanned(out, box, form=of_file(name), engine=Inline()).all_messages == 30
    assert counts(out) == as_parquet(tmp_path / "parquet", box)


def test_cells_are_as_programs_of_that_format_read_them(tmp_path: Path) -> None:
    box = mailbox(tmp_path / "box", range(3))
    scanned(tmp_path / "a.ndjson", box, form="ndjson")
    first = next(row for row in rows(tmp_path / "a.ndjson") if row["table"] == "hops")
    assert first["stamp"] == "2026-01-05T08:00:00Z" and isinstance(first["roles"], list)
    scanned(tmp_path / "a.sqlite", box, form="sqlite")
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as db:
        found = db.execute(
            "SELECT strftime('%H:%M', stamp), json_type(roles) FROM hops WHERE hop=1 ORDER BY stamp"
        ).fetchone()
    assert found == ("08:00", "array")


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_no_scan_wrote_stays_as_it_is(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"mine")
    with pytest.raises(Refused, match="no scan wrote it"):
        scanned(tmp_path / name, mailbox(tmp_path / "box", range(3)), form=of_file(name))
    assert (tmp_path / name).read_bytes() == b"mine"


def test_the_name_of_the_output_asks_for_a_format(tmp_path: Path) -> None:
    box = mailbox(tmp_path / "box", range(3))
    assert said("scan", str(box), "-o", str(tmp_path / "x.db")).returncode == 0
    assert (tmp_path / "x.db").read_bytes().startswith(b"SQLite format 3")
    done = said("scan", str(box), "-o", str(tmp_path / "x"), "-f", "csv")
    assert done.returncode == 2 and "'csv' is not one of" in done.stderr
