"""One message as RFC 5322 has it: a header block, a blank line, a body."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from headertrace.patterns import lazy_bytes
from headertrace.sources.digest import sha256
from headertrace.sources.no_mail import MAX_MESSAGE, Form, no_mail
from headertrace.sources.raw import MAX_BODY, MAX_WHOLE, Origin, Raw
from headertrace.syntax.fields import CHUNK, read_block

# A header that long has a field on its first pages.
_LONG = 1024 * 1024
_A_FIELD = lazy_bytes(rb"(?mi)^[ \t>|*-]{0,20}[a-z][a-z0-9-]{1,60}[ \t]{0,5}:|received")


def read(stream: BinaryIO, origin: Origin, whole: bool) -> Iterator[Raw]:
    """The one message in ``stream``; its body is hashed and counted, and held whole only where it is asked for.

    What is so long, or so long without a field, that it is no message is not read to its end.
    """
    block, below = read_block(stream)
    if len(block) > _LONG and not _A_FIELD.search(block, 0, _LONG):
        yield Raw(origin, b"", len(block), "", notes=(no_mail(Form(b"", "an endless text without a header")),))
        return
    digest = sha256(small=len(block) + len(below) < CHUNK)
    digest.update(block)
    size = len(block)
    kept: list[bytes] = []
    room = MAX_WHOLE if whole else MAX_BODY
    rest = below or stream.read(CHUNK)
    while rest and size <= MAX_MESSAGE:
        digest.update(rest)
        if size < room:
            kept.append(rest)
        size += len(rest)
        rest = stream.read(CHUNK)
    if size > MAX_MESSAGE:
        yield Raw(origin, b"", size, "", notes=(no_mail(Form(b"", f"longer than {MAX_MESSAGE >> 30} GiB")),))
    elif size:
        body = kept[0] if len(kept) == 1 else b"".join(kept)
        all_of_it = block + body if whole and size <= MAX_WHOLE else None
        yield Raw(origin, block, size, digest.hexdigest(), 1, body[:MAX_BODY], all_of_it)
