"""Which formats there are: what must be known of each before its file is imported.

A format's file is named like the format and has ``read(stream, origin, whole)``, which gives a ``Raw`` for each
message; with ``whole`` set also all of its bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import BinaryIO

from headertrace.named import NamedTuple
from headertrace.patterns import Pattern, lazy_bytes
from headertrace.sources.raw import Origin, Raw

Read = Callable[[BinaryIO, Origin, bool], Iterator[Raw]]

MBOX = "mbox"
RFC5322 = "rfc5322"
# By so many opening bytes a format is told.
SNIFFED = 8_192
# The line on top of each message in a mailbox (RFC 4155); Netscape's may have a dash alone.
FROM_LINE = lazy_bytes(rb"From (?:\S*.{0,200}[0-9]{1,2}:[0-9]{2}.{0,100}[0-9]{2,4}.{0,40}\r?\n?|-[ \t]{0,40}\r?\n)")


_JSON = lazy_bytes(rb"(?:\xef\xbb\xbf)?\s{0,200}[\[{]\s{0,200}[\[{\"]")


class Format(NamedTuple):
    """What a file of that format opens with: ``magic`` bytes (one of several) ``at`` a place, and ``form`` where
    those are common.

    ``text`` says that binary data is none of it.

    Where content alone does not decide, the file's name has to end in one of ``suffixes`` as well.
    """

    name: str
    magic: bytes | tuple[bytes, ...] = b""
    form: Pattern[bytes] | None = None
    suffixes: tuple[str, ...] = ()
    text: bool = False
    at: int = 0


# One message's file of an archive of Outlook for Mac.
_OPF = lazy_bytes(
    rb"(?:\xef\xbb\xbf)?\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,200})?(?:<emails?(?:\s[^>]{0,300})?>\s{0,200}){1,2}<OPFMessage"
)
_EMLX = lazy_bytes(rb"[0-9]{1,12} {0,20}\r?\n(?=[!-9;-~]{1,76}:)")

# The first that fits is read; the last takes anything: what is no message shows as unparsed.
FORMATS = (
    Format(MBOX, b"From ", FROM_LINE),
    Format("gzip_", b"\x1f\x8b\x08"),
    Format("bzip2", b"BZh", lazy_bytes(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")),
    Format("xz", b"\xfd7zXZ\0"),
    Format("zip_", b"PK", lazy_bytes(rb"PK(?:\x03\x04|\x05\x06|\x07\x08)")),
    Format("zstd", b"\x28\xb5\x2f\xfd"),
    Format("sevenzip", b"7z\xbc\xaf\x27\x1c"),
    Format("msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    Format("pst", b"!BDN"),
    Format("tar", b"ustar", at=257),
    Format("mmdf", b"\1\1\1\1", lazy_bytes(rb"\x01{4}\r?\n")),
    Format("mbx", b"*mbx*\r\n"),
    Format("emlx", tuple(b"%d" % digit for digit in range(1, 10)), _EMLX),
    Format("olm", form=_OPF),
    Format("json_", form=_JSON),
    Format(RFC5322, text=True),
)


def choose(head: bytes, name: str) -> Format:
    """The format of what opens with ``head`` and lies in a file of that name."""
    return next(format for format in FORMATS if _fits(format, head, name))


def _fits(format: Format, head: bytes, name: str) -> bool:
    if not head.startswith(format.magic, format.at) or (format.form and not format.form.match(head)):
        return False
    return not format.suffixes or name.lower().endswith(format.suffixes)


@cache
def load(name: str) -> Read:
    """The reader of that format. Raises ModuleNotFoundError for a name that is no file here."""
    return import_module(f"headertrace.sources.{name}").read  # type: ignore[no-any-return]
