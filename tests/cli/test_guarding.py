"""A message that fails costs that message: it is told with its origin, and the rest is done."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import headertrace
from headertrace import tracing
from headertrace.cli import compare, redact, report, show
from headertrace.cli.exits import UNREADABLE
from headertrace.redact import Redactor
from headertrace.renderings import engine
from headertrace.sources import raw
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
    "rendering": (engine, "render", None),
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


@pytest.mark.parametrize("verb", ["compare", "report"])
def test_the_only_message_fails(
    verb: str, mailbox: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    broken(monkeypatch, tracing, "trace")
    if verb == "compare":
        Path(mailbox).write_bytes(MAILBOX[: MAILBOX.rindex(FROM)])
        assert compare.run(compare.Options([mailbox])) == UNREADABLE
    else:
        given = report.Options(mailbox, message="2", to="file")
        assert report.run(given) == UNREADABLE
    assert b"message 2" in capfdbinary.readouterr().err


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
