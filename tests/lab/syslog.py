"""rsyslog, from Debian's package: what a host's programs log by syslog(3), in one file."""

from __future__ import annotations

from .host import Host

PACKAGES = ("rsyslog",)
_CONF = """
module(load="imuxsock" SysSock.Name="/dev/log" SysSock.RateLimit.Interval="0")
*.* action(type="omfile" file="/var/log/syslog.log" template="RSYSLOG_TraditionalFileFormat")
"""


def start(host: Host) -> None:
    """Start it; its file is ``/var/log/syslog.log``."""
    host.write("/etc/rsyslog.conf", _CONF)
    host.start("/usr/sbin/rsyslogd", "-n", "-i", "/run/rsyslogd.pid")
    host.wait(lambda: host.run("test", "-S", "/dev/log", check=False) == "" and _is_there(host), "/dev/log")


def _is_there(host: Host) -> bool:
    return host.run("sh", "-c", "test -S /dev/log && echo yes", check=False).strip() == "yes"
