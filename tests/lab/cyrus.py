"""Cyrus IMAP, from Debian's packages: JMAP on port 443, with a password in SASL's own database."""

from __future__ import annotations

from .host import Host

PACKAGES = ("cyrus-imapd", "cyrus-caldav", "sasl2-bin")
_IMAPD = """
configdirectory: /var/lib/cyrus
defaultpartition: default
partition-default: /var/spool/cyrus/mail
admins: cyrus
servername: {name}
unixhierarchysep: yes
altnamespace: yes
autocreate_quota: 0
autocreate_inbox_folders: Archive
autocreate_post: yes
lmtpsocket: /run/cyrus/socket/lmtp
idlesocket: /run/cyrus/socket/idle
notifysocket: /run/cyrus/socket/notify
proc_path: /run/cyrus/proc
mboxname_lockpath: /run/cyrus/lock
conversations: yes
allowplaintext: yes
httpmodules: jmap
httpallowcompress: no
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_mech_list: PLAIN
tls_server_cert: /etc/lab/cert.pem
tls_server_key: /etc/lab/key.pem
tls_session_timeout: 0
"""
_CYRUS = """
START {
  recover cmd="/usr/lib/cyrus/bin/ctl_cyrusdb -r"
}
SERVICES {
  imap cmd="/usr/lib/cyrus/bin/imapd" listen="127.0.0.1:143" proto=tcp4 prefork=0
  https cmd="/usr/lib/cyrus/bin/httpd -s" listen="443" proto=tcp4 prefork=0
}
EVENTS {
}
"""


def start(host: Host) -> None:
    """Start Cyrus; bob's password is "secret"."""
    host.write("/etc/imapd.conf", _IMAPD.format(name=host.name))
    host.write("/etc/cyrus.conf", _CYRUS)
    for folder in (
        "/var/lib/cyrus",
        "/var/spool/cyrus/mail",
        "/run/cyrus/socket",
        "/run/cyrus/proc",
        "/run/cyrus/lock",
    ):
        host.run("install", "-d", "-o", "cyrus", "-g", "cyrus", folder)
    host.run("chown", "cyrus", "/etc/lab/key.pem")
    host.run("saslpasswd2", "-p", "-c", "-u", host.name, "bob", given="secret")
    host.run("chown", "cyrus", "/etc/sasldb2")
    host.start("/usr/lib/cyrus/bin/master", "-D")
    for port in (143, 443):
        host.wait_for_port(port)
