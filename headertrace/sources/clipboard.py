"""What was copied last, by the program that this system has for it.

As text; as HTML only where there is no text, since what a page looks like and how it is written are both read.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from threading import Timer

from headertrace.named import NamedTuple

# A mailbox is not copied; and whoever owns the clipboard may never come to an end.
MAX_COPIED = 64 * 1024 * 1024
TIMEOUT_S = 10.0


class Tool(NamedTuple):
    """A program that prints the clipboard (source: its manual page): the arguments for text, for HTML where it can.

    Without the ``variable`` there is no clipboard for it.
    """

    program: str
    text: tuple[str, ...]
    html: tuple[str, ...] = ()
    variable: str = ""


_POWERSHELL = (
    "-NoProfile",
    "-NonInteractive",
    "-Command",
    "[Console]::OutputEncoding = [Text.Encoding]::UTF8; Get-Clipboard -Raw",
)
_XCLIP = ("-o", "-selection", "clipboard", "-t")
# The first that there is, and whose variable is set, is asked.
TOOLS = (
    Tool("wl-paste", ("-n", "-t", "text"), ("-n", "-t", "text/html"), "WAYLAND_DISPLAY"),
    Tool("xclip", (*_XCLIP, "UTF8_STRING"), (*_XCLIP, "text/html"), "DISPLAY"),
    Tool("xsel", ("--output", "--clipboard"), variable="DISPLAY"),
    Tool("pbpaste", ("-Prefer", "txt")),
    Tool("powershell.exe", _POWERSHELL),
    Tool("termux-clipboard-get", ()),
)


def contents() -> bytes:
    """What was copied. Raises OSError, with one sentence, where there is nothing, or nothing that could be asked."""
    why = _lacking()
    for tool in TOOLS:
        path = shutil.which(tool.program)
        if path is None or (tool.variable and not os.environ.get(tool.variable)):
            continue
        for arguments in _ways(tool):
            data, said = _printed([path, *arguments])
            if len(data) > MAX_COPIED:
                raise OSError(f"there is more in the clipboard than the {MAX_COPIED:,} bytes that are read")
            if data.strip():
                return data
            why = f"there is no text in the clipboard{f' ({tool.program}: {said})' if said else ''}"
    raise OSError(why)


def _ways(tool: Tool) -> Iterator[tuple[str, ...]]:
    yield tool.text
    if tool.html:
        yield tool.html


def _lacking() -> str:
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return "there is no clipboard here, as there is no screen (neither DISPLAY nor WAYLAND_DISPLAY is set)"
    names = [tool.program for tool in TOOLS]
    return f"the clipboard is read by {', '.join(names[:-1])} or {names[-1]}, and none of them is installed"


def _printed(command: list[str]) -> tuple[bytes, str]:
    """What a program prints, and the first line of its complaint. A program that hangs is ended."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        timer = Timer(TIMEOUT_S, process.kill)
        timer.start()
        try:
            assert process.stdout and process.stderr
            data = process.stdout.read(MAX_COPIED + 1)
            if len(data) > MAX_COPIED:
                process.kill()
            said = process.stderr.read(1_000).decode("utf-8", "replace").strip()
        finally:
            timer.cancel()
            process.kill()
    return data, said.partition("\n")[0]
