"""sendmail 8, from Debian's package, on a host of its own."""

from __future__ import annotations

from .host import Host
from .postfix import secure

PACKAGES = ("sendmail-bin", "sasl2-bin")
_MC = """
include(`/usr/share/sendmail/cf/m4/cf.m4')
OSTYPE(`linux')
define(`confDOMAIN_NAME', `{name}')
define(`confPID_FILE', `/run/sendmail.pid')
define(`STATUS_FILE', `/var/lib/sendmail.st')
define(`confCACERT_PATH', `/etc/lab')
define(`confCACERT', `/etc/lab/cert.pem')
define(`confSERVER_CERT', `/etc/lab/cert.pem')
define(`confSERVER_KEY', `/etc/lab/key.pem')
define(`confAUTH_MECHANISMS', `PLAIN LOGIN')
define(`confTO_IDENT', `0')
define(`confDONT_BLAME_SENDMAIL', `GroupReadableKeyFile')
TRUST_AUTH_MECH(`PLAIN LOGIN')
FEATURE(`no_default_msa')
FEATURE(`accept_unresolvable_domains')
FEATURE(`promiscuous_relay')
{relay}
define(`LOCAL_MAILER_PATH', `/usr/libexec/sendmail/mail.local')
define(`LOCAL_MAILER_ARGS', `mail.local -d $u')
DAEMON_OPTIONS(`Family=inet, Name=MTA, Port=25, Addr={ip}')
DAEMON_OPTIONS(`Family=inet6, Name=MTA6, Port=25, Addr={ip6}')
DAEMON_OPTIONS(`Family=inet, Name=MSA, Port=587, Addr={ip}, M=E')
MAILER(`local')
MAILER(`smtp')
"""


def start(host: Host, relay: str | None = None) -> None:
    """Start sendmail; it listens on port 25 and 587. Queue runs are the caller's (``run_queue``)."""
    smart = f"define(`SMART_HOST', `[{relay}]')" if relay else ""
    host.write("/etc/mail/sendmail.mc", _MC.format(name=host.name, ip=host.ip, ip6=host.ip6, relay=smart))
    host.run("install", "-d", "-m", "700", "-o", "root", "-g", "root", "/var/spool/mqueue")
    host.run("chmod", "1777", "/var/mail")
    made = host.run("m4", "-D_CF_DIR_=/usr/share/sendmail/cf/", "/etc/mail/sendmail.mc")
    host.write("/etc/mail/sendmail.cf", made)
    host.write("/etc/mail/local-host-names", host.name + "\n")
    host.write("/etc/mail/aliases", "")
    secure(host, "/etc/sasl2/Sendmail.conf", "smmsp")
    host.run(SENDMAIL, "-bi")
    host.start(SENDMAIL, "-bD", "-X", "/var/log/sendmail.log")
    host.wait_for_port(25)
    host.wait_for_port(587)


SENDMAIL = "/usr/libexec/sendmail/sendmail"


def run_queue(host: Host) -> None:
    """One queue run, such as the daemon makes with ``-q10m``."""
    host.run(SENDMAIL, "-q")
