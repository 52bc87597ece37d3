"""A screen that nobody sees, Xvfb, and the programs that read its clipboard, from Debian's packages."""

from __future__ import annotations

from .host import Host

PACKAGES = ("xvfb", "xclip", "xsel")
_PORT = 6001


def start(host: Host) -> str:
    """Start Xvfb; the display's name for programs on the host's network."""
    host.start("/usr/bin/Xvfb", ":1", "-listen", "tcp", "-ac")
    host.wait_for_port(_PORT)
    return f"{host.ip}:1"


def copy(host: Host, data: bytes, kind: str = "UTF8_STRING") -> None:
    """Put it into the clipboard, as what a program copied; xclip stays to hand it out."""
    host.run(
        "sh", "-c", f"DISPLAY=:1 exec xclip -i -selection clipboard -t {kind} > /dev/null 2>&1", given=data
    )  # fmt: skip
