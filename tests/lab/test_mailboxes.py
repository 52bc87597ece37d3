"""Mailboxes, folders and archives that their own programs made: each gives the same traces as the raw messages."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

import headertrace
from headertrace.records.message import Message
from headertrace.records.received import Received
from helpers.samples import HOME

from .host import Host, Network

MAILS = [(HOME / f"{name}.eml").read_bytes() for name in ("greylisted", "queue-retry", "list-moderation")]
_DOVECOT = """
mail_location = {}
mail_home = /lab/home
log_path = /dev/stderr
mail_uid = 1000
mail_gid = 1000
ssl = no
protocols =
mbox_write_locks = fcntl
"""


class Maker(NamedTuple):
    """``once`` is run in a new folder, then ``each`` with a message as its input, then ``last``; ``made`` is the result.

    ``sorted`` says that the order is by names that the program drew.
    """

    PACKAGES: tuple[str, ...]
    made: str
    each: str
    once: str = "true"
    last: str = "true"
    sorted: bool = False


def dovecot(location: str, made: str, sorted: bool = False) -> Maker:
    conf = _DOVECOT.format(location)
    save = "doveadm -c /lab/home/dovecot.conf -o stats_writer_socket_path= save -m INBOX"
    return Maker(
        ("dovecot-core",), made, save, f"chown 1000:1000 .; cat > dovecot.conf <<'END'\n{conf}\nEND", sorted=sorted
    )


_KEEP = 'n=$(ls *.eml 2>/dev/null | wc -l); cat > "$n.eml"'
MAKERS = {
    "formail": Maker(("procmail",), "box", "formail >> box"),
    "mblaze": Maker(("mblaze",), "Maildir", "mdeliver -c Maildir", "mmkdir Maildir", sorted=True),
    "nmh": Maker(
        ("nmh",), "Mail/inbox", "MH=/lab/home/profile /usr/lib/mh/rcvstore +inbox -create",
        "mkdir Mail; echo 'Path: /lab/home/Mail' > profile; mkdir -p /etc/nmh; touch /etc/nmh/mts.conf",
    ),
    "7z": Maker(("p7zip-full",), "mail.7z", _KEEP, last="7za a mail.7z *.eml"),
    "zip": Maker(("zip",), "mail.zip", _KEEP, last="zip mail.zip *.eml"),
    "zstd": Maker(("zstd", "procmail"), "box.zst", "formail >> box", last="zstd box"),
    "tar, xz": Maker(("xz-utils",), "mail.tar.xz", _KEEP, last="tar -cJf mail.tar.xz *.eml"),
    "dovecot mbox": dovecot("mbox:/lab/home/mail:INBOX=/lab/home/inbox", "inbox"),
    "dovecot Maildir": dovecot("maildir:/lab/home/Maildir", "Maildir", sorted=True),
}  # fmt: skip


def hops(messages: list[Message]) -> list[list[Received]]:
    assert not [defect for message in messages for defect in message.defects if defect.code == "failed"]
    return [[hop.received for hop in headertrace.trace(message).hops] for message in messages]


def run(host: Host, command: str, given: bytes = b"") -> None:
    host.run("sh", "-ec", f"mkdir -p /lab/home; cd /lab/home; export HOME=/lab/home USER=root\n{command}", given=given)


@pytest.mark.lab
@pytest.mark.parametrize("name", MAKERS)
def test_what_a_program_made_is_traced_as_the_raw_message(name: str, network: Network, tmp_path: Path) -> None:
    maker = MAKERS[name]
    host = network.host(f"{name.split()[0].strip(',')}{len(network.hosts)}.alpha.example", maker)
    run(host, maker.once)
    for mail in MAILS:
        run(host, maker.each, mail)
    run(host, maker.last)
    found = hops(list(headertrace.read(host.path(f"/lab/home/{maker.made}"))))
    wanted = hops([message for mail in MAILS for message in headertrace.read(mail)])
    assert (sorted(map(str, found)) == sorted(map(str, wanted))) if maker.sorted else (found == wanted)
