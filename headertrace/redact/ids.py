"""Ids under other names: each keeps the form of the program that made it, and the time that it carries.

What stays is the stretch that a scheme of ``headertrace.clocks`` reads; the counter, the process, the
host's address beside it are replaced.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from importlib import import_module

from headertrace.clocks import BY_DIALECT
from headertrace.model import Received
from headertrace.patterns import lazy
from headertrace.redact.pseudonyms import Pseudonyms

# Marks by which a program's ids are known (headertrace/roles/writers.py and received/dialects).
_MARKS = lazy(
    r"JavaMail|\bcamel\b|\bPine\b|\balpine\b|\bHorde\b|\bsquirrel\b|\bqmail\b|fsf(?:_-_)?$|geopod-ismtpd\w*|ismtpd"
    r"|^CA(?=[\w+=-]{40})|^OF(?=[0-9A-F]{8}\.)|-ON(?=[0-9A-F]{8})|^E(?=1[0-9A-Za-z]{5}-)|^s(?=[3-7][0-9a-f]{7}\.)"
    r"|^(?:BAY|SNT|COL|DUB|BLU)|^87|^85|^recvd|^filter|(?<=[0-9a-z])(?:mr|ls|ws|wr|pf|ib|wm|qc|so)(?=[0-9])"
    r"|^E(?=[0-9A-Za-z]{6}-)|^01(?=[0-9a-f]{14}-)|^M(?=20[0-9]{12})",
    re.IGNORECASE,
)
_UUID = lazy(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-([0-9a-fA-F])[0-9a-fA-F]{3}-([0-9a-fA-F])[0-9a-fA-F]{3}-[0-9a-fA-F]{12}")
_DOVECOT = lazy(r"[0-9A-Za-z+/]{14}[AEIMQUYcgkosw048]A[0-9A-Za-z+/]{5}[AQgw]")
_ORACLE = lazy(r"(0[0-9A-Z]{3}00)[0-9A-Z]{2,4}([0-9A-Z]{3})[0-9A-Z]{2}")
_POSTFIX_LONG = lazy(r"[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10}z")
# Exchange writes its own version where others write an id.
_VERSION = lazy(r"[0-9]{1,2}(?:\.[0-9]{1,5}){3}")
_HOUR_ID = lazy(r"[A-X][A-X]A[0-9]{5,}")
_SNOWFLAKE = lazy(r"[0-9]{17,19}")
_KSUID = lazy(r"[0-9A-Za-z]{27}")
_TAIL_BITS = 22
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def queue_id(text: str, got: Received, names: Pseudonyms) -> str:
    """The id of a Received line; ``got`` is that line, read."""
    if _VERSION.fullmatch(text):
        return text
    kept = [match.span() for match in _MARKS.finditer(text)]
    kept += _of_version(text)
    if _DOVECOT.match(text):
        kept += [(14, 16), (21, 22)]
    if _HOUR_ID.fullmatch(text):
        kept.append((2, 3))
    oracle = _ORACLE.match(text)
    if oracle:
        kept += [oracle.span(1), oracle.span(2)]
    elif got.stamp and got.stamp.utc:
        for scheme in BY_DIALECT.get(got.dialect, ()):
            found = import_module(f"headertrace.clocks.{scheme}").read(text, got.stamp.utc, got.stamp.offset)
            if found:
                at = text.find(found.text)
                kept.append((at, at + len(found.text)) if at >= 0 else (0, 0))
    if _POSTFIX_LONG.match(text):
        kept.append((10, 11))
    return names.shape(text, tuple(kept))


def left_side(text: str, names: Pseudonyms) -> str:
    """What stands before the @ of a Message-ID."""
    from headertrace.clocks.message_id import read

    kept = [match.span() for match in _MARKS.finditer(text)]
    kept += _of_version(text)
    # Many a shape is only known with its closing @.
    found = read(f"<{text}@x", None, None)
    if found and found.text != text:
        at = text.find(found.text)
        if at >= 0:
            kept.append((at, at + len(found.text)))
    elif found and _SNOWFLAKE.fullmatch(text):
        number = int(text) >> _TAIL_BITS << _TAIL_BITS
        return str(number + names.number("id", text, 1 << _TAIL_BITS))
    elif found and _KSUID.fullmatch(text):
        return _ksuid(text, names)
    return names.shape(text, tuple(kept))


def _ksuid(text: str, names: Pseudonyms) -> str:
    number = 0
    for digit in text:
        number = number * 62 + _BASE62.index(digit)
    number = (number >> 128 << 128) + names.number("id", text, 1 << 128)
    out = ""
    while number:
        number, value = divmod(number, 62)
        out = _BASE62[value] + out
    return out.rjust(27, "0")


def _of_version(text: str) -> list[tuple[int, int]]:
    """The digits that say which kind of UUID it is (RFC 9562 section 4)."""
    return [match.span(group) for match in _UUID.finditer(text) for group in (1, 2)]


def thread_index(value: str, names: Pseudonyms) -> str:
    """A Thread-Index with its time and another thread's id (MS-OXOMSG section 2.2.1.3)."""
    try:
        data = b64decode("".join(value.split()), validate=True)
    except ValueError:
        return names.shape(value)
    stream = names.stream("id", value)
    return b64encode(data[:6] + bytes(next(stream) for _ in data[6:])).decode("ascii")


def boundary(text: str, names: Pseudonyms) -> str:
    """A MIME boundary."""
    from headertrace.clocks.boundary import read
    from headertrace.roles.writers import BOUNDARIES

    found = read(f'boundary="{text}"', None, None)
    kept = [match.span() for match in _BOUNDARY_MARKS.finditer(text)]
    if found:
        at = text.find(found.text)
        kept.append((at, at + len(found.text)))
    made = names.shape(text, tuple(kept))
    shape = next((pattern for pattern, *_ in BOUNDARIES if pattern.match(text)), None)
    return made if shape is None or shape.match(made) else text


_BOUNDARY_MARKS = lazy(r"Apple-Mail|NextPart|nextPart|_Part_|_NmP-|^b[12]_|^0{12}|0{4,}|[0-9]{2,}(?==*$)")
