"""What a scan has done so far, on disk: an SQLite database, each step of which is there whole or not at all.

Sources are files, by name and version. Units are what is read in one go: "planned", "done" (its rows lie in a staged
file), "sure" (and its messages meet those of the unit before it), "published" (its rows stand in the dataset).
Generations are what was published in one go: "moving" while files are put into their places, then "done".

Where a dataset keeps persons out, ``names`` gives the names under which sources are kept.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from headertrace.mailbox.rows import NO_MONTH
from headertrace.mailbox.unit import Blob, Done, Part, Unit
from headertrace.named import NamedTuple

_SCHEMA = """
CREATE TABLE sources(id INTEGER PRIMARY KEY, name TEXT UNIQUE, top TEXT, version TEXT, size INTEGER, label TEXT,
  kind TEXT, digest TEXT, next INTEGER, last INTEGER, count INTEGER DEFAULT 0,
  met INTEGER DEFAULT 0);
CREATE TABLE units(id INTEGER PRIMARY KEY, status TEXT, stage TEXT, generation INTEGER);
CREATE INDEX units_status ON units(status);
CREATE TABLE parts(unit INTEGER, place INTEGER, source INTEGER, kind TEXT, start INTEGER, stop INTEGER, exact INTEGER,
  first INTEGER, next INTEGER, last INTEGER, count INTEGER, failed INTEGER, base INTEGER, PRIMARY KEY(unit, place));
CREATE INDEX parts_source ON parts(source, start);
CREATE TABLE blobs(unit INTEGER, name TEXT, month TEXT, start INTEGER, length INTEGER, size INTEGER);
CREATE INDEX blobs_unit ON blobs(unit);
CREATE TABLE generations(id INTEGER PRIMARY KEY, status TEXT, moves TEXT, messages INTEGER);
CREATE TABLE months(month TEXT PRIMARY KEY);
CREATE TABLE doomed(label TEXT, generation INTEGER);
"""
# Where the sources of this run are, which is nobody's to read afterwards.
_PRESENT = """
CREATE TEMP TABLE present(source INTEGER PRIMARY KEY, path TEXT, outer_name TEXT, outer_kind TEXT, member TEXT);
"""
_CACHE_KIB = 4_096
# Generations are of about the same size where the larger has no more than sixteen times as many messages.
_SIZE_BITS = 4
# One of so many messages is large enough to stay as it is.
_LARGE = 1_000_000
_FEW = 64


class Locked(Exception):
    """Another scan writes to this dataset."""


class Source(NamedTuple):
    """A source as it was left: ``next`` is where the message behind its last one would begin, ``last`` where that
    one begins, both None where that is not known. ``digest`` is of its ends.
    """

    id: int
    version: str
    size: int
    label: str
    kind: str
    digest: str
    next: int | None
    last: int | None


class _Stretch(NamedTuple):
    unit: int
    status: str
    start: int
    stop: int
    exact: int
    first: int | None
    next: int | None
    last: int | None
    found: int | None
    failed: int | None


class Dropped(NamedTuple):
    """A unit of which so many messages do not count; ``again`` where it is to be read once more."""

    unit: int
    messages: int
    failed: int
    again: bool


class Totals(NamedTuple):
    """Messages, those that could not be read among them."""

    messages: int
    failed: int


# A file's name is bytes, and need be UTF-8 nowhere: SQLite is given those, to be kept as text.
_NAME = "CAST(? AS TEXT)"


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


class Journal:
    """One journal, open and locked. Raises Locked where another process has it, OSError where it cannot be written."""

    def __init__(self, path: str) -> None:
        self._db = sqlite3.connect(path, timeout=0.5, isolation_level=None)
        self._db.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        try:
            self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
            self._db.execute("PRAGMA temp_store=FILE")
            self._db.execute("BEGIN EXCLUSIVE")
            if not self._db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
                for statement in _SCHEMA.split(";"):
                    self._db.execute(statement)
            self._db.execute("COMMIT")
            self._db.executescript(_PRESENT)
        except sqlite3.OperationalError as error:
            self._db.close()
            if "locked" in str(error):
                raise Locked from None
            raise OSError(str(error)) from None
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise OSError(str(error)) from None

    def close(self) -> None:
        self._db.close()

    def at_once(self) -> AbstractContextManager[object]:
        """Around steps that are done together or not at all."""
        return _Transaction(self._db)

    # Sources

    def source(self, name: str) -> Source | None:
        columns = ", ".join(Source._fields)
        row = self._db.execute(f"SELECT {columns} FROM sources WHERE name = {_NAME}", (_bytes(name),)).fetchone()
        return Source(*row) if row else None

    def add_source(self, name: str, top: str, version: str, size: int, label: str, kind: str, digest: str) -> int:
        row = self._db.execute(
            "INSERT INTO sources(name, top, version, size, label, kind, digest)"
            f" VALUES({_NAME}, {_NAME}, ?, ?, ?, ?, ?)",
            (_bytes(name), _bytes(top), version, size, label, kind, digest),
        )
        return int(row.lastrowid or 0)

    def grown(self, source: int, version: str, size: int, digest: str) -> None:
        """The source has become longer, and is otherwise as it was."""
        self._db.execute("UPDATE sources SET version=?, size=?, digest=? WHERE id=?", (version, size, digest, source))

    def changed(self, source: Source, version: str, size: int, kind: str, digest: str) -> bool:
        """The source is another one now: what was read of it is forgotten, and what was published of it is doomed.

        Whether it has to be put into units anew.
        """
        units = self._db.execute(
            "SELECT DISTINCT u.id, u.status, u.generation, p.kind FROM parts p JOIN units u ON u.id = p.unit"
            " WHERE p.source = ?",
            (source.id,),
        ).fetchall()
        anew = True
        for unit, status, generation, part_kind in units:
            if status == "published":
                self._db.execute("INSERT INTO doomed VALUES(?, ?)", (source.label, generation))
                self._db.execute("DELETE FROM parts WHERE unit=? AND source=?", (unit, source.id))
            elif part_kind == "range" or kind == "range":
                self._forget(unit)
                self._db.execute("DELETE FROM parts WHERE unit=? AND source=?", (unit, source.id))
                if not self._db.execute("SELECT 1 FROM parts WHERE unit=?", (unit,)).fetchone():
                    self._db.execute("DELETE FROM units WHERE id=?", (unit,))
            else:
                self._forget(unit)
                anew = False
        self._db.execute(
            "UPDATE sources SET version=?, size=?, kind=?, digest=?, next=NULL, last=NULL, count=0, met=0 WHERE id=?",
            (version, size, kind, digest, source.id),
        )
        return anew

    def _unknown_version(self, source: int) -> None:
        """The source could not be opened: the next scan tries again."""
        self._db.execute("UPDATE sources SET version='' WHERE id=?", (source,))

    def present(self, source: int, path: str, outer: tuple[str, str] | None, member: str) -> bool:
        """The source is there in this run; False where it was named already."""
        around, kind = (_bytes(outer[0]), outer[1]) if outer else (None, None)
        row = (source, _bytes(path), around, kind, _bytes(member))
        asked = f"INSERT OR IGNORE INTO present VALUES(?, {_NAME}, {_NAME}, ?, {_NAME})"
        return self._db.execute(asked, row).rowcount > 0

    def vanished(self, top: str) -> int:
        """How many sources of that folder are not there any more."""
        asked = f"SELECT count(*) FROM sources WHERE top={_NAME} AND id NOT IN (SELECT source FROM present)"
        return int(self._db.execute(asked, (_bytes(top),)).fetchone()[0])

    # Units

    def add_unit(self, parts: Iterable[Part]) -> None:
        unit = self._db.execute("INSERT INTO units(status) VALUES('planned')").lastrowid
        self._db.executemany(
            "INSERT INTO parts(unit, place, source, kind, start, stop, exact) VALUES(?, ?, ?, ?, ?, ?, ?)",
            [
                (unit, place, part.source, part.kind, part.start, part.end, part.exact)
                for place, part in enumerate(parts)
            ],
        )

    def planned(self, after: int, most: int) -> list[Unit]:
        """The next units to be read of which all sources are there, in order, and where the first ones are taken up."""
        asked = (
            "SELECT id FROM units u WHERE status='planned' AND id > ? AND NOT EXISTS (SELECT 1 FROM parts p"
            " WHERE p.unit=u.id AND p.source NOT IN (SELECT source FROM present)) ORDER BY id LIMIT ?"
        )
        return [self.unit(row[0]) for row in self._db.execute(asked, (after, most)).fetchall()]

    def unit(self, number: int) -> Unit:
        asked = (
            "SELECT p.source, n.path, s.label, p.kind, p.start, p.stop, p.exact, n.outer_name, n.outer_kind, n.member"
            " FROM parts p JOIN present n ON n.source=p.source JOIN sources s ON s.id=p.source"
            " WHERE p.unit=? ORDER BY p.place"
        )
        parts = []
        for source, path, label, kind, start, stop, exact, outer, outer_kind, member in self._db.execute(
            asked, (number,)
        ):
            around = None if outer is None else (outer, outer_kind)
            parts.append(Part(source, path, label, kind, start, stop, bool(exact), around, member or ""))
        return Unit(number, tuple(parts))

    def left(self) -> tuple[int, int]:
        """(bytes that are still to be read, of sources that are there; units of sources that are not)."""
        there = (
            "SELECT coalesce(sum(CASE p.kind WHEN 'range' THEN p.stop - p.start ELSE s.size END), 0)"
            " FROM parts p JOIN units u ON u.id=p.unit JOIN sources s ON s.id=p.source"
            " WHERE u.status='planned' AND p.source IN (SELECT source FROM present)"
        )
        gone = (
            "SELECT count(DISTINCT u.id) FROM units u JOIN parts p ON p.unit=u.id"
            " WHERE u.status='planned' AND p.source NOT IN (SELECT source FROM present)"
        )
        return self._db.execute(there).fetchone()[0], self._db.execute(gone).fetchone()[0]

    def done(self, done: Done) -> list[Dropped]:
        """Keep what came of a unit; what came of others is dropped where they began at the wrong place."""
        with self.at_once():
            self._db.execute("UPDATE units SET status='done', stage=? WHERE id=?", (done.stage, done.unit))
            for read in done.reads:
                self._db.execute(
                    "UPDATE parts SET first=?, next=?, last=?, count=?, failed=? WHERE unit=? AND source=?",
                    (read.first, read.next, read.last, read.messages, read.failed, done.unit, read.source),
                )
                if read.closed:
                    self._unknown_version(read.source)
            rows = [(done.unit, *blob) for blob in done.blobs]
            self._db.executemany("INSERT INTO blobs VALUES(?, ?, ?, ?, ?, ?)", rows)
            months = {(blob.month,) for blob in done.blobs}
            self._db.executemany("INSERT OR IGNORE INTO months VALUES(?)", months)
            kind = self._db.execute("SELECT kind FROM parts WHERE unit=? LIMIT 1", (done.unit,)).fetchone()
            if kind and kind[0] == "range":
                return self._meet(done.reads[0].source)
            self._db.execute("UPDATE parts SET base=0 WHERE unit=?", (done.unit,))
            self._db.execute("UPDATE units SET status='sure' WHERE id=?", (done.unit,))
        return []

    def _meet(self, source: int) -> list[Dropped]:
        """Hold the stretches of a mailbox that are done against each other, from its top down to the first gap."""
        dropped: list[Dropped] = []
        known = self._db.execute("SELECT next, last, count, met FROM sources WHERE id=?", (source,)).fetchone()
        behind, last, count, met = known
        for stretch in self._stretches(source, met):
            if stretch.status != "done":
                break
            if behind is not None and behind >= stretch.stop:
                if stretch.first is not None:
                    # All that was seen there lies in a message that began further up.
                    dropped.append(Dropped(stretch.unit, stretch.found or 0, stretch.failed or 0, again=False))
                    self._db.execute("DELETE FROM blobs WHERE unit=?", (stretch.unit,))
                    self._db.execute("UPDATE parts SET first=NULL, count=0, failed=0 WHERE unit=?", (stretch.unit,))
                    stretch = stretch._replace(next=None, last=None, found=0)
            elif behind is not None and stretch.first != behind and not stretch.exact:
                dropped.append(Dropped(stretch.unit, stretch.found or 0, stretch.failed or 0, again=True))
                self._forget(stretch.unit)
                top = max(behind, stretch.start)
                self._db.execute("UPDATE parts SET start=?, exact=1 WHERE unit=?", (top, stretch.unit))
                break
            self._db.execute("UPDATE parts SET base=? WHERE unit=?", (count, stretch.unit))
            self._db.execute("UPDATE units SET status='sure' WHERE id=?", (stretch.unit,))
            # Nobody knows how many messages are in a stretch that was not read, nor where the last of them ends.
            count = None if count is None or stretch.found is None else count + stretch.found
            behind = None if stretch.found is None else behind if stretch.next is None else stretch.next
            last, met = last if stretch.last is None else stretch.last, stretch.stop
        self._db.execute(
            "UPDATE sources SET next=?, last=?, count=?, met=? WHERE id=?", (behind, last, count, met, source)
        )
        return dropped

    def _stretches(self, source: int, start: int) -> Iterator[_Stretch]:
        """Those of a mailbox from there on which are not published, in order; few are asked for at a time."""
        asked = (
            "SELECT p.unit, u.status, p.start, p.stop, p.exact, p.first, p.next, p.last, p.count, p.failed FROM parts p"
            " JOIN units u ON u.id=p.unit WHERE p.source=? AND p.start>=? AND u.status IN ('planned', 'done')"
            " ORDER BY p.start LIMIT ?"
        )
        while rows := self._db.execute(asked, (source, start, _FEW)).fetchall():
            for row in rows:
                yield (stretch := _Stretch(*row))
                start = stretch.stop

    def _forget(self, unit: int) -> None:
        """The unit is to be read again."""
        self._db.execute("UPDATE units SET status='planned', stage=NULL WHERE id=?", (unit,))
        self._db.execute("DELETE FROM blobs WHERE unit=?", (unit,))

    def stages(self) -> set[str]:
        """The names of the staged files that are still needed."""
        asked = "SELECT stage FROM units WHERE status IN ('done', 'sure')"
        return {row[0] for row in self._db.execute(asked)}

    # Publishing

    def sure(self) -> int:
        """How many units can be published."""
        return int(self._db.execute("SELECT count(*) FROM units WHERE status='sure'").fetchone()[0])

    def begin(self, most: int) -> int:
        """A new generation of the units that can be published; its number."""
        with self.at_once():
            made = self._db.execute("INSERT INTO generations(status) VALUES('writing')").lastrowid
            self._db.execute(
                "UPDATE units SET generation=? WHERE id IN"
                " (SELECT id FROM units WHERE status='sure' ORDER BY id LIMIT ?)",
                (made, most),
            )
            self._db.execute(
                "UPDATE generations SET messages=(SELECT sum(p.count) FROM parts p JOIN units u ON u.id=p.unit"
                " WHERE u.generation=?) WHERE id=?",
                (made, made),
            )
        return int(made or 0)

    def crowd(self, most: int) -> list[int]:
        """Generations of about the same size, once there are so many of them: they are to become one."""
        sizes: dict[int, list[int]] = {}
        asked = "SELECT id, messages FROM generations WHERE status='done' AND coalesce(messages, 0) < ? ORDER BY id"
        for number, messages in self._db.execute(asked, (_LARGE,)):
            sizes.setdefault((messages or 0).bit_length() // _SIZE_BITS, []).append(number)
        return next((sizes[size] for size in sorted(sizes) if len(sizes[size]) >= most), [])

    def begin_merging(self, generations: list[int]) -> int:
        """A new generation that is to take the place of those; its number."""
        marks = ", ".join("?" * len(generations))
        with self.at_once():
            asked = (
                "INSERT INTO generations(status, messages)"
                f" SELECT 'writing', sum(messages) FROM generations WHERE id IN ({marks})"
            )
            return int(self._db.execute(asked, generations).lastrowid or 0)

    def shelves(self, generation: int) -> list[tuple[str, str]]:
        """The (table, month)s of which a generation has rows."""
        asked = (
            "SELECT DISTINCT b.name, b.month FROM blobs b JOIN units u ON u.id=b.unit WHERE u.generation=?"
            " ORDER BY b.name, b.month"
        )
        return self._db.execute(asked, (generation,)).fetchall()

    def blobs(self, generation: int, table: str, month: str) -> list[tuple[str, int | None, Blob]]:
        """(name of the staged file, how many messages stand before those of it, blob), in order."""
        asked = (
            "SELECT u.stage, (SELECT base FROM parts p WHERE p.unit=u.id LIMIT 1), b.name, b.month, b.start, b.length,"
            " b.size FROM blobs b JOIN units u ON u.id=b.unit WHERE u.generation=? AND b.name=? AND b.month=?"
            " ORDER BY u.id, b.start"
        )
        found = self._db.execute(asked, (generation, table, month))
        return [(stage, base, Blob(*rest)) for stage, base, *rest in found]

    def staged_in(self, generation: int) -> list[str]:
        """The staged files whose rows a generation publishes."""
        asked = "SELECT stage FROM units WHERE generation=? AND stage IS NOT NULL"
        return [row[0] for row in self._db.execute(asked, (generation,))]

    def doomed(self) -> dict[int, list[str]]:
        """Generation → labels of the sources whose rows in it are to go."""
        made: dict[int, list[str]] = {}
        for label, generation in self._db.execute("SELECT DISTINCT label, generation FROM doomed"):
            made.setdefault(generation, []).append(label)
        return made

    def moving(self, generation: int, moves: object) -> None:
        """All files of a generation are written: from now on it is put in place, whatever happens."""
        with self.at_once():
            self._db.execute(
                "UPDATE generations SET status='moving', moves=? WHERE id=?", (json.dumps(moves), generation)
            )

    def half_moved(self) -> Iterator[tuple[int, Any]]:
        """(number, moves) of a generation that was being put in place when the scan ended."""
        for number, moves in self._db.execute("SELECT id, moves FROM generations WHERE status='moving'").fetchall():
            yield number, json.loads(moves)

    def published(self, generation: int, merged: Iterable[int] = ()) -> None:
        """All of a generation stands in its place, with what stood in those that were ``merged`` into it."""
        with self.at_once():
            for old in merged:
                self._db.execute("UPDATE units SET generation=? WHERE generation=?", (generation, old))
                self._db.execute("DELETE FROM generations WHERE id=?", (old,))
            self._db.execute("UPDATE generations SET status='done', moves=NULL WHERE id=?", (generation,))
            self._db.execute("DELETE FROM blobs WHERE unit IN (SELECT id FROM units WHERE generation=?)", (generation,))
            self._db.execute(
                "UPDATE units SET status='published', stage=NULL WHERE generation=? AND status='sure'", (generation,)
            )
            self._db.execute("DELETE FROM doomed")

    def drop_writing(self) -> None:
        """Generations that were not written to their end are none."""
        with self.at_once():
            self._db.execute("UPDATE units SET generation=NULL WHERE status='sure'")
            self._db.execute("DELETE FROM generations WHERE status='writing'")

    def months(self) -> int:
        """Of how many months there are messages."""
        asked = "SELECT count(*) FROM months WHERE month != ?"
        return int(self._db.execute(asked, (NO_MONTH,)).fetchone()[0])

    def totals(self) -> Totals:
        """Of all that was read, in this run and before."""
        asked = (
            "SELECT coalesce(sum(p.count), 0), coalesce(sum(p.failed), 0) FROM parts p JOIN units u ON u.id=p.unit"
            " WHERE u.status != 'planned'"
        )
        return Totals(*self._db.execute(asked).fetchone())


class _Transaction(AbstractContextManager[object]):
    """Nested ones are part of the outermost."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._outermost = not db.in_transaction

    def __enter__(self) -> None:
        if self._outermost:
            self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self._outermost:
            self._db.execute("COMMIT" if kind is None else "ROLLBACK")
