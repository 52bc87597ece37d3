"""``scan --log``: what the mail servers' logs say of every message is in the dataset."""

from __future__ import annotations

from pathlib import Path

import pytest

from headertrace.cli import scan
from headertrace.cli.running import run
from helpers.datasets import asked
from logs.way import ID, MAIL, MX, RELAY

COUNT = 4


def way(number: int, text: str) -> str:
    """The same message, or its log, once more: another day, other ids, another recipient."""
    made = text.replace("24 Nov", f"{20 + number} Nov").replace("Nov 24", f"Nov {20 + number}")
    made = made.replace(ID, f"3F7F0{number:03}").replace("4bXv1c2k5jz9sTD", f"4bXv1c2k5jz9s{number:02}")
    return made.replace("7@example.net", f"{number}@example.net").replace("bob@", f"bob{number}@")


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    box = "".join(f"From a@example.org Tue Nov 24 08:00:00 2026\n{way(n, MAIL)}\n" for n in range(COUNT))
    (tmp_path / "box.mbox").write_text(box)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "relay.log").write_text("".join(way(n, RELAY) for n in range(COUNT)))
    (tmp_path / "logs" / "mx.log").write_text("".join(way(n, MX) for n in range(COUNT)))
    return tmp_path


def scanned(mail: Path, out: str, **more: str) -> Path:
    words = scan.Options([str(mail / "box.mbox")], str(mail / out), quiet=True, log=[str(mail / "logs")], **more)  # type: ignore[arg-type]
    assert scan.run(words) == 0
    return mail / out


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_attempts_and_measured_waits(mail: Path, jobs: str) -> None:
    out = scanned(mail, "out", jobs=jobs)
    found = asked(out, "SELECT hop, host, kind, recipient, count(*) FROM {attempts} GROUP BY ALL ORDER BY ALL")
    assert [row for row in found if row[3] == "bob1@example.org"] == [
        (1, "relay.example.net", "deferred", "bob1@example.org", 1),
        # By the other side's log, whose line has no id.
        (1, "relay.example.net", "greylisted", "bob1@example.org", 1),
        (1, "relay.example.net", "sent", "bob1@example.org", 1),
        (2, "mx.example.org", "delivered", "bob1@example.org", 1),
    ]
    assert asked(out, "SELECT cause, certainty, count(*) FROM {delays} WHERE hop = 2 GROUP BY ALL") == [
        ("greylisting", "measured", COUNT)
    ]
    assert not list(out.rglob("logs.sqlite"))


def test_without_logs_there_are_no_attempts(mail: Path) -> None:
    assert scan.run(scan.Options([str(mail / "box.mbox")], str(mail / "plain"), quiet=True)) == 0
    assert asked(mail / "plain", "SELECT count(*) FROM {attempts}") == [(0,)]


def test_no_person_is_in_it(mail: Path) -> None:
    out = scanned(mail, "hidden", redact="public")
    text = repr(asked(out, "SELECT * FROM {attempts}")) + repr(asked(out, "SELECT * FROM {delays}"))
    assert "greylisting" in text
    for word in ("bob", "ann", "example.net", "192.0.2", "3F7F0"):
        assert word not in text, word
    assert not any(b"bob1@" in path.read_bytes() for path in out.rglob("*") if path.is_file())


def test_answers(mail: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = scanned(mail, "out")
    assert run(["stats", str(out), "answers", "-f", "csv"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert "450 4.7.1 Greylisted, try again (in reply to RCPT TO command)" in rows[1] + rows[2] + rows[3]
    assert sum("mx.example.org" in row for row in rows) >= 2


def test_a_log_that_cannot_be_read_is_told(mail: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (mail / "logs" / "broken.log.gz").write_bytes(b"\x1f\x8b\x08\x00broken")
    assert run(["scan", "-q", str(mail / "box.mbox"), "-o", str(mail / "out"), "--log", str(mail / "logs")]) == 4
    assert "broken.log.gz" in capsys.readouterr().err
    assert asked(mail / "out", "SELECT count(*) > 0 FROM {attempts}") == [(True,)]


def test_a_cluster_elsewhere_has_no_logs(mail: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["scan", str(mail / "box.mbox"), "-o", str(mail / "x"), "--log", str(mail / "logs")]
    assert run([*words, "--scheduler", "tcp://192.0.2.1:8786"]) == 2
    assert "leave --scheduler out" in capsys.readouterr().err
