"""Which content types may hold another mail, and which file opens them."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from headertrace.named import NamedTuple
from headertrace.sources.carried.carrier import Mails


class Row(NamedTuple):
    """``types`` that the file ``name`` opens, in words for people ``kind``; where it was learned is ``source``."""

    name: str
    types: tuple[str, ...]
    kind: str
    source: str


INDEX: tuple[Row, ...] = (
    Row(
        "rfc822",
        ("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"),
        "attached to",
        "RFC 2046 section 5.2.1, RFC 6522 section 4, RFC 6533 section 5",
    ),
    Row("smime", ("application/pkcs7-mime", "application/x-pkcs7-mime"), "signed in", "RFC 8551 section 3.5.2"),
    Row("tnef", ("application/ms-tnef", "application/vnd.ms-tnef"), "attached in the winmail.dat of", "MS-OXTNEF"),
)


def row_of(type: str) -> Row | None:
    """The row that opens that content type, None for one that holds no mail."""
    return next((row for row in INDEX if type in row.types), None)


@cache
def load(name: str) -> Mails:
    """The opener of that name. Raises ModuleNotFoundError for a name that is no file here."""
    return import_module(f"headertrace.sources.carried.{name}").mails  # type: ignore[no-any-return]
