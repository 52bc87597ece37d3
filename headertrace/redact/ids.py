"""Ids under other names: each keeps the form of the program that made it, and the time that it carries.

No list says which part of an id that is. The characters are replaced one by one, and each is put back
without which the id would no longer be read as before.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from functools import partial

from headertrace.clocks import Reading, of_field, of_id
from headertrace.clocks.thread_index import read as read_thread_index
from headertrace.findings.habits import habit, is_masked
from headertrace.organisations.addresses import INNER, scope
from headertrace.patterns import lazy
from headertrace.received.detection import by_id
from headertrace.records.received import Received
from headertrace.redact.pseudonyms import Pseudonyms
from headertrace.roles.writers import BOUNDARIES, MESSAGE_IDS

# Exchange writes its own version where others write an id.
_VERSION = lazy(r"[0-9]{1,2}(?:\.[0-9]{1,5}){3}")
_NEWEST = 20
# Bytes of the time and the GUID that a thread begins with.
_THREAD = 22
# What is longer is no id: its end is replaced without looking.
_LONGEST = 400


def disguise(text: str, says: Callable[[str], object], candidate: str) -> str:
    """``candidate``, with as many characters of ``text`` put back as ``says`` needs to tell the same of it.

    Both texts are equally long.
    """
    said = says(text)
    if says(candidate) == said:
        return candidate
    made = list(text[:_LONGEST])
    end = candidate[_LONGEST:] if says(text[:_LONGEST] + candidate[_LONGEST:]) == said else text[_LONGEST:]
    for at, char in enumerate(candidate[:_LONGEST]):
        if char != text[at]:
            made[at] = char
            if says("".join(made) + end) != said:
                made[at] = text[at]
    return "".join(made) + end


def queue_id(text: str, got: Received, names: Pseudonyms, host: Callable[[str], str]) -> str:
    """The id of a Received line; ``got`` is that line, read. ``host`` gives the stand-in of a host's name."""
    if is_version(text):
        return text
    left, at, right = text.partition("@")
    end = at + host(right) if at else ""
    return disguise(left, partial(_queue_says, got, end), names.shape(left)) + end


def is_version(text: str) -> bool:
    """Whether it is a version where an id should be."""
    return bool(_VERSION.fullmatch(text)) and int(text.partition(".")[0]) <= _NEWEST and scope(text) not in INNER


def _queue_says(got: Received, end: str, text: str) -> object:
    whole = text + end
    told = of_id(got.dialect, whole, got.stamp) if got.stamp and got.stamp.utc else None
    known = habit(got.dialect, got.raw)
    # Whether the program that the line names gives such ids.
    fits = bool(known.id(whole)) if known and known.id else None
    # A Message-ID in the place of a queue id is read as one elsewhere.
    as_message_id = _message_says(end[1:], text) if end else None
    return by_id(whole), told and (told[0], _moment(told[1])), fits, is_masked(whole), as_message_id


def left_side(text: str, right: str, candidate: str) -> str:
    """What stands before the @ of a Message-ID, ``candidate`` being its stand-in of the same length."""
    return disguise(text, partial(_message_says, right), candidate)


def _message_says(right: str, text: str) -> object:
    whole = f"<{text}@{right}>"
    return clock("message-id", whole), _first(MESSAGE_IDS, whole)


def boundary(text: str, names: Pseudonyms) -> str:
    """A MIME boundary."""
    return disguise(text, _boundary_says, names.shape(text))


def _boundary_says(text: str) -> object:
    return clock("content-type", f'multipart/mixed; boundary="{text}"'), _first(BOUNDARIES, text)


def clocked(name: str, text: str, names: Pseudonyms) -> str:
    """The value of a field that holds a time of its own; ``name`` in lower case."""
    return disguise(text, partial(clock, name), names.shape(text))


def dated(text: str, same: Callable[[str], bool], names: Pseudonyms) -> str:
    """A date that other words are run into, by as few of its characters as ``same`` needs; nothing of its end."""
    candidate = names.shape(text)
    if len(text) > _LONGEST and not same(text[:_LONGEST] + candidate[_LONGEST:]):
        return candidate
    return disguise(text, same, candidate)


def clock(name: str, text: str) -> object:
    """The time that a field's value tells, to be compared; None where it tells none."""
    found = of_field(name, text)
    return found and _moment(found)


def _moment(found: Reading) -> object:
    return found.time, found.resolution_s, found.local, found.anew, found.certain


def _first(shapes: tuple[tuple[object, ...], ...], text: str) -> int:
    return next((row for row, shape in enumerate(shapes) if shape[0].match(text)), -1)  # type: ignore[attr-defined]


def thread_index(value: str, names: Pseudonyms) -> str:
    """A Thread-Index with its time and another thread's id (MS-OXOMSG section 2.2.1.3)."""
    try:
        data = b64decode("".join(value.split()), validate=True)
    except ValueError:
        return names.shape(value)
    if len(data) < _THREAD or read_thread_index(value, None, None) is None:
        # Words may be base64 too.
        return names.shape(value)
    stream = names.stream("id", value)
    return b64encode(data[:6] + bytes(next(stream) for _ in data[6:])).decode("ascii")
