"""Content filters that take the mail out of Postfix and hand it back, on the same host."""

from __future__ import annotations

from typing import NamedTuple

from . import postfix
from .host import Host

_AMAVIS = """
use strict;
$myhostname = '{name}';
$mydomain = '{name}';
$max_servers = 1;
$daemon_user = 'amavis';
$daemon_group = 'amavis';
$MYHOME = '/var/lib/amavis';
$TEMPBASE = '/var/lib/amavis/tmp';
$QUARANTINEDIR = undef;
$db_home = '/var/lib/amavis/db';
$lock_file = '/var/lib/amavis/amavisd.lock';
$pid_file = '/var/lib/amavis/amavisd.pid';
$enable_db = 0;
$do_syslog = 0;
$LOGFILE = '/var/log/amavis.log';
$log_level = 1;
$inet_socket_port = 10024;
$forward_method = 'smtp:[127.0.0.1]:10026';
$notify_method = $forward_method;
@bypass_virus_checks_maps = (1);
@bypass_spam_checks_maps = (1);
@local_domains_maps = (['.']);
@mynetworks = qw(127.0.0.0/8 192.0.2.0/24);
$insert_received_line = 1;
$X_HEADER_TAG = 'X-Virus-Scanned';
$X_HEADER_LINE = "Debian amavisd-new at $mydomain";
1;
"""


class Filter(NamedTuple):
    PACKAGES: tuple[str, ...]
    name: str
    port: int
    lines: int
    """Received lines that a message gains by going through it: its own, and the re-entry."""


AMAVIS = Filter(("amavisd-new",), "amavis", 10024, 2)
SPAMPD = Filter(("spampd",), "spampd", 10025, 1)


def start(host: Host, which: Filter, **settings: str) -> None:
    """Start Postfix and the filter that all its mail goes through."""
    postfix.start(host, content_filter=f"smtp:[127.0.0.1]:{which.port}", **settings)
    back = "inet n - n - - smtpd -o content_filter= -o smtpd_recipient_restrictions=permit_mynetworks,reject"
    postfix.add_service(host, "127.0.0.1:10026", back)
    host.wait_for_port(10026)
    if which is AMAVIS:
        host.run("install", "-d", "-o", "amavis", "-g", "amavis", "/var/lib/amavis", "/var/lib/amavis/tmp", "/var/lib/amavis/db")
        host.write("/etc/amavis/lab.conf", _AMAVIS.format(name=host.name))
        host.run("sh", "-c", "touch /var/log/amavis.log; chown amavis /var/log/amavis.log /etc/amavis/lab.conf")
        host.run("chown", "root", "/etc/amavis/lab.conf")
        host.start("/usr/sbin/amavisd", "-c", "/etc/amavis/lab.conf", "foreground")
    else:
        host.run("install", "-d", "-o", "spampd", "-g", "spampd", "/var/cache/spampd", "/var/lib/spamassassin")
        host.start(
            "/usr/sbin/spampd", "--nodetach", f"--port={which.port}", "--relayhost=127.0.0.1:10026", "--local-only",
            "--user=spampd", "--group=spampd", "--pid=/run/spampd.pid", "--homedir=/var/cache/spampd", "--children=1",
            "--tagall",
        )  # fmt: skip
    host.wait_for_port(which.port)


def hold(host: Host, which: Filter) -> None:
    """Stop the filter where it stands: it accepts connections and does nothing."""
    host.run("sh", "-c", _SIGNAL, "sh", "STOP", f"{which.port:04X}")


def release(host: Host, which: Filter) -> None:
    host.run("sh", "-c", _SIGNAL, "sh", "CONT", f"{which.port:04X}")


# Every process of the host that holds the listening socket of that port.
_SIGNAL = r"""
inode=$(awk -v port=":$2" '$2 ~ port"$" && $4 == "0A" {print $10}' /proc/net/tcp | head -1)
for link in /proc/[0-9]*/fd/*; do
  if [ "$(readlink "$link")" = "socket:[$inode]" ]; then p=${link#/proc/}; kill -"$1" "${p%%/*}"; fi
done
"""
