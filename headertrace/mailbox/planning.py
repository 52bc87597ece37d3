"""What is to be read → sources and units of the journal: what is new since the last scan, and nothing else.

A source is known by its name, in a Maildir by the part of it that stays when a message is marked (maildir(5)). It is as
it was where size and time of change are; a mailbox that has grown is read on from its old end, where both of its ends
are as they were and its last message ends where it did; of any other all is read anew, and its old rows go.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from headertrace.mailbox.inputs import Found, Missing, below, found, is_object, open_input
from headertrace.mailbox.journal import Journal, Source
from headertrace.mailbox.ranges import read_range
from headertrace.mailbox.rows import keyed_hash
from headertrace.mailbox.unit import Part, PartKind
from headertrace.named import NamedTuple
from headertrace.sources.folders import kind_of
from headertrace.sources.index import MBOX, SNIFFED, choose
from headertrace.sources.stores.index import scheme_of

_ENDS = 65_536
_SHORTEST, _LONGEST = 1 << 20, 16 << 20
# Small files are read together: so many, or so many bytes.
_FILES, _BYTES = 256, 8 << 20
_AT_ONCE = 1_000
# Folders of which each file is one message.
_OF_MESSAGES = ("maildir", "mh")


class Candidate(NamedTuple):
    """A file that may have to be read: with the folder it was found in, and the name by which it is known there."""

    found: Found
    outer: tuple[str, str] | None = None
    member: str = ""
    known_as: str = ""


class Planned(NamedTuple):
    """What came of planning: inputs that could not be read, with the reason, how many files have vanished, and how many
    are other ones now.
    """

    unread: tuple[tuple[str, str], ...]
    vanished: int
    replaced: int


class Planner:
    """Puts inputs into a journal, for ``jobs`` workers. ``secret`` hides their names there, where it is given."""

    def __init__(self, journal: Journal, jobs: int, secret: bytes) -> None:
        self._journal = journal
        self._jobs = jobs
        self._secret = secret
        self._waiting: list[Part] = []
        self._bytes = 0
        self._replaced = 0

    def plan(self, inputs: Iterable[str], recursive: bool) -> Planned:
        """All of them. What cannot be read is told, and the rest is planned."""
        unread: list[tuple[str, str]] = []
        vanished = 0
        for given in inputs:
            name = given if "://" in given else os.path.abspath(given)
            try:
                vanished += self._input(name, recursive)
            except IsADirectoryError:
                unread.append((given, "is a directory without mail in it; -r reads all files below it"))
            except Missing as error:
                unread.append((given, str(error)))
            except OSError as error:
                unread.append((given, error.strerror or str(error)))
        with self._journal.at_once():
            self._flush()
        return Planned(tuple(unread), vanished, self._replaced)

    def _input(self, name: str, recursive: bool) -> int:
        top = self.hidden(name)
        listed = iter(_candidates(name, recursive))
        while True:
            with self._journal.at_once():
                for _ in range(_AT_ONCE):
                    candidate = next(listed, None)
                    if candidate is None:
                        return self._journal.vanished(top)
                    self._take(candidate, top)

    def hidden(self, name: str) -> str:
        """The name as the dataset has it."""
        if not self._secret:
            return name
        digest = keyed_hash(8, self._secret)
        digest.update(os.fsencode(name))
        return f"input-{digest.hexdigest()}"

    def _take(self, candidate: Candidate, top: str) -> None:
        file = candidate.found
        name = self.hidden(candidate.known_as or file.path)
        known = self._journal.source(name)
        if known is not None and known.version and known.version == file.version:
            self._journal.present(known.id, file.path, candidate.outer, candidate.member)
            return
        kind, digest = self._looked_at(candidate)
        if known is None:
            # A dataset's text is UTF-8: bytes of a name that are none are spelled in it.
            label = self.hidden(file.path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
            source = self._journal.add_source(name, top, file.version, file.size, label, kind, digest)
            anew, start, exact = True, 0, False
        else:
            source, label = known.id, known.label
            anew, start, exact = self._again(known, file, kind, digest)
        fresh = self._journal.present(source, file.path, candidate.outer, candidate.member)
        if anew and fresh:
            whole = Part(source, file.path, label, kind, start, file.size, exact, candidate.outer, candidate.member)
            self._cut(whole)

    def _again(self, known: Source, file: Found, kind: PartKind, digest: str) -> tuple[bool, int, bool]:
        """(whether something of it has to be read, from where, whether a message begins there for sure)."""
        start = self._read_on(known, file, kind)
        if start is None:
            self._replaced += 1
            return self._journal.changed(known, file.version, file.size, kind, digest), 0, False
        self._journal.grown(known.id, file.version, file.size, digest)
        return start < file.size, start, known.next is not None and known.next >= known.size

    def _cut(self, whole: Part) -> None:
        """A mailbox into stretches, one a unit; small files together into one."""
        if whole.kind == "range":
            length = min(max((whole.end - whole.start) // (self._jobs * 4), _SHORTEST), _LONGEST)
            for start in range(whole.start, whole.end, length):
                end = min(start + length, whole.end)
                self._journal.add_unit(
                    [whole._replace(start=start, end=end, exact=whole.exact and start == whole.start)]
                )
            return
        self._waiting.append(whole)
        self._bytes += whole.end
        if len(self._waiting) >= _FILES or self._bytes >= _BYTES:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            self._journal.add_unit(self._waiting)
        self._waiting, self._bytes = [], 0

    def _looked_at(self, candidate: Candidate) -> tuple[PartKind, str]:
        """How a file is read, and the digest of its ends where that is a mailbox."""
        path, size, _ = candidate.found
        if not size or (candidate.outer is not None and candidate.outer[1] in _OF_MESSAGES) or os.path.islink(path):
            return "file", ""
        try:
            with open_input(path) as stream:
                head = stream.read(SNIFFED)
                if choose(head, path).name != MBOX:
                    return "file", ""
                return "range", self._digest(stream, size)
        except OSError:
            return "file", ""

    def _digest(self, stream: BinaryIO, size: int) -> str:
        """Of both ends of the first ``size`` bytes."""
        made = keyed_hash(16, self._secret)
        for place in (0, max(size - _ENDS, 0)):
            stream.seek(place)
            made.update(stream.read(min(_ENDS, size - place)))
        return made.hexdigest()

    def _read_on(self, known: Source, file: Found, kind: PartKind) -> int | None:
        """From where a source is to be read on; None where it is another one now."""
        if known.kind != "range" or kind != "range" or file.size < known.size or not known.version:
            return None
        with open_input(file.path) as stream:
            if self._digest(stream, known.size) != known.digest or file.size == known.size:
                return None
            if known.next is None or known.next < known.size:
                # Some of it is still to be read: how its stretches meet is seen then.
                return known.size
            if known.last is None:
                return None
            _, behind = next(read_range(stream, file.path, known.last, known.last + 1))
            return known.next if behind == known.next else None


def _candidates(name: str, recursive: bool) -> Iterator[Candidate]:
    """The files that an input names. Raises OSError, and Missing."""
    if "://" in name and scheme_of(name) is not None:
        # What is in a mail store may change at any time.
        yield Candidate(Found(name, 0, ""))
    elif is_object(name):
        any_below = False
        for inner in below(name):
            any_below = True
            yield Candidate(inner)
        if not any_below:
            yield Candidate(found(name))
    elif os.path.isdir(name):
        yield from _in_folder(name, recursive)
    else:
        if not stat.S_ISREG(os.stat(name).st_mode):
            raise OSError("is not a regular file: it could not be read again after an interruption")
        yield Candidate(found(name))


def _in_folder(name: str, recursive: bool) -> Iterator[Candidate]:
    kind = kind_of(name, recursive)
    for member in kind.files(name):
        path = os.path.join(name, member)
        try:
            file = found(path)
        except OSError:
            # Read as the others are, which says what is wrong with it.
            file = Found(path, 0, "gone")
        yield Candidate(file, (name, kind.name), member, _known_as(path) if kind.name == "maildir" else "")


def _known_as(path: str) -> str:
    """A message of a Maildir without the folder that says whether it was seen, and without its flags."""
    folder, base = os.path.split(path)
    return os.path.join(os.path.dirname(folder), base.partition(":")[0])
