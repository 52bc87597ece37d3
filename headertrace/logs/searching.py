"""The lines of a message in logs of any size: looked for by its ids, without an index, in blocks.

An id that a line brings to light (the next server's, a new one after a requeue) is looked for as well: from the block
before that line on, and once more in the files that were through by then.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from headertrace.logs.exports import listings
from headertrace.logs.exports import reading as exports
from headertrace.logs.index import leaf, row_of
from headertrace.logs.lines import MAX_LINE, parse
from headertrace.logs.reading import LogFile, Numbers, blocks
from headertrace.named import NamedTuple
from headertrace.patterns import lazy_bytes
from headertrace.records.logs import LogEvent, LogLine

# No message has so many ids; where a log names more, they are somebody's game.
MOST_IDS = 400
# So many lines that name a Message-ID are gone through for a message: one of more is borrowed by many messages.
MOST_NAMING = 1_000
# So much of an export is read, in blocks (of 1 MiB): all of it is held.
MOST_BLOCKS = 64
# So many bytes of a log tell when it begins, and when it ends.
_END = 4096
# From so many words on, one pass over the log's words takes less time than one for each.
_MANY = 24
# Words of a log, as ids and Message-IDs are: what stands between them is in none of either, but for a few.
_WORD = lazy_bytes(rb"[^\s:<>,;=()\[\]\"'{}|\\]{5,}")
# What a line of ``MAX_LINE`` characters has at the most.
_MOST_OCTETS = 4 * MAX_LINE
# An id of fewer characters is found everywhere.
SHORTEST = 5


class Wanted(NamedTuple):
    """What a message is known by: its ids in queues, its Message-ID without brackets; ``recipients`` are those for
    whose sake lines without an id are wanted.
    """

    ids: frozenset[str] = frozenset()
    message_ids: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()

    def of(self, event: LogEvent) -> bool:
        """Whether a line may be about the message."""
        if event.id is None and event.message_id is None and event.recipient in self.recipients:
            return True
        return event.message_id in self.message_ids or not self.ids.isdisjoint((event.id, event.old_id, event.next_id))

    @property
    def words(self) -> frozenset[str]:
        return frozenset(word for word in (*self.ids, *self.message_ids, *self.recipients) if len(word) >= SHORTEST)


# What is called with the name of a log that cannot be read to its end, and why.
Tell = Callable[[str, str], None]


class Found(NamedTuple):
    """``events`` in the order of files and lines, and of each log the first and the last line that can be read.

    ``crowded`` says that of a message more than ``MOST_NAMING`` lines bear the Message-ID: those behind were left out.
    """

    events: tuple[LogEvent, ...]
    ends: tuple[tuple[LogLine, LogLine], ...]
    crowded: bool = False


class FoundById:
    """What was found for many messages, so that each is given what may be its own."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._by: dict[str, list[int]] = {}
        for at, event in enumerate(found.events):
            for word in names(event):
                self._by.setdefault(word, []).append(at)

    def of(self, wanted: Wanted) -> Found:
        """What the ids of one message lead to."""
        return led_to(wanted, self._named, self._found.ends)

    def _named(self, word: str) -> Iterator[tuple[int, LogEvent]]:
        return ((at, self._found.events[at]) for at in self._by.get(word, ()))


def led_to(
    wanted: Wanted,
    named: Callable[[str], Iterable[tuple[int, LogEvent]]],
    ends: tuple[tuple[LogLine, LogLine], ...],
) -> Found:
    """The events that the ids of one message lead to, and the ids that those bring to light, in the logs' order.

    ``named`` gives the events that name an id, each with its place in that order; ``ends`` are those of the logs.
    """
    seen: dict[int, LogEvent] = {}
    crowded = False
    # The message's own ids before those that the log names: of more than so many some are left out.
    words = dict.fromkeys((*sorted(wanted.ids), *sorted(wanted.message_ids)))
    left = deque(words)
    while left:
        word = left.popleft()
        for count, (at, event) in enumerate(named(word)):
            if count == MOST_NAMING and word in wanted.message_ids:
                crowded = True
                break
            if at in seen:
                continue
            seen[at] = event
            if event.id in words or event.message_id in wanted.message_ids or event.old_id in words:
                for fresh in (event.id, event.old_id, event.next_id):
                    if fresh and fresh not in words and len(words) < MOST_IDS:
                        words[fresh] = None
                        left.append(fresh)
    return Found(tuple(seen[at] for at in sorted(seen)), ends, crowded)


def search(files: Iterable[LogFile], wanted: Wanted, tell: Tell) -> Found:
    """Every event in those logs that one of the ids leads to.

    ``tell`` is called with the name of a log that cannot be read to its end, and why.
    """
    looked = [_Looked(file, tell) for file in files]
    found: dict[tuple[str, int, int], LogEvent] = {}
    while True:
        before = wanted.words
        for item in looked:
            wanted = item.look(wanted, found)
        if wanted.words == before and all(item.words >= wanted.words for item in looked):
            order = {item.file.name: at for at, item in enumerate(looked)}
            events = tuple(found[key] for key in sorted(found, key=lambda key: (order[key[0]], *key[1:])))
            return Found(events, tuple(item.ends for item in looked if item.ends is not None))


class _Looked:
    """A file, and the words that it was looked through for."""

    def __init__(self, file: LogFile, tell: Tell) -> None:
        self.file = file
        self.words: frozenset[str] = frozenset()
        self.ends: tuple[LogLine, LogLine] | None = None
        self._tell: Tell | None = tell
        self._whole: bool | None = None

    def look(self, wanted: Wanted, found: dict[tuple[str, int, int], LogEvent]) -> Wanted:
        """Look for what it was not looked through for; what that brings to light is wanted as well."""
        fresh = wanted.words - self.words
        if not fresh:
            return wanted
        if self.is_export():
            return self._look_whole(wanted, found)
        place, last = 0, b""
        numbers, others = None, _Others(wanted.message_ids)
        for block in self.blocks():
            # Only where there is a block can the file be read.
            numbers = numbers or Numbers(self.file)
            numbers.passed(block)
            asked, data, start = fresh, block, place
            while asked:
                for event in _events(data, start, asked, self.file.name, numbers):
                    if wanted.of(event) and not others.has(event):
                        found.setdefault((self.file.name, event.line.number, 0), event)
                        wanted = _more(wanted, event)
                # What a line of this block brings to light may stand before that line.
                asked = wanted.words - self.words - fresh
                fresh |= asked
                data, start = last + block, place - len(last)
            if place == 0 and self.ends is None:
                self.ends = self._ends(block)
            place, last = place + len(block), block
        if self.ends is not None and not self.words:
            self.ends = (self.ends[0], (self._ends(last[-_END:]) or self.ends)[1])
        self.words |= fresh
        return wanted

    def is_export(self) -> bool:
        """Whether it is no log of lines, but a table, events in JSON, or the listing of a queue."""
        if self._whole is None:
            head = next(self.blocks(), b"")[: exports.HEAD]
            self._whole = listings.recognised(head) or exports.recognised(head) is not None
        return self._whole

    def _look_whole(self, wanted: Wanted, found: dict[tuple[str, int, int], LogEvent]) -> Wanted:
        """As ``look``, in what is read whole."""
        before = None
        while before != wanted:
            before = wanted
            for n, event in enumerate(self.rows()):
                if wanted.of(event):
                    found.setdefault((self.file.name, event.line.number, n), event)
                    wanted = _more(wanted, event)
        self.words |= wanted.words
        return wanted

    def rows(self) -> Iterator[LogEvent]:
        """The events of what is no log of lines."""
        blocks = self.blocks()
        data = b"".join(islice(blocks, MOST_BLOCKS))
        if next(blocks, None) is not None:
            self._complain(f"only the first {len(data) >> 20} MiB of this export were read: split it")
        export = exports.recognised(data[: exports.HEAD])
        if export is not None:
            yield from exports.events(export, data, self.file.name, self._complain)
        else:
            yield from listings.events(data.decode("utf-8-sig", "replace"), self.file.name)

    def _ends(self, data: bytes) -> tuple[LogLine, LogLine] | None:
        """The first and the last line in there that begin as a log's line does."""
        texts = [text.decode("utf-8", "replace") for text in (*data[:_END].split(b"\n"), *data[-_END:].split(b"\n"))]
        lines = [line for text in texts if (line := parse(text, self.file.name, 0)) is not None]
        return (lines[0], lines[-1]) if lines else None

    def blocks(self) -> Iterator[bytes]:
        """As far as it can be read."""
        try:
            yield from blocks(self.file)
        except Exception as error:
            # A decoder raises what it likes on data that it does not know: zlib.error, LZMAError, EOFError …
            self._complain(str(getattr(error, "strerror", None) or error or type(error).__name__))

    def _complain(self, why: str) -> None:
        """Once for a file, however often it is looked through."""
        if self._tell is not None:
            self._tell(self.file.name, why)
            self._tell = None


class _Others:
    """The ids in a log that other messages have at the time: a Message-ID says whose an id is until it is given out
    again.
    """

    def __init__(self, message_ids: frozenset[str]) -> None:
        self._message_ids = message_ids
        self._ids: set[str] = set()

    def has(self, event: LogEvent) -> bool:
        """Whether the line is about another message; lines come in their order."""
        if event.id is None or not self._message_ids:
            return False
        if event.message_id:
            (self._ids.discard if event.message_id in self._message_ids else self._ids.add)(event.id)
        elif event.kind == "accepted":
            self._ids.discard(event.id)
        return event.id in self._ids


def names(event: LogEvent) -> set[str]:
    """The ids by which an event is found: those that its message had in that queue by then."""
    return {word for word in (event.id, event.old_id, event.message_id) if word}


def _more(wanted: Wanted, event: LogEvent) -> Wanted:
    """With the ids that a line of the message names besides; those of a notice about it are another message's."""
    if len(wanted.ids) >= MOST_IDS * max(len(wanted.message_ids), 1) or wanted.recipients:
        return wanted
    if event.id in wanted.ids or event.message_id in wanted.message_ids:
        fresh = (event.id, event.old_id, None if event.kind == "notice" else event.next_id)
    else:
        # That something was handed on under an id which the message has elsewhere tells nothing of either.
        fresh = (event.id if event.old_id in wanted.ids else None, None, None)
    return wanted._replace(ids=wanted.ids.union(word for word in fresh if word and len(word) >= SHORTEST))


def _events(data: bytes, place: int, words: frozenset[str], name: str, numbers: Numbers) -> Iterator[LogEvent]:
    """The events of the lines that hold one of the words; ``place`` is where the data begin in the log."""
    starts = sorted(_starts(data, {word.encode("utf-8", "surrogateescape") for word in words}))
    for start in starts:
        end = data.find(b"\n", start)
        text = _text(data[start : min(end if end >= 0 else len(data), start + _MOST_OCTETS)])
        event = read(text, name, numbers.at(place + start))
        if event is not None:
            yield event


def every(file: LogFile, tell: Tell) -> Iterator[tuple[LogLine, LogEvent | None]]:
    """Every line of a log that begins as one, with what it tells of a message; of an export its rows."""
    looked = _Looked(file, tell)
    if looked.is_export():
        for event in looked.rows():
            yield event.line, event
        return
    number = 0
    for block in looked.blocks():
        for text in block.split(b"\n"):
            number += 1
            line = parse(_text(text), file.name, number) if text else None
            if line is not None:
                yield line, _told(line)
        # A block ends with a line's end, after which nothing stands.
        number -= block.endswith(b"\n")


def read(text: str, name: str, number: int) -> LogEvent | None:
    """What one line tells; None where it tells nothing of a message."""
    line = parse(text, name, number)
    return _told(line) if line is not None else None


def _told(line: LogLine) -> LogEvent | None:
    row = row_of(line.program)
    return leaf(row.name).read(line) if row is not None else None


def _text(line: bytes) -> str:
    return line[:_MOST_OCTETS].decode("utf-8", "replace").rstrip("\r")


def _starts(data: bytes, words: set[bytes]) -> set[int]:
    """Where the lines begin that hold one of the words: each is looked for, or, of many, all by one pass over the log's
    own words.
    """
    alone = words
    found: set[int] = set()
    if len(words) > _MANY:
        alone = {word for word in words if not _WORD.fullmatch(word)}
        for match in _WORD.finditer(data):
            if match[0] in words:
                found.add(data.rfind(b"\n", 0, match.start()) + 1)
    return found.union(*(_lines(data, word) for word in alone))


def _lines(data: bytes, word: bytes) -> Iterator[int]:
    """Where the lines begin that hold the word."""
    at = data.find(word)
    while at >= 0:
        yield data.rfind(b"\n", 0, at) + 1
        end = data.find(b"\n", at)
        if end < 0:
            return
        at = data.find(word, end)
