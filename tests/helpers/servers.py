"""Knot with signed zones, and unbound before it: Debian's own programs, run unprivileged on loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from pathlib import Path

import dns.message
import dns.query
import trustme

from lab.packages import unpacked

FETCH = os.environ.get("HEADERTRACE_LAB") == "1"
_SOON_S = 20.0

_KNOT = """
server:
    rundir: {home}
    listen: 127.0.0.1@{port}
    background-workers: 1
    udp-workers: 1
    tcp-workers: 1
log:
  - target: stderr
    any: warning
database:
    storage: {home}
policy:
  - id: once
    single-type-signing: on
    algorithm: ecdsap256sha256
template:
  - id: default
    storage: {home}
    zonefile-load: whole
    zonefile-sync: -1
zone:
{zones}
"""
_UNBOUND = """
server:
    directory: "{home}"
    chroot: ""
    username: ""
    pidfile: ""
    use-syslog: no
    logfile: ""
    verbosity: 0
    do-daemonize: no
    num-threads: 1
    interface: 127.0.0.1@{udp}
    interface: 127.0.0.1@{tls}
    interface: 127.0.0.1@{https}
    tls-port: {tls}
    https-port: {https}
    tls-service-key: "{home}/server.key"
    tls-service-pem: "{home}/server.pem"
    do-not-query-localhost: no
    module-config: "validator iterator"
    ede: yes
    val-log-level: 0
    root-hints: ""
{anchors}
{stubs}
remote-control:
    control-enable: no
"""


def free_port() -> int:
    """A port of loopback that is free by UDP and TCP."""
    for _ in range(50):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
            udp.bind(("127.0.0.1", 0))
            port: int = udp.getsockname()[1]
            try:
                tcp.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no free port")


class Servers:
    """Zones served by Knot; those in ``signed`` are signed, those in ``broken`` against a trust anchor not theirs.

    ``udp``, ``tls`` and ``https`` are the resolver's URLs; ``ca`` is the file with whom its certificate is from.
    """

    def __init__(self, home: Path, zones: dict[str, str], signed: tuple[str, ...], broken: tuple[str, ...]) -> None:
        self.home = home
        self._root = unpacked("knot", "unbound", fetch=FETCH)
        libraries = self._root / "usr" / "lib"
        self._env = {**os.environ, "LD_LIBRARY_PATH": f"{libraries}/x86_64-linux-gnu:{libraries}/aarch64-linux-gnu"}
        self._processes: list[subprocess.Popen[bytes]] = []
        ports = [free_port() for _ in range(4)]
        self._authority, self._ports = ports[0], ports[1:]
        self.udp, self.tls, self.https = (
            f"udp://127.0.0.1:{ports[1]}",
            f"tls://127.0.0.1:{ports[2]}#resolver.zz",
            f"https://127.0.0.1:{ports[3]}/dns-query",
        )
        self._certificate()
        self._serve(zones, signed + broken)
        self._resolve(zones, signed, broken)

    def close(self) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(10)

    def _certificate(self) -> None:
        authority = trustme.CA()
        self.ca = self.home / "ca.pem"
        authority.cert_pem.write_to_path(self.ca)
        made = authority.issue_cert("resolver.zz", "127.0.0.1")
        made.private_key_pem.write_to_path(self.home / "server.key")
        for blob in made.cert_chain_pems:
            blob.write_to_path(self.home / "server.pem", append=True)

    def _serve(self, zones: dict[str, str], signed: tuple[str, ...]) -> None:
        rows = []
        for name, text in zones.items():
            (self.home / f"{name}.zone").write_text(_zone(name, text))
            rows.append(f"  - domain: {name}\n    file: {name}.zone")
            if name in signed:
                rows.append("    dnssec-signing: on\n    dnssec-policy: once")
        config = self.home / "knot.conf"
        config.write_text(_KNOT.format(home=self.home, port=self._authority, zones="\n".join(rows)))
        self._start("knotd", "-c", str(config))
        for name in zones:
            self._answers(name, self._authority)

    def _resolve(self, zones: dict[str, str], signed: tuple[str, ...], broken: tuple[str, ...]) -> None:
        anchors = [f'    trust-anchor: "{self._key(name)}"' for name in signed]
        anchors += [f'    trust-anchor: "{name}. DS 1 13 2 {"ab" * 32}"' for name in broken]
        stubs = [f'stub-zone:\n    name: "{name}"\n    stub-addr: 127.0.0.1@{self._authority}' for name in zones]
        udp, tls, https = self._ports
        config = self.home / "unbound.conf"
        config.write_text(
            _UNBOUND.format(
                home=self.home, udp=udp, tls=tls, https=https, anchors="\n".join(anchors), stubs="\n".join(stubs)
            )
        )
        self._start("unbound", "-d", "-c", str(config))
        self._answers(next(iter(zones)), udp)

    def _key(self, zone: str) -> str:
        """The zone's DNSKEY, as a trust anchor."""
        reply = dns.query.tcp(dns.message.make_query(zone, "DNSKEY"), "127.0.0.1", 5, self._authority)
        return f"{zone}. DNSKEY {reply.answer[0][0].to_text()}"

    def _start(self, program: str, *args: str) -> None:
        command = [str(self._root / "usr" / "sbin" / program), *args]
        with (self.home / f"{program}.log").open("wb") as log:
            self._processes.append(subprocess.Popen(command, env=self._env, stdout=log, stderr=log))

    def _answers(self, name: str, port: int) -> None:
        """Wait until it does."""
        until = time.monotonic() + _SOON_S
        while time.monotonic() < until:
            try:
                reply = dns.query.udp(dns.message.make_query(name, "SOA"), "127.0.0.1", 0.3, port)
                if reply.answer:
                    return
            except (OSError, dns.exception.DNSException):
                pass
            time.sleep(0.1)
        raise AssertionError(f"nothing answers for {name} on port {port}")


def _zone(name: str, text: str) -> str:
    return f"$ORIGIN {name}.\n$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A 127.0.0.1\n{text}\n"
