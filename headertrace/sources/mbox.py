"""Many messages in one file, each after a ``From `` line (RFC 4155, mboxo and mboxrd)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from headertrace.headers import parse_block
from headertrace.model import Message, Source

NAME = "mbox"
_FROM_LINE = re.compile(rb"From \S*.{0,200}[0-9]{1,2}:[0-9]{2}.{0,100}[0-9]{2,4}.{0,40}\r?\n?")
MAX_LINE = 1 << 20


def sniff(head: bytes) -> bool:
    return bool(_FROM_LINE.match(head))


def read(stream: BinaryIO, name: str) -> Iterator[Message]:
    """Each message in turn; of a body no more than one line is held."""
    from hashlib import sha256

    number, size, digest = 0, 0, sha256()
    block: list[bytes] = []
    in_header, after_blank = True, True
    while line := stream.readline(MAX_LINE):
        if after_blank and line.startswith(b"From ") and _FROM_LINE.match(line):
            if size:
                number += 1
                yield _message(block, name, number, size, digest.hexdigest())
            size, digest, block, in_header = 0, sha256(), [], True
        size += len(line)
        digest.update(line)
        after_blank = line in (b"\n", b"\r\n")
        if in_header:
            block.append(line)
            in_header = not after_blank
    if size:
        yield _message(block, name, number + 1, size, digest.hexdigest())


def _message(block: list[bytes], name: str, number: int, size: int, digest: str) -> Message:
    fields, defects = parse_block(b"".join(block))
    return Message(fields, Source(name, NAME, number, size, digest), defects)
