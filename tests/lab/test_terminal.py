"""Hostile mail in a real terminal, tmux: what it shows is text, and nothing of the terminal has changed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.poison import ALL, SLOTS, message

from .conftest import _said
from .packages import Unavailable

TYPED = "typed-7421"
# What the terminal says of itself; bells and titles are what a poison would leave behind.
STATE = (
    "#{pane_title}|#{window_name}|#{window_bell_flag}|#{cursor_flag}|#{alternate_on}|#{insert_flag}|#{keypad_flag}|#{keypad_cursor_flag}"
    "|#{mouse_any_flag}|#{origin_flag}|#{wrap_flag}|#{scroll_region_upper}|#{scroll_region_lower}|#{pane_in_mode}|#{buffer_size}"
)
POISON = b" ".join(ALL.values())
ALONE = {name: text for name, text in ALL.items() if b"\0" not in text and b"/" not in text}
_SEQUENCES = re.compile(r"\x1b\[[0-9;]*m|\x0e|\x0f")
_LIVE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Terminal:
    """A tmux server of its own with one pane; what is typed goes to a shell without settings."""

    def __init__(self, folder: Path) -> None:
        tmux = shutil.which("tmux")
        if tmux is None:
            raise Unavailable("tmux is not installed")
        self._tmux = (tmux, "-S", str(folder / "socket"), "-f", "/dev/null")
        self._told = folder / "told"
        self.run("new-session", "-d", "-x", "120", "-y", "40", "env", "-i", "PATH=/usr/bin:/bin", "LANG=C.UTF-8",
                 f"HOME={folder}", "TERM=tmux-256color", "PS1=$ ", "sh")  # fmt: skip
        for name, value in (("set-clipboard", "on"), ("history-limit", "100000"), ("allow-passthrough", "on")):
            self.run("set-option", "-g", name, value)
        # By what runs in it, and by the sequence that asks for a name: the latter alone is watched.
        self.run("set-window-option", "-g", "automatic-rename", "off")
        self.run("set-window-option", "-g", "allow-rename", "on")
        self.run("rename-window", "own")

    def run(self, *words: str) -> str:
        return subprocess.run([*self._tmux, *words], capture_output=True, text=True, check=True).stdout

    def close(self) -> None:
        self.run("kill-server")

    def state(self) -> str:
        return self.run("display-message", "-p", STATE) + self.run("list-buffers")

    def does(self, script: Path) -> str:
        """The screen, with its sequences, once the script has run in the terminal; what was typed meanwhile stands last."""
        self.run("clear-history")
        self._told.unlink(missing_ok=True)
        self.run("send-keys", "-l", f"clear; . {script}; : > {self._told}")
        self.run("send-keys", "Enter")
        for _ in range(200):
            if self._told.exists():
                break
            time.sleep(0.1)
        # Were an answer pressed for by a poison, it would stand before this.
        self.run("send-keys", "-l", f"echo {TYPED}-$?")
        self.run("send-keys", "Enter")
        for _ in range(100):
            shown = self.run("capture-pane", "-p", "-e", "-J", "-S", "-")
            if f"\n{TYPED}-" in shown:
                return shown
            time.sleep(0.05)
        raise AssertionError(shown)


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with _said():
        made = Terminal(tmp_path_factory.mktemp("terminal"))
    yield made
    made.close()


VERBS: dict[str, tuple[str, ...]] = {
    **{format: ("mail.eml", "-f", format, "-v", "--color", "always") for format in ("table", "tree", "timeline", "headers", "checks", "brief")},
    "several": ("mail.eml", "mail.eml", "--color", "always"),
    "json": ("mail.eml", "-f", "json"),
    "compare": ("compare", "mail.eml", "sound.eml", "--color", "always"),
    "logs": ("logs", "mail.log", "--id", "A00007", "-v", "--color", "always"),
    "show with logs": ("mail.eml", "--log", "mail.log", "-v", "--color", "always"),
    "explain": ("explain", "POISON"),
    "an option": ("--POISON",),
    "a file": ("POISON",),
    "a format": ("mail.eml", "-f", "POISON"),
    "a dataset": ("stats", "POISON"),
    "a log": ("mail.eml", "--log", "POISON"),
    "what to look for": ("logs", "mail.log", "--id", "POISON"),
}  # fmt: skip


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("given")
    (folder / "mail.eml").write_bytes(message(POISON, *SLOTS))
    (folder / "sound.eml").write_bytes(message(b""))
    flat = POISON.replace(b"\r", b" ").replace(b"\n", b" ")
    (folder / "mail.log").write_bytes(
        b"Nov 24 08:00:01 b postfix/cleanup[1]: A00007: message-id=<1@example.net>\n"
        b"Nov 24 08:00:02 b postfix/smtp[1]: A00007: to=<b"
        + flat
        + b"@example.org>, relay=mx"
        + flat
        + b"[192.0.2.9]:25,"
        b" delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 " + flat + b")\n"
    )
    return folder


def written(folder: Path, script: Path, words: tuple[str, ...]) -> Path:
    """A script, as the poison in its words is for no shell's line editor."""
    said = [word.encode().replace(b"POISON", b" ".join(ALONE.values())) for word in words]
    quoted = b" ".join(b"'" + word.replace(b"'", b"'\\''") + b"'" for word in said)
    root = Path(__file__).parents[2]
    script.write_bytes(
        f"cd {folder}; PYTHONPATH={root} XDG_CACHE_HOME={folder}/cache PAGER=cat {sys.executable} -m headertrace ".encode()
        + quoted
        + b"\n"
    )
    return script


def test_the_terminal_would_be_harmed(terminal: Terminal, tmp_path: Path) -> None:
    """So that the tests below can fail: the same text, written as it is."""
    (tmp_path / "raw").write_bytes(POISON)
    (tmp_path / "script").write_text(f"cat {tmp_path}/raw; printf '\\033[?25l\\033[3J'\n")
    before = terminal.state()
    terminal.does(tmp_path / "script")
    assert terminal.state() != before
    (tmp_path / "script").write_text("printf '\\033]0;\\007\\033c'; tmux delete-buffer 2> /dev/null\n")
    terminal.does(tmp_path / "script")


@pytest.mark.parametrize("name", VERBS)
def test_hostile_text_is_shown_and_not_obeyed(name: str, terminal: Terminal, given: Path, tmp_path: Path) -> None:
    before = terminal.state()
    shown = terminal.does(written(given, tmp_path / "script", VERBS[name]))
    assert terminal.state() == before
    text = _SEQUENCES.sub("", shown)
    assert _LIVE.findall(text) == []
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    # What was typed stands as it was, and the last: nothing was put into the line before it.
    assert re.fullmatch(r"\$ echo typed-7421-\$\?", lines[-3] if lines[-1] == "$" else lines[-2]), lines[-4:]
    assert len(lines) > 3 and "Traceback" not in text
