"""OpenSMTPD, from Debian's package, on a host of its own.

Without TLS, and so without AUTH: Debian 12's build (6.8.0p2 with OpenSSL 3) fails in every handshake,
with RSA and EC keys, TLS 1.2 and 1.3 alike: the key's operations, done in another process, go wrong.
"""

from __future__ import annotations

from .host import Host

PACKAGES = ("opensmtpd",)
_CONF = """
listen on eth0
listen on lo
action "local" maildir
action "relay" relay {relay}
match from any for domain "{name}" action "local"
match from local for local action "local"
match from any for any action "relay"
"""


def start(host: Host, relay: str | None = None, syslog: bool = False) -> None:
    """Start OpenSMTPD; it listens on port 25. It logs by syslog, or into a file of what it says."""
    host.run("chgrp", "opensmtpq", "/usr/sbin/smtpctl")
    host.run("chmod", "g+s", "/usr/sbin/smtpctl")
    host.write("/etc/smtpd.conf", _CONF.format(name=host.name, relay=f"host smtp://{relay}" if relay else ""))
    host.run("install", "-d", "-m", "711", "/var/spool/smtpd")
    if syslog:
        host.run("/usr/sbin/smtpd")
    else:
        host.start("/usr/sbin/smtpd", "-d")
    host.wait_for_port(25)
