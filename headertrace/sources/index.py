"""Which formats there are: what must be known of each before its file is imported.

A format's file is named like the format and has ``read(stream, origin, whole)``, which gives a ``Raw`` for each
message; with ``whole`` set also all of its bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import BinaryIO, NamedTuple

from headertrace.patterns import Pattern, lazy_bytes
from headertrace.sources.raw import Origin, Raw

Read = Callable[[BinaryIO, Origin, bool], Iterator[Raw]]

MBOX = "mbox"
# The line on top of each message in a mailbox (RFC 4155).
FROM_LINE = lazy_bytes(rb"From \S*.{0,200}[0-9]{1,2}:[0-9]{2}.{0,100}[0-9]{2,4}.{0,40}\r?\n?")


_JSON = lazy_bytes(rb"(?:\xef\xbb\xbf)?\s{0,200}[\[{]\s{0,200}[\[{\"]")


class Format(NamedTuple):
    """What a file of that format opens with: ``magic`` bytes, and ``form`` where those are common.

    ``text`` says that binary data is none of it.

    Where content alone does not decide, the file's name has to end in one of ``suffixes`` as well.
    """

    name: str
    magic: bytes = b""
    form: Pattern[bytes] | None = None
    suffixes: tuple[str, ...] = ()
    text: bool = False


# The first that fits is read; the last takes anything: what is no message shows as unparsed.
FORMATS = (
    Format(MBOX, b"From ", FROM_LINE),
    Format("json_", form=_JSON),
    Format("rfc5322", text=True),
)


def choose(head: bytes, name: str) -> Format:
    """The format of what opens with ``head`` and lies in a file of that name."""
    return next(format for format in FORMATS if _fits(format, head, name))


def _fits(format: Format, head: bytes, name: str) -> bool:
    if not head.startswith(format.magic) or (format.form and not format.form.match(head)):
        return False
    return not format.suffixes or name.lower().endswith(format.suffixes)


@cache
def load(name: str) -> Read:
    """The reader of that format. Raises ModuleNotFoundError for a name that is no file here."""
    return import_module(f"headertrace.sources.{name}").read  # type: ignore[no-any-return]
