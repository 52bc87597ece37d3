"""Programs that hand mail to a smart host: the small stand-ins for ``sendmail``."""

from __future__ import annotations

from typing import NamedTuple

from .host import Host


class Sender(NamedTuple):
    """``files``: its configuration, ``command``: how mail on standard input is handed in,
    ``daemon``: what must run beside it, ``setup``: what its package's scripts would have done."""

    PACKAGES: tuple[str, ...]
    files: dict[str, str]
    command: tuple[str, ...]
    setup: tuple[str, ...] = ()
    daemon: tuple[str, ...] = ()


SENDERS = {
    "ssmtp": Sender(
        ("ssmtp",),
        {"/etc/ssmtp/ssmtp.conf": "mailhub={hub}\nhostname={name}\nFromLineOverride=YES\n"},
        ("/usr/sbin/ssmtp", "-f", "alice@alpha.example"),
    ),
    "nullmailer": Sender(
        ("nullmailer",),
        {"/etc/nullmailer/remotes": "{hub} smtp\n", "/etc/nullmailer/me": "{name}\n"},
        ("/usr/sbin/sendmail", "-f", "alice@alpha.example"),
        (
            "install -d -o nullmail -g nullmail /var/spool/nullmailer/queue /var/spool/nullmailer/tmp"
            " /var/spool/nullmailer/failed",
            "mkfifo -m 622 /var/spool/nullmailer/trigger",
            "chown -R nullmail:nullmail /var/spool/nullmailer",
            "chown nullmail /usr/sbin/nullmailer-queue",
            "chmod u+s /usr/sbin/nullmailer-queue",
        ),
        ("setpriv", "--reuid", "nullmail", "--regid", "nullmail", "--clear-groups", "/usr/sbin/nullmailer-send"),
    ),
    "dma": Sender(
        ("dma",),
        {"/etc/dma/dma.conf": "SMARTHOST {hub}\nMAILNAME {name}\n"},
        ("/usr/sbin/dma", "-f", "alice@alpha.example"),
        ("install -d -m 2775 -o root -g mail /var/spool/dma",),
    ),
    "msmtp": Sender(
        ("msmtp",),
        {"/etc/msmtprc": "account default\nhost {hub}\nport 25\ndomain {name}\nfrom alice@alpha.example\n"},
        ("/usr/bin/msmtp",),
    ),
    "esmtp": Sender(
        ("esmtp",),
        {"/etc/esmtprc": "hostname={hub}:25\nhelo={name}\n"},
        ("/usr/bin/esmtp", "-f", "alice@alpha.example"),
    ),
}


def prepare(host: Host, sender: Sender, hub: Host) -> None:
    """Configure the program on its host; ``hub`` is the smart host."""
    for name, text in sender.files.items():
        host.write(name, text.format(hub=hub.name, name=host.name))
    for command in sender.setup:
        host.run("sh", "-c", command)
    if sender.daemon:
        host.start(*sender.daemon)
