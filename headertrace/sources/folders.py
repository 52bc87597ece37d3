"""Folders that hold mail: which of the files in one are messages or mailboxes, and in which order.

A folder is told by what lies in it. Links are not followed, and are told.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterator

from headertrace.named import NamedTuple
from headertrace.sources.raw import Origin, Raw
from headertrace.sources.within import MAX_MEMBERS, Meter, failed, inside


class Folder(NamedTuple):
    """A kind of folder: whether one is of it, and the paths below it of the files to read, in order."""

    name: str
    fits: Callable[[str, list[str]], bool]
    files: Callable[[str], Iterator[str]]


def read(path: str, whole: bool, recursive: bool) -> Iterator[Raw]:
    """The messages in a folder; in all that lies below it, whatever it is, where it is ``recursive``.

    Raises IsADirectoryError for a folder that is of no known kind.
    """
    kind = kind_of(path, recursive)
    outer = Origin(path, kind.name)
    for count, name in enumerate(kind.files(path)):
        if count >= MAX_MEMBERS:
            yield failed(name, outer, f"it stands behind the first {MAX_MEMBERS} files: none of those was read")
            return
        yield from read_file(os.path.join(path, name), name, outer, whole)


def kind_of(path: str, recursive: bool) -> Folder:
    """The kind that a folder is of. Raises IsADirectoryError where it is none, and OSError where it can't be listed."""
    names = sorted(os.listdir(path))
    kind = next((kind for kind in KINDS if kind.fits(path, names)), _TREE if recursive else None)
    if kind is None:
        raise IsADirectoryError(errno.EISDIR, "is a directory without mail in it", path)
    return kind


def read_file(path: str, name: str, outer: Origin, whole: bool) -> Iterator[Raw]:
    """The messages in one file of the folder ``outer``, in which it bears that name."""
    try:
        if os.path.isdir(path) and not os.path.islink(path):
            # Named only where it could not be listed: the reason is that.
            os.listdir(path)
        # A link may point anywhere, a pipe may never end.
        if os.path.islink(path) or not os.path.isfile(path):
            yield failed(name, outer, "it is a link, a pipe or a device, which is not followed")
            return
        with open(path, "rb") as stream:
            # What lies in a folder takes as much room as it takes.
            yield from inside(stream, name, outer, whole, Meter(os.fstat(stream.fileno()).st_size))
    except OSError as error:
        yield failed(name, outer, error.strerror or str(error))


def _is_maildir(path: str, names: list[str]) -> bool:
    """Source: maildir(5) of qmail."""
    return all(os.path.isdir(os.path.join(path, name)) for name in ("cur", "new")) and {"cur", "new"} <= set(names)


def _of_maildir(path: str) -> Iterator[str]:
    """Its own messages, oldest name first as it begins with a time, then those of Maildir++'s folders (``.Sent``)."""
    found = [(name, sub) for sub in ("cur", "new") for name in _names(os.path.join(path, sub)) if name[:1] != "."]
    yield from (f"{sub}/{name}".rstrip("/") for name, sub in sorted(found))
    for name in _names(path):
        inner = os.path.join(path, name)
        if name[:1] == "." and not os.path.islink(inner) and _is_maildir(inner, _names(inner)):
            yield from (f"{name}/{file}" for file in _of_maildir(inner))


_NUMBER = re.compile("[0-9]{1,9}")


def _is_mh(path: str, names: list[str]) -> bool:
    """Source: mh-folders(5) and mh-sequence(5) of nmh: messages are files whose names are numbers."""
    marked = any(name in (".mh_sequences", ".xmhcache", ".mh_profile") for name in names)
    return any(map(_NUMBER.fullmatch, names)) and (marked or all(map(_NUMBER.fullmatch, names)))


def _of_mh(path: str) -> Iterator[str]:
    yield from sorted(filter(_NUMBER.fullmatch, _names(path)), key=int)


def _is_thunderbird(path: str, names: list[str]) -> bool:
    """Source: Mozilla's nsMsgLocalStore: a mailbox ``Inbox``, its index ``Inbox.msf``, its subfolders ``Inbox.sbd``."""
    return any(name.endswith(".msf") and name[:-4] in names for name in names)


def _of_thunderbird(path: str) -> Iterator[str]:
    names = _names(path)
    for name in names:
        if f"{name}.msf" in names and os.path.isfile(os.path.join(path, name)):
            yield name
        elif f"{name}.msf" in names and _is_maildir(os.path.join(path, name), _names(os.path.join(path, name))):
            yield from (f"{name}/{file}" for file in _of_maildir(os.path.join(path, name)))
        elif name.endswith(".sbd") and not os.path.islink(os.path.join(path, name)):
            yield from (f"{name}/{file}" for file in _of_thunderbird(os.path.join(path, name)))


def _of_tree(path: str) -> Iterator[str]:
    """All files below, each folder's own before those of its folders; hidden ones and indexes are no mail.

    Folders behind links, and those that cannot be listed, are named to be told.
    """
    closed: list[str] = []
    for top, folders, files in os.walk(path, onerror=lambda error: closed.append(error.filename)):
        folders[:] = sorted(name for name in folders if name[:1] != "." or name[1:2].isalpha())
        links = [name for name in folders if os.path.islink(os.path.join(top, name))]
        for name in sorted([*files, *links]):
            if name[:1] != "." and not name.endswith(_NO_MAIL):
                yield os.path.relpath(os.path.join(top, name), path)
    yield from sorted(os.path.relpath(name, path) for name in closed)


def _names(path: str) -> list[str]:
    """What lies in a folder, in order; an empty name, which stands for itself, where it cannot be listed."""
    try:
        return sorted(os.listdir(path))
    except OSError:
        return [""]


# What Thunderbird, Dovecot and Courier keep beside mail.
_NO_MAIL = (".msf", ".dat", "dovecot-uidlist", "dovecot-keywords", "maildirsize", "maildirfolder", "courierimapuiddb")
_TREE = Folder("tree", lambda path, names: True, _of_tree)
KINDS = (
    Folder("maildir", _is_maildir, _of_maildir),
    Folder("mh", _is_mh, _of_mh),
    Folder("thunderbird", _is_thunderbird, _of_thunderbird),
)
