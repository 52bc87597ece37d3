"""Many messages in one file, each after a ``From `` line, in all four kinds.

RFC 4155 is mboxo's and mboxrd's, which put a ``>`` before such lines in a text. In mboxcl and mboxcl2, of System V, a
Content-Length tells where the text ends, and mboxcl2 leaves its lines as they are (mbox(5) of qmail).
"""

from __future__ import annotations

from collections.abc import Iterator
from io import SEEK_END
from typing import BinaryIO

from headertrace.patterns import lazy_bytes
from headertrace.sources.digest import sha256
from headertrace.sources.index import FROM_LINE
from headertrace.sources.no_mail import MAX_MESSAGE
from headertrace.sources.raw import MAX_BODY, MAX_WHOLE, Origin, Raw
from headertrace.sources.within import failed
from headertrace.syntax.fields import MAX_BLOCK

MAX_LINE = 1 << 20
# How many lines, or pieces of several, are gathered before they are hashed; one of so many bytes makes it due.
_GATHERED = 2048
_LONG = 2048


def read(stream: BinaryIO, origin: Origin, whole: bool) -> Iterator[Raw]:
    """Each message in turn; a body is hashed and counted, and held only where it is asked for."""
    number = 0
    current = _Gathering(whole)
    lines = current.lines
    after_blank = True
    in_header = True
    told = left = 0
    while line := (_header(stream) if in_header else stream.readline(MAX_LINE) if left > 0 else _text(stream)):
        is_top = after_blank and line.startswith(b"From ") and FROM_LINE.match(line)
        if is_top and not (left > 0 and _goes_on(stream, left - len(line))):
            if lines or current.size:
                number += 1
                yield current.raw(origin._replace(number=number), in_header)
            current = _Gathering(whole)
            lines = current.lines
            in_header = True
            told = left = 0
        elif left > 0:
            left -= len(line)
        if in_header and b"content-length" in line.lower() and (lengths := _LENGTH.findall(line)):
            told = int(lengths[-1])
        lines.append(line)
        after_blank = line.endswith(_ENDS_BLANK) or line in _BLANK
        if after_blank and in_header:
            current.end_header()
            in_header = False
            left = told
        elif len(lines) >= _GATHERED or len(line) >= _LONG:
            current.flush(in_header)
            if current.size > MAX_MESSAGE:
                why = f"it is longer than {MAX_MESSAGE >> 30} GiB: neither it nor what stands behind it was read"
                yield failed(f"message {number + 1}", origin, why)
                return
    if lines or current.size:
        yield current.raw(origin._replace(number=number + 1), in_header)


def _header(stream: BinaryIO) -> bytes:
    """Lines of a header, as many as are at hand, up to the blank one that ends it."""
    peek = getattr(stream, "peek", None)
    if peek is not None:
        data = peek(1)
        if not data.startswith(_LINE_ENDS):
            end = data.find(b"\n\n")
            # It may share its last byte with the other: "\n\r\n\n".
            other = data.find(b"\n\r\n", 0, end + 1 if end >= 0 else len(data))
            end = other + 3 if other >= 0 else end + 2 if end >= 0 else data.rfind(b"\n") + 1
            if end:
                return stream.read(end)
    return stream.readline(MAX_LINE)


def _text(stream: BinaryIO) -> bytes:
    """Lines of a text, as many as are at hand, up to one that may begin the next message; that is given alone."""
    peek = getattr(stream, "peek", None)
    if peek is not None:
        data = peek(1)
        if not data.startswith(b"From "):
            top = data.find(b"\nFrom ")
            end = top + 1 if top >= 0 else data.rfind(b"\n") + 1
            if end:
                return stream.read(end)
    return stream.readline(MAX_LINE)


def _goes_on(stream: BinaryIO, left: int) -> bool:
    """Whether the text goes on for ``left`` more bytes: there is where the next message, or nothing, begins.

    A length that is wrong is left out of account, as is any in a pipe, of which nobody can see the end beforehand.
    """
    if left <= 0 or not stream.seekable():
        return False
    here = stream.tell()
    beyond = here + left > stream.seek(0, SEEK_END)
    stream.seek(here + left)
    behind = stream.read(_AHEAD)
    stream.seek(here)
    at_end = len(behind) < _AHEAD and not behind.strip()
    return not beyond and (at_end or behind.lstrip(b"\r\n").startswith(b"From "))


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
_LENGTH = lazy_bytes(rb"(?mi)^Content-Length:[ \t]{0,20}([0-9]{1,12})\s*$")
_LINE_ENDS = (b"\n", b"\r\n")
# Past two line ends, and the word.
_AHEAD = 9
_BLANK = frozenset({b"\n", b"\r\n"})
_ENDS_BLANK = (b"\n\n", b"\n\r\n")


class _Gathering:
    """One message while its lines come in."""

    def __init__(self, whole: bool) -> None:
        self.size = 0
        self.lines: list[bytes] = []
        self._digest = sha256(small=False)
        self._header: list[bytes] = []
        self._header_size = 0
        self._whole: list[bytes] | None = [] if whole else None
        self._body: list[bytes] = []
        self._body_size = 0

    def end_header(self) -> None:
        self.flush(in_header=True)

    def flush(self, in_header: bool) -> None:
        """Hash what was gathered; of a header keep no more than ``MAX_BLOCK`` and a line."""
        data = b"".join(self.lines)
        self._digest.update(data)
        self.size += len(data)
        self.lines.clear()
        if self._whole is not None:
            self._whole.append(data)
            if self.size > MAX_WHOLE:
                self._whole = None
        if in_header and self._header_size <= MAX_BLOCK:
            self._header.append(data)
            self._header_size += len(data)
        elif not in_header and self._body_size < MAX_BODY:
            self._body.append(data)
            self._body_size += len(data)

    def raw(self, origin: Origin, in_header: bool) -> Raw:
        self.flush(in_header)
        # The mailbox's own line on top belongs to no message.
        header = b"".join(self._header).partition(b"\n")[2]
        whole = None if self._whole is None else taken_out(b"".join(self._whole))
        below = b"".join(self._body)
        return Raw(origin, header, self.size, self._digest.hexdigest(), first_line=2, below=below, whole=whole)
