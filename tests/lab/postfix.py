"""Postfix, from Debian's package, on a host of its own."""

from __future__ import annotations

from .host import USERS, Host

PACKAGES = ("postfix", "sasl2-bin")
_MAIN = """
compatibility_level = 3.6
myhostname = {name}
mydestination = {name}, $mydomain, localhost
mynetworks = 127.0.0.0/8 [::1]/128 192.0.2.0/24 [2001:db8::]/32
inet_interfaces = all
inet_protocols = all
home_mailbox = Maildir/
alias_maps =
alias_database =
smtp_host_lookup = native
smtpd_peername_lookup = yes
smtpd_tls_cert_file = /etc/lab/cert.pem
smtpd_tls_key_file = /etc/lab/key.pem
smtpd_tls_security_level = may
smtpd_tls_received_header = yes
smtp_tls_security_level = may
smtpd_sasl_auth_enable = yes
smtpd_sasl_authenticated_header = yes
smtpd_sasl_local_domain = {name}
cyrus_sasl_config_path = /etc/postfix/sasl
maillog_file = /var/log/mail.log
queue_run_delay = 1s
smtp_connect_timeout = 2s
smtp_destination_concurrency_failed_cohort_limit = 0
"""
_SASL = """
pwcheck_method: auxprop
auxprop_plugin: sasldb
mech_list: PLAIN LOGIN
sasldb_path: /etc/lab/sasldb2
"""


def start(host: Host, relay: str | None = None, **settings: str) -> None:
    """Start Postfix; it listens on port 25 and 587.

    ``relay`` is the host that takes everything not for this one; ``settings`` go to main.cf.
    A queue run each second of the machine's time finds what is due by the host's clock.
    """
    main = _MAIN.format(name=host.name)
    if relay:
        main += f"relayhost = [{relay}]\n"
    main += "".join(f"{key} = {value}\n" for key, value in settings.items())
    host.write("/etc/postfix/main.cf", main)
    master = host.path("/usr/share/postfix/master.cf.dist").read_text()
    services = [line for line in master.splitlines() if not line.startswith("#")]
    services.append("submission inet n - n - - smtpd")
    host.write("/etc/postfix/master.cf", "\n".join(services) + "\n")
    secure(host, "/etc/postfix/sasl/smtpd.conf", "postfix")
    host.run("postconf", "-F", "*/*/chroot=n")
    host.run("chown", "postfix", "/var/lib/postfix")
    for program in ("/usr/sbin/postdrop", "/usr/sbin/postqueue"):
        host.run("chgrp", "postdrop", program)
        host.run("chmod", "g+s", program)
    host.start("/usr/sbin/postfix", "start-fg")
    host.wait_for_port(25)
    host.wait_for_port(587)


def add_service(host: Host, name: str, line: str) -> None:
    """One more row of master.cf, written before or after the start."""
    path = host.path("/etc/postfix/master.cf")
    host.write("/etc/postfix/master.cf", f"{path.read_text()}{name} {line}\n")
    host.run("postfix", "reload")


def secure(host: Host, settings: str, reader: str) -> None:
    """SASL passwords: alice may log in with "secret"."""
    host.write(settings, _SASL)
    host.path("/etc/lab").mkdir(exist_ok=True)
    host.run("saslpasswd2", "-p", "-c", "-f", "/etc/lab/sasldb2", "-u", host.name, "alice", given="secret")
    host.run("chown", str(USERS[reader]), "/etc/lab/sasldb2")
