"""Many messages in one file, each after a ``From `` line (RFC 4155, mboxo and mboxrd)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from headertrace.headers import MAX_BLOCK, parse_block
from headertrace.model import Message, Source
from headertrace.patterns import lazy_bytes
from headertrace.sources.digest import sha256

NAME = "mbox"
_FROM_LINE = lazy_bytes(rb"From \S*.{0,200}[0-9]{1,2}:[0-9]{2}.{0,100}[0-9]{2,4}.{0,40}\r?\n?")
MAX_LINE = 1 << 20
# How much of a body is gathered before it is hashed; no more than this is held.
_GATHERED = 2048


def sniff(head: bytes) -> bool:
    return head.startswith(b"From ") and bool(_FROM_LINE.match(head))


def read(stream: BinaryIO, name: str) -> Iterator[Message]:
    """Each message in turn; a body is hashed and counted, not kept."""
    number = 0
    current = _Gathering()
    after_blank = True
    while line := stream.readline(MAX_LINE):
        if after_blank and line.startswith(b"From ") and _FROM_LINE.match(line):
            if current.size or current.lines:
                number += 1
                yield current.message(name, number)
            current = _Gathering()
        after_blank = line in (b"\n", b"\r\n")
        current.add(line, after_blank)
    if current.lines or current.size:
        yield current.message(name, number + 1)


class _Gathering:
    """One message while its lines come in."""

    def __init__(self) -> None:
        self.size = 0
        self.lines: list[bytes] = []
        self._digest = sha256(small=False)
        self._header: bytes | None = None
        self._header_size = 0

    def add(self, line: bytes, blank: bool) -> None:
        self.lines.append(line)
        if self._header is None:
            self._header_size += len(line)
            if blank or self._header_size > MAX_BLOCK:
                self._header = b"".join(self.lines)
                self._flush()
        elif len(self.lines) >= _GATHERED:
            self._flush()

    def _flush(self) -> None:
        data = b"".join(self.lines)
        self._digest.update(data)
        self.size += len(data)
        self.lines.clear()

    def message(self, name: str, number: int) -> Message:
        header = b"".join(self.lines) if self._header is None else self._header
        self._flush()
        # The mailbox's own line on top belongs to no message.
        fields, defects = parse_block(header.partition(b"\n")[2], first_line=2)
        return Message(fields, Source(name, NAME, number, self.size, self._digest.hexdigest()), defects)
