"""One message as it was found, and the one place that makes a Message of it."""

from __future__ import annotations

from headertrace.named import NamedTuple
from headertrace.records.evidence import Defect
from headertrace.records.message import Message, Source
from headertrace.reports import signs
from headertrace.sources.digest import sha256
from headertrace.sources.mending import Found, damaged, is_mail, mended
from headertrace.sources.no_mail import NO_MAIL
from headertrace.syntax.fields import CHUNK, parse_block

# Lines above a header that are kept.
_MAX_ABOVE = 2_000
# Lines between a damaged header's last field and its blank line.
_MAX_LEFT_OUT = 3
# So much of a body is kept as a mail may lie in.
MAX_BODY = 16 * 1024 * 1024
# A message is held whole, where that is asked for, up to so many bytes.
MAX_WHOLE = 256 * 1024 * 1024
# The defect of a message that could not be read at all.
FAILED = "failed"


class Origin(NamedTuple):
    """Where a message lies: ``name`` of the file ("-" for a pipe), its ``format``, the ``number`` in it from 1.

    ``outer`` is where that file itself was found, as in an archive.
    """

    name: str
    format: str
    number: int = 1
    outer: Origin | None = None

    @property
    def path(self) -> str:
        """The names from the outside in: "mail.zip > inbox.mbox"."""
        return f"{self.outer.path} > {self.name}" if self.outer else self.name


class Raw(NamedTuple):
    """The bytes of a message: its ``header`` block, and what stands ``below`` that, as far as it was kept.

    ``size`` (bytes) and ``sha256`` are of all of it as it lay there; ``first_line`` is the header's line in
    that, from 1. ``whole`` is the message as it was sent, None where nobody asked for bodies, and of more than
    ``MAX_WHOLE`` bytes. ``notes`` are what its format has to tell; where one says that it could not be read, there
    is nothing else.
    """

    origin: Origin
    header: bytes
    size: int
    sha256: str
    first_line: int = 1
    below: bytes = b""
    whole: bytes | None = None
    notes: tuple[Defect, ...] = ()

    @property
    def source(self) -> Source:
        """Where it lies, as the message tells it."""
        origin = self.origin
        return Source(origin.path, origin.format, origin.number, self.size or None, self.sha256 or None)


def of_header(origin: Origin, header: bytes, whole: bool, notes: tuple[Defect, ...] = ()) -> Raw:
    """A message of which there is no more than those bytes, as services and Outlook keep its header."""
    digest = sha256(small=len(header) < CHUNK)
    digest.update(header)
    return Raw(origin, header, len(header), digest.hexdigest(), whole=header if whole else None, notes=notes)


def messages(raw: Raw) -> tuple[Message, ...]:
    """The message that those bytes hold; more than one where a copied text has more than one header in it.

    One that can't be read is one without fields, and its defect says why. Whatever goes wrong in a message costs that
    message only: those behind it in the mailbox are read.
    """
    if any(note.code in (NO_MAIL, FAILED) for note in raw.notes):
        return (Message((), raw.source, raw.notes),)
    try:
        found = Found(*parse_block(raw.header, raw.first_line))
        if not damaged(found, raw.below):
            return (_as_found(raw, found),)
        anew = mended(found, raw.header, raw.below, raw.first_line)
        return tuple(_as_found(raw, found) if item is found else _read_anew(raw, item) for item in anew)
    except Exception as error:
        why = Defect(FAILED, f"the message could not be read: {type(error).__name__}: {error}")
        return (Message((), raw.source, (why,)),)


def _as_found(raw: Raw, found: Found) -> Message:
    """With as much of the body as is read of a notice, where the header may be one's."""
    line = raw.first_line + raw.header.count(b"\n")
    return Message(found.fields, raw.source, (*raw.notes, *found.defects), _kept(raw, found), line)


def _read_anew(raw: Raw, found: Found) -> Message:
    """With the lines that stood above the header: a notice, where its text and what was returned were copied; with the
    body, where the header alone is damaged, and goes down to its own blank line.
    """
    end = max(found.fields[0].first_line - raw.first_line, 0) if found.fields else 0
    lines = (raw.header + raw.below).split(b"\n", _MAX_ABOVE)[: min(end, _MAX_ABOVE)] if end else []
    above = tuple(line.rstrip(b"\r").decode("utf-8", "replace") for line in lines)
    message = Message(found.fields, raw.source, (*raw.notes, *found.defects), above=above)
    below = raw.first_line + raw.header.count(b"\n")
    whole = found.fields and found.fields[0].first_line == raw.first_line and found.fields[-1].last_line < below
    if not whole or not is_mail(found.fields) or found.fields[-1].last_line < below - _MAX_LEFT_OUT:
        return message
    return message._replace(body=_kept(raw, found), body_line=below)


def _kept(raw: Raw, found: Found) -> bytes:
    """As much of the body as is read of a notice, where the header may be one's."""
    return signs.kept(raw.below) if raw.below and signs.suspect(found.fields) else b""
