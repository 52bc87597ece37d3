"""ARC chains made by dkimpy."""

from __future__ import annotations

import dkim

from helpers import signing


def sealed(message: bytes, sets: int, change: bool = False) -> bytes:
    """The message with a chain made by dkimpy; with ``change`` each sealer but the first adds a footer before."""
    for number in range(sets):
        domain = signing.SEALERS[number % len(signing.SEALERS)]
        if change and number:
            message += f"footer {number}\n".encode()
        said = f"Authentication-Results: {domain}; dkim=pass header.d={signing.DOMAIN}; arc={'pass' if number else 'none'}\n"
        wire = (said.encode() + message).replace(b"\n", b"\r\n")
        fields = dkim.arc_sign(wire, b"rsa", domain.encode(), signing.rsa_key(), domain.encode())
        message = b"".join(fields).replace(b"\r\n", b"\n") + said.encode() + message
    return message
