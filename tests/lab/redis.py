"""Redis, in which rspamd keeps whom it has put off."""

from __future__ import annotations

from .host import Host

PACKAGES = ("redis-server",)
PORT = 6379


def start(host: Host) -> None:
    host.start("/usr/bin/redis-server", "--port", str(PORT), "--bind", "127.0.0.1", "--save", "", "--daemonize", "no")
    host.wait_for_port(PORT)
