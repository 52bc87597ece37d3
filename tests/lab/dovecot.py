"""Dovecot, from Debian's packages: LMTP on port 24, and the mailbox by IMAP and POP3."""

from __future__ import annotations

from .host import Host

PACKAGES = ("dovecot-lmtpd", "dovecot-imapd", "dovecot-pop3d")
_CONF = """
protocols = lmtp imap pop3
log_path = /var/log/dovecot.log
mail_location = maildir:~/Maildir
ssl = yes
ssl_cert = </etc/lab/cert.pem
ssl_key = </etc/lab/key.pem
disable_plaintext_auth = no
auth_username_format = %Ln
first_valid_uid = 1000
hostname = {name}
lmtp_save_to_detail_mailbox = no
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = passwd
}}
protocol lmtp {{
  postmaster_address = postmaster@{name}
}}
service lmtp {{
  inet_listener lmtp {{
    port = 24
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
"""


# Dovecot hands redirected mail to the host's own MTA.
_SIEVE = """
protocol lmtp {
  mail_plugins = sieve
}
submission_host = 127.0.0.1:25
"""


def start(host: Host, sieve: bool = False) -> None:
    """Start Dovecot; ``sieve`` has it obey its users' scripts."""
    host.write("/etc/dovecot/dovecot.conf", _CONF.format(name=host.name) + (_SIEVE if sieve else ""))
    host.path("/var/lib/dovecot").mkdir(parents=True, exist_ok=True)
    host.start("/usr/sbin/dovecot", "-F")
    for port in (24, 110, 143):
        host.wait_for_port(port)
