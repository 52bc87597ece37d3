"""Run in a network namespace of its own: a policy host by https at a public address, a name server, and the command.

    policy_host.py REPLY HOME      # REPLY is a key of REPLIES

Prints the command's JSON.
"""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import trustme

from helpers.nameserver import Nameserver
from lookup.command import MAIL, run

ADDRESS = "192.88.98.20"
POLICY = "version: STSv1\r\nmode: {mode}\r\nmx: mx2.beta.zz\r\nmx: *.beta.zz\r\nmax_age: 604800\r\n"
# (status, content type, body, host in the certificate)
REPLIES = {
    "enforce": (200, "text/plain", POLICY.format(mode="enforce"), "mta-sts.beta.zz"),
    "testing": (200, "text/plain; charset=utf-8", POLICY.format(mode="testing"), "mta-sts.beta.zz"),
    "redirect": (301, "text/plain", POLICY.format(mode="enforce"), "mta-sts.beta.zz"),
    "html": (200, "text/html", POLICY.format(mode="enforce"), "mta-sts.beta.zz"),
    "long": (200, "text/plain", "x" * 100_000, "mta-sts.beta.zz"),
    "no-mode": (200, "text/plain", "version: STSv1\nmax_age: 1\n", "mta-sts.beta.zz"),
    "other-name": (200, "text/plain", POLICY.format(mode="enforce"), "mta-sts.gamma.zz"),
}


def main(reply: str, home: Path) -> None:
    for command in ("ip link set lo up", f"ip address add {ADDRESS}/32 dev lo"):
        subprocess.run(command.split(), check=True)
    status, kind, body, name = REPLIES[reply]

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path == "/.well-known/mta-sts.txt"
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Location", "https://mta-sts.beta.zz/other.txt")
            self.end_headers()
            # A client that has had enough of a long answer hangs up.
            with suppress(OSError):
                self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    authority = trustme.CA()
    authority.cert_pem.write_to_path(home / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    server = HTTPServer((ADDRESS, 443), Host)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    zone = [("_mta-sts.beta.zz", "TXT", '"v=STSv1; id=1"'), ("mta-sts.beta.zz", "A", ADDRESS, "10.0.0.1")]
    with Nameserver(zone) as names:
        done = run(
            home,
            "verify",
            "-f",
            "json",
            "--mta-sts",
            "--resolver",
            names.url,
            mail=MAIL,
            env={"SSL_CERT_FILE": str(home / "ca.pem")},
        )
    print(done.stdout, end="")
    print(done.stderr, end="", file=sys.stderr)
    sys.stdout.flush()
    os._exit(done.returncode)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
