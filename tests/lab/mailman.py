"""Mailman 3 beside Postfix on one host: one list, ``crew``, with bob on it; others' posts are held."""

from __future__ import annotations

from . import postfix
from .host import Host

PACKAGES = ("mailman3",)
_CONF = """
[mailman]
site_owner: postmaster@{name}
layout: lab
[paths.lab]
var_dir: /var/lib/mailman3
bin_dir: /usr/lib/mailman3/bin
[mta]
incoming: mailman.mta.null.NullMTA
outgoing: mailman.mta.deliver.deliver
lmtp_host: 127.0.0.1
lmtp_port: 8024
smtp_host: 127.0.0.1
smtp_port: 25
[dmarc]
org_domain_data_url: file:///var/lib/mailman3/suffixes
[database]
url: sqlite:////var/lib/mailman3/data/mailman.db
"""
_IDLE = ("archive", "bounces", "command", "digest", "nntp", "rest", "retry", "task", "virgin")
"""Mailman's runners that the lab does not need."""
_APPROVE = """
from mailman.app.moderator import handle_message
from mailman.interfaces.action import Action
from mailman.interfaces.requests import IListRequests, RequestType


def approve(mlist):
    for request in IListRequests(mlist).of_type(RequestType.held_message):
        handle_message(mlist, request.id, Action.accept)
    print("held:", IListRequests(mlist).count)
"""
COMMAND = "/usr/lib/mailman3/bin/mailman"
_USER = "list"


def start(host: Host, member: str) -> None:
    """Start Postfix and Mailman; ``crew@`` the host's name is the list, ``member`` is on it."""
    postfix.start(
        host,
        mydestination="localhost",
        relay_domains=host.name,
        transport_maps=f"inline:{{ {host.name}=lmtp:inet:[127.0.0.1]:8024 }}",
        local_recipient_maps="",
    )
    idle = "".join(f"[runner.{runner}]\nstart: no\n" for runner in _IDLE)
    host.write("/etc/mailman3/mailman.cfg", _CONF.format(name=host.name) + idle)
    host.write("/var/lib/mailman3/approval.py", _APPROVE)
    host.write("/var/lib/mailman3/suffixes", "example\n")
    host.run("install", "-d", "-o", _USER, "-g", _USER, "/var/log/mailman3", "/run/mailman3")
    host.run("chown", "-R", f"{_USER}:{_USER}", "/var/lib/mailman3")
    address = f"crew@{host.name}"
    mailman(host, "create", address)
    mailman(host, "addmembers", "--no-welcome-msg", "-", address, given=member + "\n")
    host.start(*_as_list("/usr/lib/mailman3/bin/master", "-C", "/etc/mailman3/mailman.cfg"))
    host.wait_for_port(8024, 90)


def held(host: Host) -> bool:
    """Whether the moderator has something to decide."""
    return any("HOLD" in log.read_text() for log in host.path("/var/lib/mailman3/logs").glob("*.log"))


def approve(host: Host) -> None:
    """The moderator lets everything through that is held."""
    mailman(host, "shell", "-l", f"crew@{host.name}", "-r", "approval.approve")


def mailman(host: Host, *command: str, given: str = "") -> str:
    return host.run(*_as_list(COMMAND, "-C", "/etc/mailman3/mailman.cfg", *command), given=given)


def _as_list(*command: str) -> tuple[str, ...]:
    user = ("setpriv", "--reuid", _USER, "--regid", _USER, "--clear-groups")
    return (*user, "env", "PYTHONPATH=/var/lib/mailman3", "HOME=/var/lib/mailman3", *command)
