"""The lines of whole logs by the ids that they name, in a file: for a scan, where every message asks.

One pass over the logs serves all messages, and all the processes that read them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from datetime import datetime

from headertrace.logs.nameless import is_nameless
from headertrace.logs.reading import LogFile
from headertrace.logs.searching import Found, Tell, Wanted, every, led_to, names
from headertrace.records.logs import LogEvent, LogLine, Parts

_TABLES = """
CREATE TABLE event (at INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE word (word TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (word, at)) WITHOUT ROWID;
CREATE TABLE ends (first TEXT NOT NULL, last TEXT NOT NULL);
"""
_AT_ONCE = 10_000
# A line is evidence; what lies behind so many characters is none.
_LONGEST = 2_000


def index(files: Iterable[LogFile], path: str, tell: Tell) -> int:
    """Write every event of the logs into that file, and return how many there are.

    ``tell`` is called with the name of a log that cannot be read to its end, and why. Raises sqlite3.Error.
    """
    count = 0
    with closing(sqlite3.connect(path)) as database:
        database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLES}")
        for file in files:
            first: LogLine | None = None
            last: LogLine | None = None
            events: list[tuple[int, str]] = []
            words: list[tuple[str, int]] = []
            for line, event in every(file, tell):
                first, last = first or line, line
                if event is None:
                    continue
                events.append((count, _packed(event)))
                words += ((word, count) for word in _words(event))
                count += 1
                if len(events) >= _AT_ONCE:
                    _write(database, events, words)
            _write(database, events, words)
            if first is not None and last is not None:
                database.execute("INSERT INTO ends VALUES (?, ?)", (json.dumps(_line(first)), json.dumps(_line(last))))
        database.commit()
    return count


class Indexed:
    """A file that ``index`` wrote, asked for one message after the other. Not for more than one thread."""

    def __init__(self, path: str) -> None:
        self._database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        rows = self._database.execute("SELECT first, last FROM ends")
        self._ends = tuple((_unlined(json.loads(first)), _unlined(json.loads(last))) for first, last in rows)

    def of(self, wanted: Wanted) -> Found:
        """What the message's ids lead to."""
        return led_to(wanted, self._named, self._ends)

    def nameless(self, recipients: Iterable[str], days: Collection[tuple[int, int]]) -> Found:
        """The lines that name a recipient and no id, of days (month, day) in whatever zone they were written."""
        words = (_nameless(recipient, *day) for recipient in recipients for day in days)
        found = dict(pair for word in words for pair in self._named(word))
        return Found(tuple(found[at] for at in sorted(found)), self._ends)

    def _named(self, word: str) -> Iterator[tuple[int, LogEvent]]:
        rows = self._database.execute(
            "SELECT at, text FROM word JOIN event USING (at) WHERE word = ? ORDER BY at", (word,)
        )
        for at, text in rows:
            yield at, _unpacked(text)


def _words(event: LogEvent) -> Iterable[str]:
    """By what an event is found: the ids that it names, or else, of what happens before there is one, its recipient."""
    if is_nameless(event) and event.recipient and event.line.local:
        return (_nameless(event.recipient, event.line.local.month, event.line.local.day),)
    return names(event)


def _nameless(recipient: str, month: int, day: int) -> str:
    """No id has spaces."""
    return f"{month} {day} {recipient}"


def _write(database: sqlite3.Connection, events: list[tuple[int, str]], words: list[tuple[str, int]]) -> None:
    database.executemany("INSERT INTO event VALUES (?, ?)", events)
    database.executemany("INSERT OR IGNORE INTO word VALUES (?, ?)", words)
    events.clear()
    words.clear()


def _packed(event: LogEvent) -> str:
    return json.dumps(event._replace(line=_line(event.line), time=None))


def _unpacked(text: str) -> LogEvent:
    found = LogEvent(*json.loads(text))
    parts = Parts(*found.parts) if found.parts else None
    return found._replace(line=_unlined(found.line), parts=parts)


def _line(line: LogLine) -> LogLine:
    local = line.local.isoformat() if line.local else None
    return line._replace(local=local, text=line.text[:_LONGEST], said="")  # type: ignore[arg-type]


def _unlined(values: Iterable[object]) -> LogLine:
    line = LogLine(*values)  # type: ignore[arg-type]
    return line._replace(local=datetime.fromisoformat(str(line.local)) if line.local else None)
