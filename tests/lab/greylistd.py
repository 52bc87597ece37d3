"""greylistd, beside Exim on its host: first attempts are put off for ten minutes, here for five."""

from __future__ import annotations

from .host import Host

PACKAGES = ("greylistd",)
DELAY_S = 300
RULES = """
  defer
    message = greylisted, come again
    !authenticated = *
    condition = ${readsocket{/run/greylistd/socket}{--grey $sender_host_address $sender_address $local_part@$domain}\\
      {5s}{}{false}}
"""
"""Exim's ACL that asks it; the words are the package's own example's."""
_CONF = f"[timeouts]\nretryMin = {DELAY_S}\nretryMax = 28800\nexpire = 5184000\n[socket]\npath = /run/greylistd/socket\nmode = 0666\n"


def start(host: Host) -> None:
    host.write("/etc/greylistd/config", _CONF)
    host.run("install", "-d", "-o", "greylist", "-g", "greylist", "/var/lib/greylistd", "/run/greylistd")
    host.start("/usr/sbin/greylistd")
    host.wait(lambda: host.path("/run/greylistd/socket").exists(), "greylistd's socket")
