"""``scan --redact``: no person is in the dataset, nor in what the scan keeps for itself."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from headertrace.mailbox.tables import TABLES
from headertrace.redact import KINDS, PRESETS
from helpers.command import said
from helpers.datasets import asked, differences
from helpers.inline import Inline, scanned
from helpers.mailboxes import message

KEY = b"a key of more than sixteen bytes"
# Words that stand for persons: in addresses, names, a subject, a login, and the names of files.
PERSONS = ("zacharias", "quillfeather", "merriweather", "thistledown", "bramblewick")
NOTICE = b"""From: MAILER-DAEMON@mx.example.org
To: zacharias@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

<quillfeather@example.net>: user quillfeather unknown

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; quillfeather@example.net
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <quillfeather@example.net>: Quillfeather unknown

--b
Content-Type: text/rfc822-headers

From: zacharias@example.org
To: quillfeather@example.net
Subject: bramblewick

--b--
"""


def mail(number: int) -> bytes:
    return (
        message(number)
        .replace(b"user%d@" % number, b"quillfeather@")
        .replace(b"ann%d@" % number, b"zacharias@")
        .replace(b"Ann Author", b"Zacharias Merriweather")
        .replace(b"number %d\n" % number, b"on bramblewick %d\n" % number, 1)
        .replace(b"with ESMTPSA", b"(Authenticated sender: thistledown) with ESMTPSA")
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose name, and whose files' names, name persons as well."""
    place = tmp_path / "merriweather"
    place.mkdir()
    line = b"From zacharias@example.net Tue Nov 24 08:00:00 2026\n"
    (place / "zacharias.mbox").write_bytes(b"".join(line + mail(number) + b"\n" for number in range(8)))
    (place / "quillfeather.eml").write_bytes(mail(9))
    (place / "bounce.eml").write_bytes(NOTICE)
    (place / "thistledown.zip").write_bytes(b"PK\3\4 broken")
    (place / "bramblewick.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)))
    (place / "zacharias-link").symlink_to("/etc/passwd")
    return place


def everything(out: Path) -> str:
    """All that is in a dataset: the rows of all tables, and the bytes of all files but theirs."""
    rows = [row for table in TABLES for row in asked(out, f"FROM {{{table.name}}}")]
    with closing(sqlite3.connect(out / ".scan" / "journal.sqlite")) as journal:
        kept = "\n".join(journal.iterdump())
    files = "".join(path.read_bytes().decode("latin-1") for path in out.rglob("*") if path.is_file())
    return (str(rows) + kept + files + str(list(out.rglob("*")))).lower()


@pytest.mark.parametrize("preset", ["standard", "public"])
def test_no_person_is_in_any_table(preset: str, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    scanned(out, folder, recursive=True, kinds=",".join(PRESETS[preset]), key=KEY)
    found = everything(out)
    assert [person for person in PERSONS if person in found] == []
    assert asked(out, "SELECT count(*) FROM {messages}") == [(10,)]
    assert asked(out, "SELECT count(*) FROM {reports}") == [(1,)]
    assert asked(out, "SELECT count(*) FROM {defects} WHERE code IN ('failed', 'no-mail')") == [(3,)]


def test_they_are_there_where_nobody_asks_for_that(folder: Path, tmp_path: Path) -> None:
    """The search itself finds them."""
    scanned(tmp_path / "out", folder, recursive=True)
    found = everything(tmp_path / "out")
    assert [person for person in PERSONS if person in found] == list(PERSONS)


def test_pseudonyms_are_the_same_over_all_workers_and_runs(folder: Path, tmp_path: Path) -> None:
    options = {"recursive": True, "kinds": ",".join(KINDS), "key": KEY}
    scanned(tmp_path / "one", folder, engine=Inline(1), **options)
    scanned(tmp_path / "other", folder, engine=Inline(2), **options)
    assert differences(tmp_path / "one", tmp_path / "other") == []
    names = asked(tmp_path / "one", "SELECT DISTINCT recipient FROM {messages} WHERE recipient IS NOT NULL")
    assert len(names) == 1
    again = scanned(tmp_path / "one", folder, **options)
    assert again.messages == 0


def test_a_scan_goes_on_only_with_the_same_key(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(KEY)
    words = ["scan", "-r", str(folder), "-o", str(tmp_path / "out"), "--redact=standard"]
    assert said(*words, "--redact-key", str(tmp_path / "key")).returncode == 4
    assert "another --redact-key" in said(*words).stderr
    assert "nothing new" in said(*words, "--redact-key", str(tmp_path / "key")).stderr
