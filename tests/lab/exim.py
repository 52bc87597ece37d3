"""Exim 4, from Debian's package (the heavy daemon), on a host of its own."""

from __future__ import annotations

from .host import Host

PACKAGES = ("exim4-daemon-heavy",)
_CONFIGURE = """
primary_hostname = {name}
domainlist local_domains = {name}
daemon_smtp_ports = 25 : 587
host_lookup = *
host_lookup_order = byaddr
rfc1413_query_timeout = 0s
tls_advertise_hosts = *
tls_certificate = /etc/lab/exim.pem
tls_privatekey = /etc/lab/exim.pem
log_file_path = /var/log/exim4/%slog
acl_smtp_rcpt = rcpt
never_users =
trusted_users = root : list
{settings}
begin acl
rcpt:
{rules}
  accept

begin routers
{routers}
local:
  driver = accept
  domains = +local_domains
  check_local_user
  transport = maildir
relay:
  driver = manualroute
  route_list = * {relay} byname
  transport = smtp

begin transports
{transports}
maildir:
  driver = appendfile
  directory = $home/Maildir
  maildir_format
  envelope_to_add
  delivery_date_add
  return_path_add
smtp:
  driver = smtp
  hosts_try_fastopen =

begin retry
* * F,2h,15m; G,16h,1h,1.5; F,4d,6h

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if eq{{$auth3}}{{secret}}}}
  server_set_id = $auth2
"""


def start(
    host: Host, relay: str = ":", settings: str = "", rules: str = "", routers: str = "", transports: str = ""
) -> None:
    """Start Exim with its published retry rule; it listens on port 25 and 587.

    Queue runs are the caller's (``run_queue``), as often as ``-q`` would make them.
    """
    text = _CONFIGURE.format(
        name=host.name, relay=relay, settings=settings, rules=rules, routers=routers, transports=transports
    )
    host.write("/etc/exim4/exim4.conf", text)
    pem = host.path("/etc/lab/key.pem").read_text() + host.path("/etc/lab/cert.pem").read_text()
    host.write("/etc/lab/exim.pem", pem, 0o640, "Debian-exim")
    for folder in ("/var/spool/exim4", "/var/log/exim4", "/run/exim4"):
        host.run("install", "-d", "-o", "Debian-exim", "-g", "Debian-exim", "-m", "750", folder)
    host.start("/usr/sbin/exim4", "-bdf")
    host.wait_for_port(25)
    host.wait_for_port(587)


def run_queue(host: Host) -> None:
    """One queue run, such as the daemon makes every half hour with ``-q30m``."""
    host.run("/usr/sbin/exim4", "-q")
