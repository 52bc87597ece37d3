"""postgrey, beside Postfix on its host: first attempts are put off for five minutes."""

from __future__ import annotations

from .host import Host

PACKAGES = ("postgrey",)
DELAY_S = 300
POLICY = "permit_sasl_authenticated, reject_unauth_destination, check_policy_service inet:127.0.0.1:10023"
"""Postfix's smtpd_recipient_restrictions that ask it."""


def start(host: Host) -> None:
    host.run("install", "-d", "-o", "postgrey", "-g", "postgrey", "/var/lib/postgrey")
    for name in ("whitelist_clients", "whitelist_recipients"):
        host.write(f"/etc/postgrey/{name}", "")
    host.start("/usr/sbin/postgrey", "--inet=127.0.0.1:10023", f"--delay={DELAY_S}", f"--hostname={host.name}")
    host.wait_for_port(10023)
