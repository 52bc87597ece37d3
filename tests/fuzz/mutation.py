"""What transfer, malice and chance do to a file: each kind as a function of its bytes, and several of them in a row."""

from __future__ import annotations

import random
from collections.abc import Callable

from helpers.poison import ALL

Mutation = Callable[[bytes, random.Random], bytes]
# What readers look for, at places where none expects it.
_TOKENS = (
    b"Received: ", b"\nReceived: from a by b; ", b"\n\n", b"\r\n", b"\r", b"\n ", b"\n\t", b"From ", b"\n\1\1\1\1\n",
    b": ", b"; ", b";", b"(", b")", b"<", b">", b"[", b"]", b'"', b"\\", b"=?utf-8?B?", b"?=", b"=?utf-8?q?=1B[31m?=",
    b"--=x\n", b"Content-Type: message/rfc822\n\n", b"Content-Type: multipart/mixed; boundary=\"=x\"\n\n", b"boundary=",
    b"\0", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"99999999999999999999", b"-1", b"+2400", b"-0000", b"31 Feb 0000",
    b"Tue, 24 Nov 9999 24:60:60 +9999", b"01 Jan 1970 00:00:00 -1200", b"[IPv6:::ffff:192.0.2.1%eth0]", b"[::1]",
    b"xn--", b"xn--a-0000000000", b"a." * 200, b"(" * 300, b")" * 300, b"<" * 300, b"\n>" * 40, b"| " * 40, b"{" * 40,
    b"Return-Path: <>\n", b"Content-Type: multipart/report; report-type=delivery-status; boundary==x\n",
    b"Final-Recipient: rfc822;\n", b"Status: 9.999.999\n", b"Authentication-Results: ", b"ARC-Seal: i=999999999; ",
    b"DKIM-Signature: v=1; t=99999999999999999; x=-1; d=.; ", b"X-MS-Exchange-Organization-",
    b"<script>alert(1)</script>", b"\"onmouseover=alert(1) ", b"javascript:alert(1)", b"{html}<b>{html}", b"[x](javascript:x)",
    b"=cmd|' /C calc'!A0", b"@SUM(1)", b"![x](http://192.0.2.1/x.png)", b"]]>", b"<!--", b"</svg>", b"</style><script>",
    "\u0130\u0131\u00df\ufb01".encode(), "\u0966\u0967\u0968".encode(), "\u2028".encode(), "\U0001f600".encode(),
    "０１２:３４".encode(), "a\u0301\u0302".encode() * 50,
)  # fmt: skip


def _bytes(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(len(made) + 1)
        made[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
    return bytes(made)


def _bits(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.randrange(1, 20)):
        at = chance.randrange(len(made))
        made[at] ^= 1 << chance.randrange(8)
    return bytes(made)


def _token(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(data) + 1)
        data = data[:at] + chance.choice(_TOKENS) * chance.choice((1, 1, 1, 3)) + data[at:]
    return data


def _poison(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(list(ALL.values())) + data[at:]


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _hole(data: bytes, chance: random.Random) -> bytes:
    begin = chance.randrange(len(data))
    return data[:begin] + data[begin + chance.randrange(200) :]


def _lines(data: bytes, chance: random.Random) -> bytes:
    """Lines changed about, doubled or lost."""
    lines = data.splitlines(keepends=True)
    for _ in range(chance.randrange(1, 6)):
        one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
        turn = chance.randrange(3)
        if turn == 0:
            lines[one], lines[two] = lines[two], lines[one]
        elif turn == 1:
            lines.insert(one, lines[two])
        elif len(lines) > 1:
            del lines[one]
    return b"".join(lines)


def _again(data: bytes, chance: random.Random) -> bytes:
    """A piece of it many times, up to about 60 kB."""
    begin = chance.randrange(len(data))
    piece = data[begin : begin + chance.randrange(1, 400)]
    return data[:begin] + piece * min(chance.choice((2, 20, 500)), 60_000 // len(piece)) + data[begin:]


def _number(data: bytes, chance: random.Random) -> bytes:
    """A digit that becomes another, or very many."""
    digits = [at for at, byte in enumerate(data) if 48 <= byte < 58]
    if not digits:
        return data
    at = chance.choice(digits)
    return data[:at] + chance.choice((b"0", b"9", b"", b"-", b"9" * 40, "\u0663".encode())) + data[at + 1 :]


def _ends(data: bytes, chance: random.Random) -> bytes:
    old, new = chance.choice(((b"\n", b"\r\n"), (b"\n", b"\r"), (b"\n", b"\n\n"), (b"\n ", b"\n"), (b" ", b"  ")))
    return data.replace(old, new)


MUTATIONS: dict[str, Mutation] = {
    "bytes": _bytes, "bits": _bits, "token": _token, "poison": _poison, "cut": _cut, "hole": _hole, "lines": _lines,
    "again": _again, "number": _number, "line ends": _ends,
}  # fmt: skip


def mutated(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """``data`` harmed one to four times; now and then the end of ``other`` stands behind its beginning."""
    if chance.random() < 0.05 and data and other:
        data = data[: chance.randrange(len(data))] + other[chance.randrange(len(other)) :]
    for _ in range(chance.randrange(1, 5)):
        if data:
            data = chance.choice(list(MUTATIONS.values()))(data, chance)
    return data
