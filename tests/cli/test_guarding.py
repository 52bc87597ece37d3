"""A message that fails costs that message: it is told with its origin, and the rest is done."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import headertrace
from headertrace import compare as comparing
from headertrace import tracing
from headertrace.cli import compare, redact, report, show
from headertrace.cli.asking import Asking
from headertrace.cli.exits import UNREADABLE
from headertrace.compare import rendering
from headertrace.lookup import engine as engine_of_lookups
from headertrace.redact import Redactor
from headertrace.renderings import json_
from headertrace.sources import raw
from headertrace.tickets import report as report_on_a_ticket
from helpers import command

LINE = (
    b"Received: from a.example.net (a.example.net [192.0.2.1]) by mx%d.example.org; Tue, 24 Nov 2026 08:00:00 +0000\n"
)
FROM = b"From ann@example.net Tue Nov 24 08:00:00 2026\n"
MAILBOX = b"".join(FROM + LINE % n + b"Subject: number %d\n\nhello\n\n" % n for n in (1, 2, 3))
RUN_TOGETHER = FROM + b"Received: from a by b; 24 Nov 2026 08:00:01 " * 1_200 + b"\n\nhello\n\n"


@pytest.fixture
def mailbox(tmp_path: Path) -> str:
    file = tmp_path / "mail.mbox"
    file.write_bytes(MAILBOX)
    return str(file)


def broken(monkeypatch: pytest.MonkeyPatch, where: Any, name: str) -> None:
    """From now on the step fails for the second message."""
    step = getattr(where, name)

    def fails(*args: Any, **named: Any) -> Any:
        if "mx2.example.org" in str(args):
            raise RecursionError("maximum recursion depth exceeded")
        return step(*args, **named)

    monkeypatch.setattr(where, name, fails)


# The step that fails, and whether redaction comes before it.
STEPS: dict[str, tuple[ModuleType | type, str, str | None]] = {
    "reading": (raw, "parse_block", None),
    "tracing": (tracing, "trace", None),
    "redacting": (Redactor, "message", "standard"),
    "rendering": (json_, "message", None),
}


@pytest.mark.parametrize("name", STEPS)
def test_the_others_are_shown(
    name: str, mailbox: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    where, step, kinds = STEPS[name]
    broken(monkeypatch, where, step)
    assert show.run(show.Options([mailbox], format="json", redact=kinds)) == UNREADABLE
    shown, said = capfdbinary.readouterr()
    assert shown.count(b'"schema"') == 2
    assert said.count(b"\n") == 1
    assert f"{mailbox}, message 2: this message was left out: ".encode() in said
    assert b"RecursionError" in said


def test_the_others_are_redacted(
    mailbox: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    broken(monkeypatch, Redactor, "message")
    assert redact.run(redact.Options(mailbox)) == UNREADABLE
    written, said = capfdbinary.readouterr()
    assert written.count(b"Received:") == 2
    assert b"message 2" in said


def test_the_others_are_looked_up(
    mailbox: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    broken(monkeypatch, engine_of_lookups, "Case")
    given = show.Options([mailbox], format="json", dns=True, lookups=Asking(dry_run=True))
    assert show.run(given) == UNREADABLE
    shown, said = capfdbinary.readouterr()
    assert shown.count(b'"dry_run": true') == 2
    assert said.count(b"\n") == 1
    assert f"{mailbox}, message 2: this message was left out: RecursionError".encode() in said


@pytest.mark.parametrize(("where", "step"), [(tracing, "trace"), (comparing, "compare"), (rendering, "html")])
def test_one_of_two_fails(
    where: ModuleType,
    step: str,
    mailbox: str,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    Path(mailbox).write_bytes(MAILBOX[: MAILBOX.rindex(FROM)])
    broken(monkeypatch, where, step)
    if where is rendering:
        monkeypatch.setitem(rendering.FORMATS, step, getattr(rendering, step))
    assert compare.run(compare.Options([mailbox], format="html")) == UNREADABLE
    shown, said = capfdbinary.readouterr()
    assert (shown, said.count(b"\n")) == (b"", 1)
    left_out = (
        "message 2: this message was"
        if where is tracing
        else f"message 1 and {mailbox}, message 2: these messages were"
    )
    assert f"{mailbox}, {left_out} left out: RecursionError".encode() in said


@pytest.mark.parametrize(
    ("where", "step"), [(tracing, "trace"), (engine_of_lookups, "Case"), (report_on_a_ticket, "compose")]
)
def test_the_only_one_is_not_reported_on(
    where: ModuleType,
    step: str,
    mailbox: str,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    broken(monkeypatch, where, step)
    given = report.Options(mailbox, message="2", to="file", dns=True, dry_run=True)
    assert report.run(given) == UNREADABLE
    shown, said = capfdbinary.readouterr()
    assert (shown, said.count(b"\n")) == (b"", 1)
    assert f"{mailbox}, message 2: this message was left out: RecursionError".encode() in said


def test_read_yields_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, raw, "parse_block")
    first, second, third = headertrace.read(MAILBOX)
    assert (len(first.fields), len(second.fields), len(third.fields)) == (2, 0, 2)
    assert [defect.code for defect in second.defects] == [raw.FAILED]
    assert second.source.number == 2
    assert "RecursionError" in headertrace.trace(second).unparsed[0].reason


@pytest.mark.parametrize("words", [["-f", "json"], ["redact"]], ids=["show", "redact"])
def test_run_together_lines_harm_no_neighbour(words: list[str]) -> None:
    done = command.run(*words, stdin=MAILBOX + RUN_TOGETHER + MAILBOX)
    assert (done.returncode, done.stderr) == (0, b"")
    assert all(done.stdout.count(b"number %d" % n) == 2 for n in (1, 2, 3)) or words == ["redact"]
    assert done.stdout.count(b"Received:") == 6 + 1_200 or words != ["redact"]
