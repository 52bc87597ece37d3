"""Path, bytes, pipe or mailbox → Messages. One file a format, chosen by ``index.py``.

A format gives ``Raw``s; ``raw.py`` makes messages of them, and ``opening.py`` takes out those that lie in others.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from typing import BinaryIO

from headertrace.records.evidence import Defect
from headertrace.records.message import Message
from headertrace.sources.index import RFC5322, SNIFFED, choose, load
from headertrace.sources.no_mail import binary, no_mail, of_place
from headertrace.sources.opening import ASKED, Which, opened
from headertrace.sources.pipes import begun, open_to_read
from headertrace.sources.raw import FAILED, Origin, Raw
from headertrace.text.counts import how_many

# Stands for the clipboard where a path would stand, as it does on the command line.
PASTE = "--paste"
_CLIPBOARD = "clipboard"
# So many files in one that could not be read are told one by one.
_MOST_TOLD = 50


def read(
    source: str | os.PathLike[str] | bytes | BinaryIO, which: Which = ASKED, *, recursive: bool = False
) -> Iterator[Message]:
    """The messages in a path, bytes, or a binary file, in order; of a folder of mail those in its files.

    ``which`` says of a message that carries others whether these are meant ("inner"), or itself ("outer"), or, as
    it stands, what a reader asks about. What is no mail is a message without fields, and its defect says so.

    A URL of a mail store (``stores/``) is read over the network, and ``PASTE`` is what was copied last.

    Raises OSError where a path, a store or the clipboard cannot be read, and IsADirectoryError for a folder that is
    none of mail, but where it is ``recursive``: then all files below are read.
    """
    for message, _ in _read(source, which, recursive, whole=False):
        yield message


def read_whole(
    source: str | os.PathLike[str] | bytes | BinaryIO, which: Which = ASKED, *, recursive: bool = False
) -> Iterator[tuple[Message, bytes | None]]:
    """The messages with all their bytes, as they were before a mailbox took them in.

    For what needs the body: signatures and attachments. Of one that is longer than ``MAX_WHOLE`` bytes there are
    none. Raises OSError as ``read`` does.
    """
    return _read(source, which, recursive, whole=True)


def _copied() -> bytes:
    from headertrace.sources.clipboard import contents

    return contents()


def _stored(source: object) -> Callable[[bool], Iterator[Raw]] | None:
    """What reads a mail store, told whether whole messages are wanted; None where ``source`` is no URL of one."""
    if not isinstance(source, str) or "://" not in source:
        return None
    from headertrace.sources.stores.index import scheme_of

    if scheme_of(source) is None:
        return None
    from functools import partial

    from headertrace.sources.stores.reading import read

    return partial(read, source)


def _read(
    source: str | os.PathLike[str] | bytes | BinaryIO, which: Which, recursive: bool, whole: bool
) -> Iterator[tuple[Message, bytes | None]]:
    for raw in _told(_found(source, recursive, whole)):
        yield from opened(raw, which)


def _told(raws: Iterator[Raw]) -> Iterator[Raw]:
    """All of them; of those that stand for what could not be read the first, and how many more there are."""
    count = 0
    outermost = None
    for raw in raws:
        if any(note.code == FAILED for note in raw.notes):
            count += 1
            if count > _MOST_TOLD:
                outermost = raw.origin
                continue
        yield raw
    if outermost is None:
        return
    while outermost.outer is not None:
        outermost = outermost.outer
    why = Defect(FAILED, f"{how_many(count - _MOST_TOLD, 'more file')} in it could not be read either")
    yield Raw(Origin("the rest", RFC5322, 1, outermost), b"", 0, "", notes=(why,))


def _found(source: str | os.PathLike[str] | bytes | BinaryIO, recursive: bool, whole: bool) -> Iterator[Raw]:
    stored = _stored(source)
    if stored is not None:
        yield from stored(whole)
    elif source == PASTE:
        yield from raws(io.BytesIO(_copied()), _CLIPBOARD, whole)
    elif isinstance(source, (str, os.PathLike)):
        refused = of_place(source)
        if refused is not None:
            yield Raw(Origin(os.fspath(source), RFC5322), b"", 0, "", notes=(refused,))
        elif os.path.isdir(source):
            yield from _folder(source, recursive, whole)
        else:
            with open_to_read(source) as stream:
                yield from raws(stream, os.fspath(source), whole)
    else:
        yield from raws(io.BytesIO(source) if isinstance(source, bytes) else source, "-", whole)


def _folder(path: str | os.PathLike[str], recursive: bool, whole: bool) -> Iterator[Raw]:
    from headertrace.sources import folders

    return folders.read(os.fspath(path), whole, recursive)


def raws(stream: BinaryIO, name: str, whole: bool) -> Iterator[Raw]:
    """What is in a file that is open already, by its content and that name."""
    buffered, head = begun(stream, SNIFFED)
    format = choose(head, name)
    form = binary(head) if format.text else None
    if form is not None:
        return iter((Raw(Origin(name, format.name), b"", 0, "", notes=(no_mail(form),)),))
    return load(format.name)(buffered, Origin(name, format.name), whole)
