"""One host of the lab: a root, a network address, a name and a clock, all its own.

A host is a process in namespaces of its own (mount, network, pid, host name, System V); when
that process ends, everything that ran on the host has ended too. Its root is the machine's,
read only underneath, with the unpacked package and all that is written kept in memory.
"""

from __future__ import annotations

import mmap
import os
import shlex
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

from .packages import CACHE, Unavailable, unpacked

HERE = Path(__file__).parent
NAMESPACES = ("--mount", "--uts", "--ipc", "--net", "--pid", "--fork", "--kill-child=SIGKILL")
NAMESERVER = "192.0.2.254"
USERS = {
    # name: number of the user and of the group; the packages' own scripts, not run here, would make them
    "bob": 5000, "alice": 5001, "postfix": 5100, "postdrop": 5101, "Debian-exim": 5102, "smmta": 5103,
    "smmsp": 5104, "opensmtpd": 5105, "opensmtpq": 5106, "dovecot": 5107, "dovenull": 5108, "postgrey": 5109,
    "spampd": 5110, "debian-spamd": 5111, "amavis": 5112, "_rspamd": 5113, "courier": 5114, "nullmail": 5115,
    "fetchmail": 5116, "list": 38, "sasl": 45, "opensmtpf": 5117, "greylist": 5118, "cyrus": 5119,
}  # fmt: skip
_SETUP = """
mount -t tmpfs -o mode=755 tmpfs "$1"
cd "$1"
mkdir upper work root
for package in $3; do cp -a "$package"/. upper/; done
mount -t overlay -o lowerdir=/,upperdir="$1"/upper,workdir="$1"/work overlay root
mount -t proc proc root/proc
mount --rbind /dev root/dev
mount -t tmpfs -o mode=755 tmpfs root/run
mount -t tmpfs -o mode=1777 tmpfs root/tmp
mkdir -p root/lab root/run/lock
mount --bind "$4" root/lab
hostname "$2"
ip link set lo up
touch root/lab/up
exec chroot root sleep infinity
"""
DEADLINE = 20.0
"""Seconds of the machine's time that any one thing may take."""


class Program(Protocol):
    """A module of this package that says which Debian packages it needs."""

    @property
    def PACKAGES(self) -> Sequence[str]: ...


class Failed(AssertionError):
    """A server did not do what it was told; the text has its logs."""


class Network:
    """A switch that only the hosts plugged into it can reach, and their common time."""

    def __init__(self, scratch: Path, fetch: bool = False) -> None:
        """``scratch`` is an empty folder; ``fetch`` allows to get packages that are not there yet."""
        self.scratch, self.fetch = scratch, fetch
        self.hosts: list[Host] = []
        self.elapsed = 0.0
        try:
            self._process = subprocess.Popen(["unshare", "--net", "sleep", "infinity"], stderr=subprocess.PIPE)
        except FileNotFoundError as missing:
            raise Unavailable("no unshare on this machine") from missing
        if not _soon(lambda: _net(self._process.pid) != _net(os.getpid()), 3):
            self._process.kill()
            raise Unavailable("this user may not make network namespaces")
        # An address of its own, or it would take on that of whichever host is plugged in.
        self._switch("link", "add", "switch", "address", "02:00:00:00:00:fe", "type", "bridge")
        self._switch("link", "set", "switch", "up")
        self._switch("address", "add", f"{NAMESERVER}/24", "dev", "switch")
        self._names = scratch / "names"
        self._names.write_text("")
        serve = (str(HERE / "nameserver.py"), NAMESERVER, str(self._names))
        self._server = subprocess.Popen(["nsenter", "-t", str(self._process.pid), "-n", sys.executable, *serve])
        table = Path(f"/proc/{self._process.pid}/net/udp")
        if not _soon(lambda: ":0035 " in table.read_text(), DEADLINE):
            raise Unavailable("the name server did not start")

    def host(self, name: str, *programs: Program, named: bool = True) -> Host:
        """A new host, up, with these programs' packages, none started.

        Its number is the last part of its addresses. With ``named`` false the name server does
        not know it.
        """
        roots = tuple(unpacked(*program.PACKAGES, fetch=self.fetch) for program in programs)
        host = Host(self, name, len(self.hosts) + 1, roots)
        self.hosts.append(host)
        if named:
            with self._names.open("a") as file:
                file.write(f"{host.ip} {name}\n{host.ip6} {name}\n")
        return host

    def advance(self, seconds: float) -> None:
        """Let time pass on every host, whatever their clocks show."""
        self.elapsed += seconds
        for host in self.hosts:
            host.set_clock(host.skew)

    def settle(self) -> None:
        """Until nobody speaks SMTP and no Postfix has a message in hand: whoever does would take
        hours for it if time was let pass now. What is stuck for longer than usual is not waited for."""
        _soon(lambda: not any(host.is_busy() for host in self.hosts), DEADLINE)

    def time(self) -> float:
        """The true time in the lab, seconds since the epoch."""
        return time.time() + self.elapsed

    def close(self) -> None:
        for host in self.hosts:
            host.close()
        for process in (self._server, self._process):
            process.kill()
            process.wait()

    def plug(self, host: Host) -> None:
        cable = f"port{host.number}"
        self._switch("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", str(host.pid))
        host.run("ip", "link", "set", "eth0", "addrgenmode", "none", "up")
        # The far end first: this end then comes up with a carrier and forwards at once.
        self._switch("link", "set", cable, "master", "switch", "up")

    def _switch(self, *command: str) -> None:
        done = subprocess.run(
            ["nsenter", "-t", str(self._process.pid), "-n", "ip", *command], capture_output=True, text=True
        )
        if done.returncode:
            raise Unavailable(f"ip {' '.join(command)}: {done.stderr.strip()}")


class Host:
    """One machine of the lab. ``skew`` is by how many seconds its clock is wrong."""

    def __init__(self, network: Network, name: str, number: int, packages: tuple[Path, ...]) -> None:
        self.network, self.name, self.number = network, name, number
        self.ip, self.ip6 = f"192.0.2.{number}", f"2001:db8::{number:x}"
        self.skew = 0.0
        self._base = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=network.scratch))
        self._lab = Path(tempfile.mkdtemp(prefix=f"{name}-clock-", dir=network.scratch))
        self._lab.chmod(0o755)
        (self._lab / "clock.so").write_bytes(_preload().read_bytes())
        (self._lab / "clock").write_bytes(bytes(8))
        arguments = [str(self._base), name, " ".join(map(str, packages)), str(self._lab)]
        self._process = subprocess.Popen(
            ["unshare", *NAMESPACES, "sh", "-ec", _SETUP, "sh", *arguments],
            stderr=subprocess.PIPE,
        )
        if not _soon(lambda: (self._lab / "up").exists() or self._process.poll() is not None, DEADLINE):
            raise Unavailable("a host did not come up")
        if self._process.poll() is not None:
            assert self._process.stderr
            raise Unavailable(f"no namespaces or overlay here: {self._process.stderr.read().decode()}")
        self.pid = int(Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()[0])
        self._root = Path(f"/proc/{self.pid}/root")
        if not _soon(lambda: (self._root / "lab/clock").exists(), DEADLINE):
            raise Unavailable("a host did not come up")
        self._furnish()
        network.plug(self)
        for address in (f"{self.ip}/24", f"{self.ip6}/64"):
            self.run("ip", "address", "add", address, "dev", "eth0", *(["nodad"] if ":" in address else []))
        self.set_clock(0)

    def set_clock(self, skew: float) -> None:
        """Make the host's clock wrong by ``skew`` seconds from now on; programs see it at once."""
        self.skew = skew
        with (self._lab / "clock").open("r+b") as file, mmap.mmap(file.fileno(), 8) as shared:
            shared[:] = struct.pack("=q", int((skew + self.network.elapsed) * 1e9))

    def set_zone(self, zone: str) -> None:
        """The host's time zone, a name of the zone database."""
        local = self.path("/etc/localtime")
        local.unlink(missing_ok=True)
        local.symlink_to(f"/usr/share/zoneinfo/{zone}")
        self.write("/etc/timezone", zone + "\n")

    def path(self, name: str) -> Path:
        """Where a file of the host is to be found from outside. Links inside are not followed."""
        return self._root / name.lstrip("/")

    def write(self, name: str, text: str | bytes, mode: int = 0o644, owner: str | None = None) -> None:
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        path.chmod(mode)
        if owner:
            os.chown(path, USERS[owner], USERS[owner])

    def run(self, *command: str, given: bytes | str = b"", check: bool = True, user: str | None = None) -> str:
        """Run a program on the host and return its output; raises Failed with the logs."""
        words = (
            list(command) if user is None else ["setpriv", "--reuid", user, "--regid", user, "--clear-groups", *command]
        )
        done = subprocess.run(
            [*self._enter(), *words],
            input=given if isinstance(given, bytes) else given.encode(),
            capture_output=True,
            timeout=DEADLINE * 3,
            env=_ENVIRONMENT,
        )
        said = done.stdout.decode("utf-8", "replace")
        if check and done.returncode:
            said += done.stderr.decode("utf-8", "replace")
            raise Failed(f"{self.name}: {shlex.join(command)} ended with {done.returncode}: {said}\n{self.logs()}")
        return said

    def start(self, *command: str) -> None:
        """Start a server that stays in the foreground; what it says goes to its log."""
        log = self.path(f"/var/log/{Path(command[0]).name}.said")
        with log.open("ab") as file:
            subprocess.Popen(
                [*self._enter(), *command], stdin=subprocess.DEVNULL, stdout=file, stderr=file, env=_ENVIRONMENT
            )

    def wait_for_port(self, port: int, seconds: float = DEADLINE) -> None:
        """Until something on the host listens on that TCP port."""

        def listening() -> bool:
            return any(_listens(line, port) for line in self._connections())

        self.wait(listening, f"port {port}", seconds)

    def wait(self, true: Callable[[], bool], what: str, seconds: float = DEADLINE) -> None:
        if not _soon(true, seconds):
            raise Failed(f"{self.name}: no {what} after {seconds} s\n{self.logs()}")

    def is_busy(self) -> bool:
        """Whether it has an SMTP connection open to another, or a message in Postfix's hands."""
        queues = (self.path(f"/var/spool/postfix/{queue}") for queue in ("maildrop", "incoming", "active"))
        return any(map(_is_smtp, self._connections())) or any(any(queue.glob("*")) for queue in queues)

    def mailbox(self, user: str) -> list[bytes]:
        """The messages delivered to a user so far: Maildir in his home, or mbox in /var/mail."""
        new = self.path(f"/home/{user}/Maildir/new").glob("*")
        out = [path.read_bytes() for path in sorted(new, key=lambda path: path.stat().st_mtime_ns)]
        spool = self.path(f"/var/mail/{user}")
        if spool.exists():
            parts = (b"\n\n" + spool.read_bytes()).split(b"\n\nFrom ")
            out += [part.partition(b"\n")[2] for part in parts if part.strip()]
        return out

    def mail(self, user: str, count: int = 1, seconds: float = DEADLINE) -> bytes:
        """The newest of at least ``count`` delivered messages, waited for."""
        self.wait(lambda: len(self.mailbox(user)) >= count, f"message {count} for {user}", seconds)
        return self.mailbox(user)[-1]

    def logs(self) -> str:
        """The ends of all logs, for a failed test to show."""
        found = [path for pattern in ("*.log", "*.said", "exim4/*log") for path in self.path("/var/log").glob(pattern)]
        fresh = [path for path in dict.fromkeys(found) if path.is_file() and path.stat().st_mtime > self._born]
        return "\n".join(f"--- {path.name}\n{path.read_text('utf-8', 'replace')[-4000:]}" for path in fresh)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()

    def _connections(self) -> list[str]:
        tables = (Path(f"/proc/{self.pid}/net/{table}").read_text() for table in ("tcp", "tcp6"))
        return [line for table in tables for line in table.splitlines()[1:]]

    def _enter(self) -> list[str]:
        return ["nsenter", "-t", str(self.pid), "-m", "-u", "-i", "-n", "-p", "-r", "-w"]

    def _furnish(self) -> None:
        """Users, names and the clock."""
        self._born = time.time() - 1
        known = (self._root / "etc/passwd").read_text()
        groups = (self._root / "etc/group").read_text()
        for user, number in USERS.items():
            home = f"/home/{user}" if number in (5000, 5001) else "/nonexistent"
            if f"\n{user}:" not in known:
                known += f"{user}:x:{number}:{number}::{home}:/bin/sh\n"
            if f"\n{user}:" not in groups:
                groups += f"{user}:x:{number}:\n"
            if home != "/nonexistent":
                self.path(home).mkdir(parents=True)
                os.chown(self.path(home), number, number)
        self.write("/etc/passwd", known)
        self.write("/etc/group", groups)
        self.write(
            "/etc/nsswitch.conf", "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nservices: files\n"
        )
        self.write("/etc/resolv.conf", f"nameserver {NAMESERVER}\noptions timeout:3 attempts:3\n")
        self.write("/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n")
        self.write("/etc/hostname", self.name + "\n")
        self.write("/etc/mailname", self.name + "\n")
        self.set_zone("Etc/UTC")
        certificate, key = certified()
        self.write("/etc/lab/cert.pem", certificate)
        self.write("/etc/lab/key.pem", key, 0o600)
        self.write("/etc/ld.so.preload", "/lab/clock.so\n")


_ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C"}


def python(host: Host, script: str, *arguments: str, given: bytes = b"") -> str:
    """Run Python on the host's network, with the machine's own files and clock."""
    done = subprocess.run(
        ["nsenter", "-t", str(host.pid), "-n", "-u", sys.executable, "-c", script, *arguments],
        input=given, capture_output=True, timeout=DEADLINE * 3,
    )  # fmt: skip
    if done.returncode:
        raise Failed(f"{host.name}: {done.stderr.decode()}")
    return done.stdout.decode()


def _listens(line: str, port: int) -> bool:
    """One line of /proc/net/tcp: is it a listening socket on that port?"""
    _, local, _, state = line.split()[:4]
    return state == "0A" and int(local.rpartition(":")[2], 16) == port


def _is_smtp(line: str) -> bool:
    """One line of /proc/net/tcp: is it an open connection to another's port 25?"""
    _, _, remote, state = line.split()[:4]
    return state == "01" and int(remote.rpartition(":")[2], 16) == 25


def _soon(true: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.03)
    return False


def _net(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/ns/net")
    except OSError:
        return os.readlink("/proc/self/ns/net")


@cache
def certified() -> tuple[str, str]:
    """A certificate that nobody signed, and its key; made once a run."""
    with tempfile.TemporaryDirectory() as folder:
        kind = "-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500"
        command = f"openssl req {kind} -subj /CN=lab.example -keyout key -out cert"
        subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
        return Path(folder, "cert").read_text(), Path(folder, "key").read_text()


def _preload() -> Path:
    """The compiled clock, kept in the cache under the time of its source."""
    source = HERE / "clock.c"
    made = CACHE / f"clock-{source.stat().st_mtime_ns}.so"
    if not made.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        fresh = made.with_suffix(f".{os.getpid()}")
        try:
            subprocess.run(
                ["cc", "-shared", "-fPIC", "-O2", "-o", str(fresh), str(source)], check=True, capture_output=True
            )
        except (FileNotFoundError, subprocess.CalledProcessError) as failed:
            raise Unavailable(f"no C compiler for the clock: {failed}") from failed
        fresh.rename(made)
    return made
