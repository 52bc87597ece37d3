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


def start(host: Host) -> None:
    host.write("/etc/dovecot/dovecot.conf", _CONF.format(name=host.name))
    host.path("/var/lib/dovecot").mkdir(parents=True, exist_ok=True)
    host.start("/usr/sbin/dovecot", "-F")
    for port in (24, 110, 143):
        host.wait_for_port(port)
