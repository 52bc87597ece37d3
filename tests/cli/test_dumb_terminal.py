"""A terminal of 80 columns and 24 lines that obeys nothing: no escape, no pager, and nothing wider than it is."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from helpers.poison import ALL, live, message
from helpers.samples import HOME

MAIL, OTHER = str(HOME / "queue-retry.eml"), str(HOME / "greylisted.eml")
COMMANDS = (
    (MAIL,), ("-v", MAIL), ("-f", "tree", MAIL), ("-f", "timeline", MAIL), ("-f", "headers", MAIL), ("--brief", MAIL, OTHER),
    ("compare", MAIL, OTHER), ("explain",), ("explain", "HT205"), ("--help",), ("demo", "bounce"),
)  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(word.rpartition("/")[2] for word in words))
def test_nothing_but_lines_of_eighty_characters(words: tuple[str, ...]) -> None:
    shown = _shown(words)
    assert shown and "\x1b" not in shown and "\b" not in shown
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize("poison", ALL)
def test_what_is_left_of_a_message_is_obeyed_by_no_terminal(poison: str, tmp_path: Path) -> None:
    mail = tmp_path / "mail.eml"
    mail.write_bytes(message(ALL[poison], "Return-Path", "id", "From"))
    shown = _shown(("redact", "--kinds", "subject", str(mail)))
    assert "Received: from pc.example.net" in shown and live(shown.replace("\t", " ")) == []


def _shown(words: tuple[str, ...]) -> str:
    """What a command writes on such a terminal."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    env = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "PAGER", "MANPAGER")}
    with subprocess.Popen(
        [sys.executable, "-m", "headertrace", *words],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env={**env, "TERM": "dumb"},
    ):
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 65_536)
            except OSError:  # Linux says so where the other side is closed.
                break
            if not piece:
                break
            shown += piece
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")
