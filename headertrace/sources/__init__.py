"""Path, bytes, pipe or mailbox → Messages. One file a format, chosen by ``index.py``.

A format gives ``Raw``s; ``raw.py`` makes messages of them, and ``opening.py`` takes out those that lie in others.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from typing import BinaryIO

from headertrace.records.message import Message
from headertrace.sources.index import choose, load
from headertrace.sources.no_mail import binary, no_mail, of_place
from headertrace.sources.opening import ASKED, Which, opened
from headertrace.sources.raw import Origin, Raw

# Stands for the clipboard where a path would stand, as it does on the command line.
PASTE = "--paste"
_CLIPBOARD = "clipboard"
# By so many opening bytes a format is told.
_SNIFF = 8192
# Messages with their bodies are held in memory: what is longer is refused.
MAX_WHOLE = 256 * 1024 * 1024


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
    stored = _stored(source)
    if stored is not None:
        yield from _meant(stored(False), which)
    elif source == PASTE:
        yield from _messages(io.BytesIO(_copied()), _CLIPBOARD, which)
    elif isinstance(source, (str, os.PathLike)):
        refused = of_place(source)
        if refused is not None:
            yield Message((), Raw(Origin(os.fspath(source), "rfc5322"), b"", 0, "").source, (refused,))
            return
        if os.path.isdir(source):
            yield from _meant(_folder(source, recursive), which)
            return
        with open(source, "rb") as stream:
            yield from _messages(stream, os.fspath(source), which)
    elif isinstance(source, bytes):
        yield from _messages(io.BytesIO(source), "-", which)
    else:
        yield from _messages(source, "-", which)


def _messages(stream: BinaryIO, name: str, which: Which) -> Iterator[Message]:
    buffered = stream if hasattr(stream, "peek") else io.BufferedReader(stream)  # type: ignore[type-var]
    yield from _meant(_raws(buffered, name, buffered.peek(_SNIFF)[:_SNIFF]), which)


def _meant(raws: Iterator[Raw], which: Which) -> Iterator[Message]:
    for raw in raws:
        for message, _ in opened(raw, which):
            yield message


def read_whole(
    source: str | os.PathLike[str] | bytes | BinaryIO, which: Which = ASKED, *, recursive: bool = False
) -> Iterator[tuple[Message, bytes]]:
    """The messages with all their bytes, as they were before a mailbox took them in.

    For what needs the body: signatures and attachments. Raises OSError as ``read`` does, and
    ValueError where the input is longer than ``MAX_WHOLE`` bytes.
    """
    stored = _stored(source)
    if stored is not None:
        for raw in stored(True):
            yield from opened(raw, which)
        return
    if isinstance(source, (str, os.PathLike)) and os.path.isdir(source):
        for raw in _folder(source, recursive, whole=True):
            yield from opened(raw, which)
        return
    name, data = _all_of(source)
    if len(data) > MAX_WHOLE:
        raise ValueError(f"longer than {MAX_WHOLE} bytes")
    for raw in _raws(io.BytesIO(data), name, data[:_SNIFF], whole=True):
        yield from opened(raw, which)


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


def _all_of(source: str | os.PathLike[str] | bytes | BinaryIO) -> tuple[str, bytes]:
    if isinstance(source, bytes):
        return "-", source
    if source == PASTE:
        return _CLIPBOARD, _copied()
    if isinstance(source, (str, os.PathLike)):
        with open(source, "rb") as stream:
            return os.fspath(source), stream.read(MAX_WHOLE + 1)
    return "-", source.read(MAX_WHOLE + 1)


def _folder(path: str | os.PathLike[str], recursive: bool, whole: bool = False) -> Iterator[Raw]:
    from headertrace.sources import folders

    return folders.read(os.fspath(path), whole, recursive)


def _raws(stream: BinaryIO, name: str, head: bytes, whole: bool = False) -> Iterator[Raw]:
    format = choose(head, name)
    form = binary(head) if format.text else None
    if form is not None:
        return iter((Raw(Origin(name, format.name), b"", 0, "", notes=(no_mail(form),)),))
    return load(format.name)(stream, Origin(name, format.name), whole)
