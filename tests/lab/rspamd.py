"""rspamd beside Postfix on one host, as a milter: it looks at the mail while it comes in."""

from __future__ import annotations

from . import postfix
from .host import NAMESERVER, Host

PACKAGES = ("rspamd",)
GREYLIST_S = 300
PORT = 11332
_FILES = {
    "worker-proxy.inc": f'bind_socket = "127.0.0.1:{PORT}";\nmilter = yes;\nupstream "local" {{ default = yes; self_scan = yes; }}\n',
    "worker-normal.inc": "enabled = false;\n",
    "worker-controller.inc": 'bind_socket = "127.0.0.1:11334";\n',
    "worker-fuzzy.inc": "enabled = false;\n",
    "options.inc": f'dns {{ nameserver = ["{NAMESERVER}"]; timeout = 1s; retransmits = 1; }}\nlocal_addrs = [];\ndisable_hyperscan = true;\n',
    "milter_headers.conf": (
        'use = ["x-spamd-result", "x-spamd-bar", "x-rspamd-server", "x-rspamd-queue-id", "authentication-results"];\n'
        "skip_local = false;\nextended_spam_headers = true;\n"
    ),
    "logging.inc": 'type = "file";\nfilename = "/var/log/rspamd/rspamd.log";\nlevel = "notice";\n',
}


_GREYLISTING = {
    # With Redis beside it, and so low a score that every stranger's message is put off.
    "redis.conf": 'servers = "127.0.0.1:6379";\n',
    "greylist.conf": f"enabled = true;\ntimeout = {GREYLIST_S};\n",
    "actions.conf": "reject = 1000;\nadd_header = 900;\ngreylist = 0.05;\n",
}


def start(host: Host, greylisting: bool = False, **settings: str) -> None:
    """Start rspamd and Postfix, which asks it about every message; ``greylisting`` needs Redis on the host."""
    for name, text in (_FILES | (_GREYLISTING if greylisting else {})).items():
        host.write(f"/etc/rspamd/local.d/{name}", text)
    for folder in ("/var/lib/rspamd", "/var/log/rspamd", "/run/rspamd"):
        host.run("install", "-d", "-o", "_rspamd", "-g", "_rspamd", folder)
    host.start("/usr/bin/rspamd", "-f", "-u", "_rspamd", "-g", "_rspamd")
    # It compiles its patterns first.
    host.wait_for_port(PORT, 180)
    postfix.start(host, smtpd_milters=f"inet:127.0.0.1:{PORT}", milter_default_action="tempfail", **settings)
