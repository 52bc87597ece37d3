"""SQLgrey, beside Postfix on its host: first attempts are put off for five minutes."""

from __future__ import annotations

from .host import Host

PACKAGES = ("sqlgrey", "libdbd-sqlite3-perl")
POLICY = "permit_sasl_authenticated, reject_unauth_destination, check_policy_service inet:127.0.0.1:2501"
"""Postfix's smtpd_recipient_restrictions that ask it."""
_CONF = """
user = root
group = root
confdir = /etc/sqlgrey
inet = 127.0.0.1:2501
reconnect_delay = 5
db_type = SQLite
db_name = /var/lib/sqlgrey/sqlgrey.db
prepend = 1
greymethod = full
optmethod = none
"""


def start(host: Host) -> None:
    host.run("install", "-d", "/var/lib/sqlgrey")
    host.write("/etc/sqlgrey/sqlgrey.conf", _CONF)
    host.start("/usr/sbin/sqlgrey")
    host.wait_for_port(2501)
