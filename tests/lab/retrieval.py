"""Programs that collect mail from a Dovecot mailbox into a Maildir of the user's own machine."""

from __future__ import annotations

from typing import NamedTuple

from .host import Host


class Collector(NamedTuple):
    """``files``: configuration, ``command``: one collection, run by the user."""

    PACKAGES: tuple[str, ...]
    files: dict[str, str]
    command: tuple[str, ...]


COLLECTORS = {
    "fetchmail": Collector(
        ("fetchmail",),
        {
            "/home/bob/.fetchmailrc": "poll {store} proto {protocol} user bob password secret fetchall sslproto ''"
            ' mda "/lab/deliver"\n',
        },
        ("/usr/bin/fetchmail", "-f", "/home/bob/.fetchmailrc"),
    ),
    "getmail": Collector(
        ("getmail6",),
        {
            "/home/bob/.getmail/getmailrc": "[retriever]\ntype = Simple{protocol}Retriever\nserver = {store}\n"
            "username = bob\npassword = secret\n[destination]\ntype = Maildir\npath = /home/bob/Maildir/\n",
        },
        ("/usr/bin/getmail", "--getmaildir=/home/bob/.getmail"),
    ),
    "mpop": Collector(
        ("mpop",),
        {
            "/home/bob/.mpoprc": "account default\nhost {store}\nuser bob\npassword secret\ntls off\nauth user\n"
            "delivery maildir /home/bob/Maildir\n",
        },
        ("/usr/bin/mpop",),
    ),
}
_DELIVER = "#!/bin/sh\ncat > /home/bob/Maildir/tmp/$$ && mv /home/bob/Maildir/tmp/$$ /home/bob/Maildir/new/\n"


def collect(host: Host, which: Collector, store: Host, protocol: str = "POP3") -> None:
    """Collect bob's mail from ``store`` once; it is in his Maildir on ``host`` then."""
    for folder in ("", "/new", "/cur", "/tmp"):
        host.run("install", "-d", "-o", "bob", "-g", "bob", f"/home/bob/Maildir{folder}")
    host.write("/lab/deliver", _DELIVER, 0o755)
    for name, text in which.files.items():
        host.write(name, text.format(store=store.name, protocol=protocol), 0o600, "bob")
    host.run("chown", "-R", "bob:bob", "/home/bob")
    host.run("env", "HOME=/home/bob", *which.command, user="bob")
