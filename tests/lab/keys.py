"""A key for signing in the lab, and the answers that publish it."""

from __future__ import annotations

import base64
import subprocess
from functools import cache

from headertrace.records.lookups import Answer
from headertrace.verification.keys import Ask

SELECTOR = "lab"


@cache
def private() -> bytes:
    """An RSA key of 2,048 bits in PKCS #1, as PEM."""
    return subprocess.run(["openssl", "genrsa", "-traditional", "2048"], capture_output=True, check=True).stdout


def asks(domain: str) -> Ask:
    """Answers for that key at the domain; nothing else exists."""
    command = ["openssl", "rsa", "-pubout", "-outform", "DER"]
    public = subprocess.run(command, input=private(), capture_output=True, check=True).stdout
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)

    def ask(name: str, kind: str) -> Answer:
        known = name == f"{SELECTOR}._domainkey.{domain}"
        return Answer(name, kind, "ok" if known else "nxdomain", octets=(record,) if known else ())

    return ask
