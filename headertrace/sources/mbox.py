"""Many messages in one file, each after a ``From `` line (RFC 4155, mboxo and mboxrd)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from headertrace.patterns import lazy_bytes
from headertrace.records.message import Message, Source
from headertrace.sources.digest import sha256
from headertrace.syntax.fields import MAX_BLOCK, parse_block

NAME = "mbox"
_FROM_LINE = lazy_bytes(rb"From \S*.{0,200}[0-9]{1,2}:[0-9]{2}.{0,100}[0-9]{2,4}.{0,40}\r?\n?")
MAX_LINE = 1 << 20
# How many lines are gathered before they are hashed; no more than these are held.
_GATHERED = 2048


def sniff(head: bytes) -> bool:
    return head.startswith(b"From ") and bool(_FROM_LINE.match(head))


def read(stream: BinaryIO, name: str) -> Iterator[Message]:
    """Each message in turn; a body is hashed and counted, not kept."""
    number = 0
    current = _Gathering()
    lines = current.lines
    after_blank = True
    in_header = True
    while line := stream.readline(MAX_LINE):
        if after_blank and line.startswith(b"From ") and _FROM_LINE.match(line):
            if lines or current.size:
                number += 1
                yield current.message(name, number)
            current = _Gathering()
            lines = current.lines
            in_header = True
        lines.append(line)
        after_blank = line in _BLANK
        if after_blank and in_header:
            current.end_header()
            in_header = False
        elif len(lines) >= _GATHERED:
            current.flush(in_header)
    if lines or current.size:
        yield current.message(name, number + 1)


def taken_out(data: bytes) -> bytes:
    """A message as it was before it was put into the mailbox (RFC 4155 appendix A; mboxrd): without the ``From ``
    line on top and the blank line at the end, and with one ``>`` less before ``From `` in its text.
    """
    own = data.partition(b"\n")[2]
    for blank in (b"\r\n\r\n", b"\n\n"):
        if own.endswith(blank):
            own = own[: -len(blank) // 2]
            break
    head, mark, body = own.partition(b"\n\r\n" if b"\n\r\n" in own else b"\n\n")
    return head + mark + _QUOTED.sub(rb"\1", body)


_QUOTED = lazy_bytes(rb"(?m)^>(>*From )")
_BLANK = frozenset({b"\n", b"\r\n"})


class _Gathering:
    """One message while its lines come in."""

    def __init__(self) -> None:
        self.size = 0
        self.lines: list[bytes] = []
        self._digest = sha256(small=False)
        self._header: list[bytes] = []
        self._header_size = 0

    def end_header(self) -> None:
        self.flush(in_header=True)

    def flush(self, in_header: bool) -> None:
        """Hash what was gathered; of a header keep no more than ``MAX_BLOCK`` and a line."""
        data = b"".join(self.lines)
        self._digest.update(data)
        self.size += len(data)
        self.lines.clear()
        if in_header and self._header_size <= MAX_BLOCK:
            self._header.append(data)
            self._header_size += len(data)

    def message(self, name: str, number: int) -> Message:
        self.flush(in_header=not self._header)
        # The mailbox's own line on top belongs to no message.
        header = b"".join(self._header).partition(b"\n")[2]
        fields, defects = parse_block(header, first_line=2)
        return Message(fields, Source(name, NAME, number, self.size, self._digest.hexdigest()), defects)
