"""What is no mail: what it seems to be, and what to do instead, in one sentence."""

from __future__ import annotations

import os
import stat

from headertrace.named import NamedTuple
from headertrace.patterns import lazy_bytes
from headertrace.records.evidence import Defect, Field

# The defect of an input in which there is no mail at all.
NO_MAIL = "no-mail"
# No server takes a message of that size; what is longer and is no mailbox is no mail.
MAX_MESSAGE = 1024 * 1024 * 1024

_HEADER = (
    "a mail's header is shown by Gmail's Show original, Outlook's File > Properties, Apple Mail's View > Message > Raw"
    " Source and Thunderbird's More > View Source (`headertrace explain getting-the-header`)"
)


class Form(NamedTuple):
    """What a file is that has ``magic`` at the place ``at``; ``advice`` where another than the usual one helps."""

    magic: bytes
    what: str
    at: int = 0
    advice: str = _HEADER


_UNPACK = "unpack it and name the files in it"
# Magic numbers as file(1) has them (magic/Magdir of its source), in the order in which they are tried.
_FORMS = (
    Form(b"%PDF-", "a PDF"),
    Form(b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
    Form(b"\xff\xd8\xff", "a picture (JPEG)"),
    Form(b"GIF8", "a picture (GIF)"),
    Form(b"BM", "a picture (BMP)"),
    Form(b"WEBP", "a picture (WebP)", 8),
    Form(b"ftyp", "a video or a picture (MP4, HEIC)", 4),
    Form(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Outlook message (.msg) or another Office file"),
    Form(b"!BDN", "an Outlook store (.pst or .ost)"),
    Form(b"\x1f\x8b", "packed by gzip", advice=_UNPACK),
    Form(b"BZh", "packed by bzip2", advice=_UNPACK),
    Form(b"\xfd7zXZ\0", "packed by xz", advice=_UNPACK),
    Form(b"\x28\xb5\x2f\xfd", "packed by zstd", advice=_UNPACK),
    Form(b"7z\xbc\xaf\x27\x1c", "a 7z archive", advice=_UNPACK),
    Form(b"Rar!\x1a\x07", "a RAR archive", advice=_UNPACK),
    Form(b"ustar", "a tar archive", 257, _UNPACK),
    Form(b"\x7fELF", "a program (ELF)"),
    Form(b"MZ", "a program for Windows"),
    Form(b"SQLite format 3\0", "a database (SQLite)"),
    # MS-OXORMMS section 2.2.2: what Outlook attaches to a mail as message.rpmsg.
    Form(
        b"\x76\xe8\x04\x60\xc4\x11\xe3\x86",
        "a message that Rights Management encrypted (message.rpmsg)",
        advice="give the mail that it was attached to, whose header is not encrypted",
    ),
    Form(b"-----BEGIN PGP MESSAGE-----", "a text that PGP encrypted", advice="decrypt it first"),
)
_ZIP = b"PK\x03\x04"
_ENCRYPTED = 1
# The bytes of texts in any of the common encodings; of other data an eighth are others.
_TEXT = bytes({9, 10, 12, 13, 27, *range(0x20, 0x7F), *range(0x80, 0x100)})
_ODD = 20
# As much of a file is looked at.
_LOOKED_AT = 4_096
# How header analysers head their tables of hops, whatever parts the columns; each as its page shows it.
_TABLES = (
    (lazy_bytes(rb"(?i)\bsubmitting host\W{1,20}receiving host\W{1,20}time\b"), "Microsoft's Message Header Analyzer"),
    (lazy_bytes(rb"(?i)\bdelay\W{1,20}from\W{1,20}to\W{1,20}protocol\W{1,20}time received\b"), "Google's header tool"),
    (lazy_bytes(rb"(?i)\bhop\W{1,20}delay\W{1,20}from\W{1,20}by\W{1,20}with\W{1,20}time\b"), "MXToolbox"),
    (
        lazy_bytes(
            rb"(?i)(?:\bhop|\bno|#)\W{1,20}(?:(?:delay|time|date|from|sender)\W{1,20}){1,4}(?:by|to|receiver|receiving|recipient)\b"
            rb"\W{1,20}(?:(?:with|protocol|type|id)\W{1,20}){0,2}(?:time|date|delay)"
        ),
        "a header analyser",
    ),
)
_TAG = lazy_bytes(rb"<[^<>]{0,500}>")
_ANALYSED = f"give the header that it was made from: {_HEADER}"
_SEARCHED = 1 << 16


def binary(head: bytes) -> Form | None:
    """What the file is that opens so; None where it may be text."""
    if head.startswith(_ZIP):
        if len(head) > 6 and head[6] & _ENCRYPTED:
            return Form(_ZIP, "an encrypted ZIP archive", 0, "unpack it with its password and name the files in it")
        return Form(_ZIP, "a ZIP archive or an Office document", 0, _UNPACK)
    for form in _FORMS:
        if head.startswith(form.magic, form.at):
            return form
    part = head[:_LOOKED_AT]
    if not part:
        return None
    odd = len(part.translate(None, _TEXT))
    if odd * _ODD < len(part) or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    if odd == part.count(0):
        # NULs between letters are another matter.
        return Form(b"", "nothing but NUL bytes") if odd == len(part) else None
    return Form(b"", "binary data of an unknown kind")


def no_mail(form: Form) -> Defect:
    """The defect that says so of an input."""
    return Defect(NO_MAIL, f"this is not a message; it looks like {form.what}; {form.advice}")


def seeming(defect: Defect) -> str:
    """ "it looks like a PDF": what such a defect says apart from the advice."""
    return defect.text.split("; ")[1]


def of_text(fields: tuple[Field, ...], text: bytes) -> Defect | None:
    """The same of a text, where none of the names in its header is one that mail has; else None.

    A table of hops is told where no Received line stands beside it, whatever the analyser says above it.
    """
    if not any(field.key == "received" for field in fields):
        table = _table(text)
        if table is not None:
            return table
    if any(field.key in _EVERYDAY or field.key.startswith("x-") for field in fields):
        return None
    from headertrace.dictionary import names

    known = names()
    if any(field.key in known for field in fields if field.name):
        return None
    return no_mail(Form(b"", _kind_of_text(text)))


def _table(text: bytes) -> Defect | None:
    shown = _TAG.sub(b" ", text[:_SEARCHED])
    for heading, whose in _TABLES:
        if heading.search(shown):
            what = f"a table of hops as {whose} shows it, without the lines that it was made from"
            return no_mail(Form(b"", what, advice=_ANALYSED))
    return None


# So that few messages need the whole dictionary.
_EVERYDAY = frozenset({"received", "from", "to", "subject", "date"})


def _kind_of_text(text: bytes) -> str:
    start = text[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        return "empty"
    if start.startswith((b"{", b"[")):
        return "JSON without a list of header fields"
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "a web page without a header in it"
    if start.startswith(b"<?xml"):
        return "an XML file"
    return "text without a header"


def of_place(path: str | os.PathLike[str]) -> Defect | None:
    """The same of a device; None for what can be read to its end. Raises OSError where there is nothing."""
    mode = os.stat(path).st_mode
    if stat.S_ISBLK(mode):
        return no_mail(Form(b"", "a disk"))
    if stat.S_ISCHR(mode) and os.fspath(path) not in ("/dev/null", "/dev/stdin", "/dev/tty"):
        return no_mail(Form(b"", "a device"))
    return None
