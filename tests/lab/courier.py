"""Courier, from Debian's package, on a host of its own; without its submission service, and so without AUTH."""

from __future__ import annotations

from .host import Host

PACKAGES = ("courier-mta",)
# What the packages' scripts would have done.
_SETUP = """
ln -sf ../lib/courier/makedat /usr/bin/makedat
for part in '' /new /cur /tmp; do install -d -o bob -g bob "/home/bob/Maildir$part"; done
cd /var/lib/courier
chown -R courier:courier .
chmod 750 allfilters filters msgq msgs track
chmod 770 tmp
chown -R root:courier /etc/courier
install -d -o courier -g courier -m 750 /run/courier /run/courier/authdaemon
install -d /etc/courier/aliasdir /etc/courier/esmtpacceptmailfor.dir
chgrp courier /usr/sbin/sendmail
chmod 2755 /usr/sbin/sendmail
chown courier:courier /usr/lib/courier/courier/submitmkdir
chmod 4755 /usr/lib/courier/courier/submitmkdir
cat /etc/lab/key.pem /etc/lab/cert.pem > /etc/courier/esmtpd.pem
chown courier /etc/courier/esmtpd.pem
chmod 600 /etc/courier/esmtpd.pem
makeacceptmailfor
makesmtpaccess
makealiases
touch /run/courier/authdaemon/accept
"""


def start(host: Host, relay: str | None = None) -> None:
    """Start Courier; it listens on port 25 and takes mail for everybody from the lab's own network."""
    for name, text in {
        "me": host.name + "\n",
        "defaultdomain": host.name + "\n",
        "locals": f"{host.name}\nlocalhost\n",
        "dsnfrom": f"postmaster@{host.name}\n",
        "smtpaccess/default": "192.0.2\tallow,RELAYCLIENT\n2001:db8:\tallow,RELAYCLIENT\n127.0.0.1\tallow,RELAYCLIENT\n",
    }.items():
        host.write(f"/etc/courier/{name}", text)
    if relay:
        host.write("/etc/courier/esmtproutes", f": {relay},25\n")
    for name, before, after in (("esmtpd", "BOFHCHECKDNS=1", "BOFHCHECKDNS=0"),):
        path = f"/etc/courier/{name}"
        host.write(path, host.path(path).read_text().replace(before, after))
    host.write("/lab/setup", _SETUP, 0o755)
    host.run("sh", "/lab/setup")
    host.start("/usr/sbin/authdaemond", "start")
    host.run("/usr/sbin/courier", "start")
    host.run("/usr/sbin/esmtpd", "start")
    host.wait_for_port(25)
