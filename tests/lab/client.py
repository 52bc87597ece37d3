"""A client that speaks SMTP or LMTP from any host of the lab."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from .host import Host, python


class Reply(NamedTuple):
    """The last reply's code and words, and the encryption as the client saw it."""

    code: int
    words: str
    cipher: str | None
    version: str | None
    bits: int | None


MESSAGE = b"""\
From: Alice <alice@alpha.example>
To: Bob <bob@beta.example>
Subject: Lab
Message-ID: <lab.1@alpha.example>
Date: Tue, 24 Nov 2026 08:00:00 +0000

Hello.
"""
_SCRIPT = r"""
import json, smtplib, ssl, sys
wish = json.loads(sys.argv[1])
kind = smtplib.LMTP if wish["lmtp"] else smtplib.SMTP
with kind(wish["host"], wish["port"], local_hostname=wish["helo"]) as client:
    (client.ehlo if wish["ehlo"] or wish["lmtp"] else client.helo)(wish["helo"])
    if wish["tls"]:
        client.starttls(context=ssl._create_unverified_context())
        client.ehlo(wish["helo"])
    if wish["login"]:
        client.login(wish["login"], "secret")
    tls = client.sock.cipher() if wish["tls"] else None
    client.mail(wish["sender"])
    code, words = client.rcpt(wish["to"])
    if code == 250:
        code, words = client.data(b"\r\n".join(sys.stdin.buffer.read().splitlines()) + b"\r\n")
print(json.dumps({"code": code, "words": words.decode(), "tls": tls}))
"""


_SLOWLY = r"""
import pathlib, smtplib, sys, time
host, sender, to, login, sign = sys.argv[1:]
text = b"\r\n".join(sys.stdin.buffer.read().splitlines()) + b"\r\n"
with smtplib.SMTP(host, 587, local_hostname="pc.alpha.example") as client:
    import ssl
    client.starttls(context=ssl._create_unverified_context())
    client.login(login, "secret")
    client.mail(sender)
    client.rcpt(to)
    client.docmd("DATA")
    client.sock.sendall(text[: len(text) // 2])
    pathlib.Path(sign, "half").touch()
    while not pathlib.Path(sign, "on").exists():
        time.sleep(0.05)
    client.sock.sendall(text[len(text) // 2 :] + b".\r\n")
    code, words = client.getreply()
    assert code == 250, words
"""


def send_slowly(host: Host, to: Host, recipient: str, message: bytes, halfway: Callable[[], None]) -> None:
    """Hand a message over, as alice logged in, on a line so slow that much happens meanwhile: ``halfway``."""
    with tempfile.TemporaryDirectory() as sign, ThreadPoolExecutor(1) as pool:
        command = (to.ip, "alice@alpha.example", recipient, "alice", sign)
        sent = pool.submit(python, host, _SLOWLY, *command, given=message)
        to.wait(lambda: Path(sign, "half").exists() or sent.done(), "half of a message")
        # What was sent is to be with the server before its clock moves.
        time.sleep(0.5)
        halfway()
        Path(sign, "on").touch()
        sent.result()


def send(
    host: Host,
    to: Host | str,
    recipient: str,
    *,
    port: int = 25,
    helo: str = "client.example",
    ehlo: bool = True,
    tls: bool = False,
    login: str | None = None,
    lmtp: bool = False,
    sender: str = "alice@alpha.example",
    message: bytes = MESSAGE,
) -> Reply:
    """Hand a message over, from ``host`` to the host or address ``to``; what the server said to it."""
    wish = {
        "host": to if isinstance(to, str) else to.ip, "port": port, "helo": helo, "ehlo": ehlo, "tls": tls,
        "login": login, "lmtp": lmtp, "sender": sender, "to": recipient,
    }  # fmt: skip
    said = json.loads(python(host, _SCRIPT, json.dumps(wish), given=message))
    return Reply(said["code"], said["words"], *(said["tls"] or (None, None, None)))
