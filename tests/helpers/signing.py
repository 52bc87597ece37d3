"""Signed messages for tests: generated from a seed, signed by several programs, damaged in known ways.

The verdicts to hold ours against are those of OpenDKIM (its test mode, with keys from a file) and of
Perl's Mail::DKIM, which asks a name server on loopback.
"""

from __future__ import annotations

import base64
import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from headertrace.records.lookups import Answer
from headertrace.verification.keys import Ask

REQUIRED = os.environ.get("HEADERTRACE_LAB") == "1"
DOMAIN = "alpha.example"
SEALERS = ("alpha.example", "lists.example", "beta.example")


def need(*programs: str) -> None:
    """Skip, or fail where the lab must run, unless these programs are here."""
    missing = [program for program in programs if not shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin")]
    if missing:
        why = f"not on this machine: {', '.join(missing)}"
        pytest.fail(why) if REQUIRED else pytest.skip(why, allow_module_level=True)


@cache
def rsa_key(bits: int = 2048) -> bytes:
    """A private key in PKCS #1, as PEM; one of each size a run."""
    need("openssl")
    return subprocess.run(["openssl", "genrsa", "-traditional", str(bits)], capture_output=True, check=True).stdout


@cache
def public(private: bytes) -> str:
    command = ["openssl", "rsa", "-pubout", "-outform", "DER"]
    return base64.b64encode(subprocess.run(command, input=private, capture_output=True, check=True).stdout).decode()


@cache
def ed25519_key() -> tuple[bytes, str]:
    """(private, public), both in base64."""
    from nacl.signing import SigningKey

    key = SigningKey(bytes(range(32)))
    return base64.b64encode(bytes(key)), base64.b64encode(bytes(key.verify_key)).decode()


@cache
def records() -> dict[str, str]:
    """The key records: the same keys for every domain."""
    rows = {"rsa": f"v=DKIM1; k=rsa; p={public(rsa_key())}", "ed": f"v=DKIM1; k=ed25519; p={ed25519_key()[1]}"}
    return {f"{selector}._domainkey.{domain}": row for domain in SEALERS for selector, row in rows.items()}


def asks(known: dict[str, str]) -> Ask:
    """Answers from a table; what it lacks does not exist."""

    def ask(name: str, kind: str) -> Answer:
        text = known.get(name.lower())
        if text is None:
            return Answer(name, kind, "nxdomain", authenticated=False)
        return Answer(name, kind, "ok", (text,), 60, False, octets=(text.encode(),))

    return ask


class Shape(NamedTuple):
    name: str
    encoding: str
    headers: str
    body: str


_WORDS = (
    [
        "queue", "relay", "mailbox", "postmaster", "header", "bounce", "delivery", "Grüße", "naïve", "☃", "tested",
        "again", "without", "further", "delay",
    ]
)  # fmt: skip


def messages(count: int, seed: int = 8601) -> list[bytes]:
    """Messages with LF line ends: plain, 8bit, quoted-printable, base64 and multipart, by turns."""
    chance = random.Random(seed)
    return [_message(number, chance) for number in range(count)]


def _message(number: int, chance: random.Random) -> bytes:
    lines = [" ".join(chance.choices(_WORDS, k=chance.randint(1, 12))) for _ in range(chance.randint(2, 20))]
    if chance.random() < 0.3:
        lines.insert(1, "From here on it is well")
    if chance.random() < 0.3:
        lines.insert(0, "two  blanks and\ta tab here")
    lines += ["-- ", "A. Writer"]
    text = "\n".join(lines) + "\n"
    kind = ("plain", "8bit", "quoted-printable", "base64", "multipart")[number % 5]
    head = (
        f"From: A. Writer <a.writer@{DOMAIN}>\n"
        f'To: list@lists.example, "Reader, B." <b@beta.example>\n'
        f"Subject: Message {number} about {lines[0][:20].encode('ascii', 'ignore').decode().strip() or 'nothing'}\n"
        f"Date: Tue, 24 Nov 2026 {number % 24:02}:{number % 60:02}:00 +0000\n"
        f"Message-ID: <{number}.{chance.getrandbits(32):08x}@{DOMAIN}>\n"
    )
    if chance.random() < 0.5:
        head += "References: <first@beta.example>\n\t<second@beta.example>\n"
    return head.encode() + _encoded(kind, text, chance)


def _encoded(kind: str, text: str, chance: random.Random) -> bytes:
    mime = "MIME-Version: 1.0\n"
    if kind == "plain":
        return f"{mime}Content-Type: text/plain; charset=us-ascii\n\n".encode() + text.encode("ascii", "ignore")
    if kind == "8bit":
        return f"{mime}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}".encode()
    if kind == "multipart":
        edge = f"=_{chance.getrandbits(48):012x}"
        return (
            f'{mime}Content-Type: multipart/alternative;\n boundary="{edge}"\n\n'
            f"--{edge}\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n"
            f"--{edge}\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
            f"<html><body><p>{text}</p></body></html>\n\n--{edge}--\n"
        ).encode()
    import quopri

    data = text.encode()
    coded = base64.encodebytes(data) if kind == "base64" else quopri.encodestring(data)
    return f"{mime}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {kind}\n\n".encode() + coded


CANONICAL = ((b"simple", b"simple"), (b"simple", b"relaxed"), (b"relaxed", b"simple"), (b"relaxed", b"relaxed"))


def by_dkimpy(
    message: bytes, canonical: tuple[bytes, bytes] = CANONICAL[3], *, selector: bytes = b"rsa", **more: object
) -> bytes:
    """The message, LF line ends, signed by dkimpy."""
    import dkim

    if selector == b"ed":
        more |= {"signature_algorithm": b"ed25519-sha256"}
    key = ed25519_key()[0] if selector == b"ed" else rsa_key()
    wire = message.replace(b"\n", b"\r\n")
    field = dkim.sign(wire, selector, DOMAIN.encode(), key, canonicalize=canonical, **more)
    return (field + wire).replace(b"\r\n", b"\n")


class OpenDkim:
    """OpenDKIM in its test mode."""

    def __init__(self, folder: Path) -> None:
        need("opendkim")
        self.folder = folder
        (folder / "rsa.pem").write_bytes(rsa_key())
        (folder / "rsa.pem").chmod(0o600)
        (folder / "keys").write_text("".join(f"{name} {text}\n" for name, text in records().items()))

    def sign(self, message: bytes, canonical: tuple[bytes, bytes]) -> bytes:
        """The message with a signature by OpenDKIM."""
        said = self._run(
            f"Mode s\nDomain {DOMAIN}\nSelector rsa\nKeyFile {self.folder}/rsa.pem\nRequireSafeKeys no\n"
            f"InternalHosts 0.0.0.0/0\nCanonicalization {b'/'.join(canonical).decode()}\n"
            "OversignHeaders From,Reply-To\n",
            [self._file("to-sign", message)],
        )
        field = said[said.index("DKIM-Signature:") :]
        return field.replace("\r\n", "\n").rstrip("\n").encode() + b"\n" + message

    def verdicts(self, messages: Iterable[bytes]) -> list[bool]:
        """Whether OpenDKIM verifies each."""
        files = [self._file(f"{number:04}.eml", message) for number, message in enumerate(messages)]
        said = self._run(f"Mode v\nTestDNSData {self.folder}/keys\n", files)
        good = set(re.findall(r"^opendkim: (\S+): verification \(.*\) succeeded$", said, re.MULTILINE))
        return [str(file) in good for file in files]

    def _file(self, name: str, message: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(message)
        return path

    def _run(self, settings: str, files: list[Path]) -> str:
        conf = self.folder / "opendkim.conf"
        conf.write_text(f"Socket local:{self.folder}/socket\n{settings}")
        out = []
        for at in range(0, len(files), 50):
            names = ",".join(map(str, files[at : at + 50]))
            command = ["opendkim", "-x", str(conf), "-v", "-t", names]
            path = os.environ["PATH"] + ":/usr/sbin"
            done = subprocess.run(command, capture_output=True, env={**os.environ, "PATH": path}, check=False)
            out.append((done.stdout + done.stderr).decode("utf-8", "replace"))
        return "\n".join(out)


_PERL = r"""
use strict; use warnings; use Net::DNS; use Mail::DKIM::DNS; use Mail::DKIM::Verifier; use Mail::DKIM::ARC::Verifier;
my ($port, @files) = @ARGV;
Mail::DKIM::DNS::resolver(Net::DNS::Resolver->new(nameservers => ['127.0.0.1'], port => $port, recurse => 1, udppacketsize => 4096));
for my $file (@files) {
    my @said;
    for my $kind ('Mail::DKIM::Verifier', 'Mail::DKIM::ARC::Verifier') {
        my $check = $kind->new();
        open my $in, '<', $file or die $!; binmode $in;
        while (<$in>) { s/\r?\n\z//; $check->PRINT("$_\015\012"); }
        close $in; $check->CLOSE; push @said, $check->result;
    }
    print "@said\n";
}
"""


def perl_verdicts(folder: Path, port: int, messages: Iterable[bytes]) -> list[tuple[str, str]]:
    """(DKIM, ARC) results of Mail::DKIM, which asks the name server at ``port``."""
    need("perl")
    if subprocess.run(["perl", "-MMail::DKIM", "-e1"], capture_output=True, check=False).returncode:
        (pytest.fail if REQUIRED else pytest.skip)("Perl's Mail::DKIM is not here (libmail-dkim-perl)")
    files = []
    for number, message in enumerate(messages):
        path = folder / f"perl{number:04}.eml"
        path.write_bytes(message)
        files.append(str(path))
    command = ["perl", "-e", _PERL, str(port), *files]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in said.splitlines()]
    return [(row[0], row[1]) for row in rows]


Damage = Callable[[bytes], bytes]


def _body(change: Damage) -> Damage:
    def damaged(message: bytes) -> bytes:
        head, _, body = message.partition(b"\n\n")
        return head + b"\n\n" + change(body)

    return damaged


def _header(change: Damage) -> Damage:
    def damaged(message: bytes) -> bytes:
        head, gap, body = message.partition(b"\n\n")
        return change(head + b"\n").rstrip(b"\n") + gap + body

    return damaged


def _sub(pattern: bytes, new: bytes, count: int = 1) -> Damage:
    return lambda text: re.sub(pattern, new, text, count=count, flags=re.MULTILINE)


# What happens to mail on its way, harmless things among them.
DAMAGES: dict[str, Damage] = {
    "none": lambda message: message,
    "footer": _body(lambda body: body + b"_______________________________________________\nA list\n"),
    "banner": _body(lambda body: b"CAUTION: from outside.\n" + body),
    "one letter": _body(lambda body: body.replace(b"e", b"f", 1)),
    "blank lines at the end": _body(lambda body: body + b"\n\n\n"),
    "blanks at line ends": _body(lambda body: body.replace(b"\n", b" \n")),
    "no last line end": _body(lambda body: body.rstrip(b"\n")),
    "blanks doubled": _body(lambda body: body.replace(b" ", b"  ")),
    "subject tag": _header(_sub(rb"^Subject: ", b"Subject: [list] ")),
    "subject folded": _header(_sub(rb"^(Subject: \S+) ", rb"\1\n ")),
    "second From": lambda message: b"From: <other@beta.example>\n" + message,
    "second Subject": _header(lambda head: head + b"Subject: another\n"),
    "Reply-To added": _header(lambda head: head + b"Reply-To: <list@lists.example>\n"),
    "Date removed": _header(_sub(rb"^Date: .*\n", b"")),
    "names in capitals": _header(lambda head: re.sub(rb"^(From|To|Subject)(?=:)", lambda m: m[0].upper(), head, flags=re.M)),
    "From quoted": _body(_sub(rb"^From ", b">From ", 0)),
    "Received added": lambda message: b"Received: from a by b; Tue, 24 Nov 2026 10:00:00 +0000\n" + message,
    "body cut": _body(lambda body: body[: len(body) // 2] + b"\n"),
}  # fmt: skip
