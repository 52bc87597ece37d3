"""The clipboard where there is none, and where what owns it does not play along."""

from __future__ import annotations

from pathlib import Path

import pytest

from headertrace.sources import PASTE, clipboard, read, read_whole

MAIL = b"From: ann@example.net\nDate: Tue, 24 Nov 2026 08:00:00 +0000\nSubject: lunch\n\nbody\n"


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An xclip that does what a test writes into it."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("DISPLAY", ":1")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    path = tmp_path / "xclip"
    path.touch(0o755)
    return path


def test_a_mail_comes_whole_under_the_name_of_the_clipboard(tool: Path, tmp_path: Path) -> None:
    (tmp_path / "mail").write_bytes(MAIL)
    tool.write_text(f"#!/bin/sh\nexec cat {tmp_path}/mail\n")
    (message,) = read(PASTE)
    assert (message.source.name, message.first("subject").value) == ("clipboard", "lunch")  # type: ignore[union-attr]
    assert [data for _, data in read_whole(PASTE)] == [MAIL]


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("exec sleep 600", "there is no text in the clipboard"),
        ("exec cat /dev/zero", "there is more in the clipboard than the 1,000 bytes that are read"),
        ("printf '\\033[31mno owner\\n' >&2; exit 1", "there is no text in the clipboard (xclip: "),
        ("yes complaint >&2", "there is no text in the clipboard"),
    ],
)
def test_a_program_that_does_not_play_along(
    tool: Path, script: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard, "TIMEOUT_S", 0.5)
    monkeypatch.setattr(clipboard, "MAX_COPIED", 1_000)
    tool.write_text(f"#!/bin/sh\n{script}\n")
    with pytest.raises(OSError) as caught:
        list(read(PASTE))
    assert words in str(caught.value)


def test_no_screen_and_no_program(tool: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    with pytest.raises(OSError, match="is read by wl-paste, xclip, xsel, pbpaste, "):
        clipboard.contents()
    monkeypatch.delenv("DISPLAY")
    monkeypatch.setattr(clipboard.sys, "platform", "linux")
    with pytest.raises(OSError, match="there is no clipboard here, as there is no screen"):
        clipboard.contents()
