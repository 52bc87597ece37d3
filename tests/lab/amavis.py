"""amavis beside Postfix on one host: the mail is taken out, looked at and handed back."""

from __future__ import annotations

from . import postfix
from .host import Host

PACKAGES = ("amavisd-new",)
PORT = 10024
_CONF = """
use strict;
$myhostname = '{name}';
$mydomain = '{name}';
$max_servers = 1;
$daemon_user = 'amavis';
$daemon_group = 'amavis';
$MYHOME = '/var/lib/amavis';
$TEMPBASE = '/var/lib/amavis/tmp';
$QUARANTINEDIR = undef;
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
$insert_received_line = 1;
1;
"""
_QUARANTINE = """
$QUARANTINEDIR = '/var/lib/amavis/virusmails';
$banned_filename_re = new_RE(qr'\\.exe$'i);
$final_banned_destiny = D_DISCARD;
$banned_files_quarantine_method = 'local:banned-%m';
$unix_socketname = '/var/lib/amavis/amavisd.sock';
$interface_policy{'SOCK'} = 'AM.PDP-SOCK';
$policy_bank{'AM.PDP-SOCK'} = { protocol => 'AM.PDP', auth_required_release => 0 };
1;
"""
# Sends a signal to every process of the host that holds the socket listening on the port.
_SIGNAL = r"""
inode=$(awk -v port=":$2" '$2 ~ port"$" && $4 == "0A" {print $10}' /proc/net/tcp | head -1)
for link in /proc/[0-9]*/fd/*; do
  if [ "$(readlink "$link")" = "socket:[$inode]" ]; then p=${link#/proc/}; kill -"$1" "${p%%/*}"; fi
done
"""


def start(host: Host, quarantine: bool = False, **settings: str) -> None:
    """Start Postfix and amavis; all mail from outside goes through it. Programs are kept with ``quarantine``."""
    postfix.start(host, content_filter=f"smtp:[127.0.0.1]:{PORT}", **settings)
    back = "inet n - n - - smtpd -o content_filter= -o smtpd_recipient_restrictions=permit_mynetworks,reject"
    postfix.add_service(host, "127.0.0.1:10026", back)
    host.wait_for_port(10026)
    for folder in ("/var/lib/amavis", "/var/lib/amavis/tmp", "/var/lib/amavis/virusmails"):
        host.run("install", "-d", "-o", "amavis", "-g", "amavis", folder)
    host.write("/etc/amavis/lab.conf", _CONF.format(name=host.name) + (_QUARANTINE if quarantine else ""))
    host.write("/var/log/amavis.log", "", owner="amavis")
    host.start("/usr/sbin/amavisd", "-c", "/etc/amavis/lab.conf", "foreground")
    host.wait_for_port(PORT)


def hold(host: Host) -> None:
    """Stop amavis where it stands: connections are made, but nobody answers."""
    host.run("sh", "-c", _SIGNAL, "sh", "STOP", f"{PORT:04X}")


def release(host: Host) -> None:
    host.run("sh", "-c", _SIGNAL, "sh", "CONT", f"{PORT:04X}")


def kept(host: Host) -> list[str]:
    """The names of what lies in quarantine."""
    return [path.name for path in host.path("/var/lib/amavis/virusmails").glob("banned-*")]


def let_go(host: Host) -> None:
    """The postmaster releases everything from quarantine."""
    for name in kept(host):
        host.run("/usr/sbin/amavisd-release", name)
