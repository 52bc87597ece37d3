"""``scan``: the one place where the steps from mailboxes to a dataset are put in order."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any

from headertrace.logs.reading import LogFile
from headertrace.mailbox import layout
from headertrace.mailbox.engine import READING, Engine, Outcome, Task, Unreachable, done
from headertrace.mailbox.forms import PARQUET
from headertrace.mailbox.journal import Journal, Locked
from headertrace.mailbox.layout import Refused
from headertrace.mailbox.planning import Planner
from headertrace.mailbox.single import Append
from headertrace.mailbox.tables import TABLES
from headertrace.mailbox.unit import Done, How, Unit
from headertrace.named import NamedTuple

# So many units are published in one go: a journal of terabytes gets a file for each of them and month.
_GENERATION = 256
# So many generations of about the same size become one.
_CROWD = 16
_PATIENCE_S = 0.5
_STAGE, _NEW, _LOGS = "stage", "new", "logs.sqlite"
# What workers do. By name: who puts the steps in order need not load what they take.
_GIVE_UP = "working:give_up"
_FILE, _EMPTY, _WITHOUT = "publishing:write_file", "publishing:write_empty", "publishing:without"
_MERGE, _APPEND = "publishing:merge", "single:append"


class Wanted(NamedTuple):
    """What is to be scanned: ``inputs`` are paths and URLs, ``out`` the dataset, in the format ``form``.

    ``options`` are those by which its rows were made; rows made by others do not go with them. ``logs`` are the mail
    servers' logs in which the messages are looked for.
    """

    inputs: tuple[str, ...]
    out: str
    how: How
    options: dict[str, Any]
    jobs: int = 1
    recursive: bool = False
    form: str = PARQUET
    logs: tuple[LogFile, ...] = ()


class Step(NamedTuple):
    """How far it is: bytes of ``total`` read in this run, messages and those that could not be read."""

    bytes: int
    total: int
    messages: int
    failed: int
    seconds: float


class Summary(NamedTuple):
    """What came of it. ``unread`` are inputs and logs that could not be read, each with the reason; ``vanished`` counts
    files that were read once and are not there any more, ``replaced`` those that are other ones now, ``waiting`` pieces
    of sources that were begun and not named this time. ``lost`` says what was given up, and why.

    ``messages`` and ``failed`` (of which those could not be read) are of this run; ``all_messages`` are those that the
    dataset has, of ``months`` months.
    """

    messages: int
    failed: int
    all_messages: int
    months: int
    seconds: float
    unread: tuple[tuple[str, str], ...]
    vanished: int
    replaced: int
    waiting: int
    lost: tuple[str, ...]


def scan(wanted: Wanted, engine: Callable[[], Engine], tell: Callable[[Step], None]) -> Summary:
    """Bring the dataset up to date. Can be ended at any moment, and be called again to go on.

    Raises Refused where it cannot be written, in one line.
    """
    with _opened(wanted) as journal:
        return _Scan(wanted, journal, engine, tell).run()


@contextmanager
def _opened(wanted: Wanted) -> Iterator[Journal]:
    """The journal of a dataset that is ours, and made by the same options."""
    out, options = wanted.out, {"format": wanted.form, **wanted.options}
    folder, work = layout.places(out, wanted.form)
    try:
        about = layout.read_about(folder)
        if about is None:
            _refuse_others(out, wanted.form)
        else:
            layout.check(out, about)
            _same(out, about.options, options)
        os.makedirs(os.path.join(work, _STAGE), exist_ok=True)
        journal = Journal(os.path.join(work, "journal.sqlite"))
    except Locked:
        raise Refused(f"another scan is writing to {out}") from None
    except OSError as error:
        raise Refused(f"{out}: {error.strerror or error}") from None
    try:
        if about is None:
            layout.write_about(folder, options, os.path.join(work, _STAGE))
        yield journal
    except Unreachable as error:
        raise Refused(str(error)) from None
    except sqlite3.Error as error:
        raise Refused(f"{out}: {error}") from None
    except OSError as error:
        raise Refused(f"{out}: {error.strerror or error}") from None
    finally:
        journal.close()


def _refuse_others(out: str, form: str) -> None:
    """Raises Refused where something else lies that is no dataset."""
    if form == PARQUET and os.path.isdir(out) and set(os.listdir(out)) - {layout.WORK}:
        raise Refused(f"{out} is a folder with other things in it: name a new one")
    if form != PARQUET and os.path.lexists(out):
        raise Refused(f"{out} exists, and no scan wrote it: name another file")


def _same(out: str, old: dict[str, Any], new: dict[str, Any]) -> None:
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            raise Refused(f"{out} was made with another --{name}: scan with the same, or into another folder")


class _Scan:
    """One run: reading and publishing side by side, until there is no more of either."""

    def __init__(
        self, wanted: Wanted, journal: Journal, engine: Callable[[], Engine], tell: Callable[[Step], None]
    ) -> None:
        self._wanted = wanted
        self._journal = journal
        self._engine = engine
        self._tell = tell
        self._work = layout.places(wanted.out, wanted.form).work
        self._how = wanted.how._replace(folder=os.path.join(self._work, _STAGE))
        self._begun = monotonic()
        self._tries: Counter[int] = Counter()
        self._units: dict[int, Unit] = {}
        self._lost: list[str] = []
        self._lost_logs: list[tuple[str, str]] = []
        self._submitted = 0
        self._run = os.urandom(4).hex()
        self._publishing: _Publishing | None = None
        self._bytes = self._total = self._messages = self._failed = 0

    def run(self) -> Summary:
        journal = self._journal
        self._recover()
        planner = Planner(journal, self._wanted.jobs, self._how.key if self._how.kinds else b"")
        planned = planner.plan(self._wanted.inputs, self._wanted.recursive)
        self._total, waiting = journal.left()
        if self._is_work():
            self._index_logs()
            engine = self._engine()
            try:
                self._go_on(engine)
            finally:
                engine.close()
                if self._how.logs:
                    os.unlink(self._how.logs)
        after = journal.totals()
        return Summary(
            messages=self._messages,
            failed=self._failed,
            all_messages=after.messages - after.failed,
            months=journal.months(),
            seconds=monotonic() - self._begun,
            unread=(*planned.unread, *self._lost_logs),
            vanished=planned.vanished,
            replaced=planned.replaced,
            waiting=waiting,
            lost=tuple(self._lost),
        )

    def _index_logs(self) -> None:
        """One pass over the logs, for all messages and all who read them."""
        if not self._wanted.logs:
            return
        from headertrace.logs.indexing import index

        path = os.path.join(self._work, _LOGS)
        with suppress(FileNotFoundError):
            os.unlink(path)
        index(self._wanted.logs, path, lambda name, why: self._lost_logs.append((name, why)))
        self._how = self._how._replace(logs=path)

    def _is_work(self) -> bool:
        return bool(self._journal.planned(0, 1)) or self._is_due(at_end=True)

    def _recover(self) -> None:
        """Bring in order what a scan left that was ended."""
        new = os.path.join(self._work, _NEW)
        os.makedirs(new, exist_ok=True)
        for number, moves in self._journal.half_moved():
            if self._wanted.form == PARQUET:
                self._move(moves)
                self._journal.published(number, moves["merged"])
            else:
                _, error, _ = done(_APPEND, (self._appending(number, moves),))
                if error:
                    raise Refused(f"{self._wanted.out}: {error}")
                self._journal.published(number)
        self._journal.drop_writing()
        shutil.rmtree(new, ignore_errors=True)
        os.makedirs(new)
        needed = self._journal.stages()
        for name in os.listdir(self._how.folder):
            if name not in needed:
                with suppress(OSError):
                    os.unlink(os.path.join(self._how.folder, name))

    # Reading

    def _go_on(self, engine: Engine) -> None:
        """Read what is planned and publish what was read, until there is no more of either."""
        after, open_tasks, more = 0, 0, True
        while True:
            while more and engine.room > 0:
                units = self._journal.planned(after, max(engine.room, 1))
                more = bool(units)
                for unit in units:
                    after = unit.number
                    self._submit(engine, unit)
                    open_tasks += 1
            if self._publishing is None and self._is_due(open_tasks == 0):
                self._publish(engine)
            if self._publishing is None and not open_tasks:
                self._merge(engine)
            if not open_tasks and self._publishing is None:
                return
            for outcome in engine.outcomes(_PATIENCE_S):
                if outcome.fatal:
                    raise Refused(f"{self._wanted.out}: {outcome.error}")
                if isinstance(outcome.task.key, int):
                    open_tasks += self._taken(engine, outcome) - 1
                else:
                    self._written(engine, outcome)
            self._tell(Step(self._bytes, self._total, self._messages, self._failed, monotonic() - self._begun))

    def _submit(self, engine: Engine, unit: Unit) -> None:
        self._units[unit.number] = unit
        self._tries[unit.number] += 1
        self._submitted += 1
        stage = f"{unit.number}-{self._run}-{self._submitted}"
        engine.submit(Task(unit.number, READING, (unit, self._how, stage)))

    def _taken(self, engine: Engine, outcome: Outcome) -> int:
        """Keep what came of a unit; how many tasks were made of that."""
        unit = self._units.pop(outcome.task.key)
        if outcome.error:
            self._tries[unit.number] -= outcome.blameless
            if self._tries[unit.number] < 2:
                self._submit(engine, unit)
                return 1
            if self._tries[unit.number] > 3:
                raise Refused(f"{self._wanted.out}: {outcome.error}")
            self._units[unit.number] = unit
            self._tries[unit.number] += 2
            self._lost.append(f"{unit.parts[0].path}: {outcome.error}")
            stage = f"{unit.number}-{self._run}-lost"
            engine.submit(Task(unit.number, _GIVE_UP, (unit, self._how, stage, outcome.error)))
            return 1
        made: Done = outcome.value
        self._tries.pop(unit.number)
        self._bytes += sum(part.end - part.start for part in unit.parts)
        self._messages += sum(read.messages or 0 for read in made.reads)
        self._failed += sum(read.failed for read in made.reads)
        again = self._journal.done(made)
        for dropped in again:
            self._messages -= dropped.messages
            self._failed -= dropped.failed
            if dropped.again:
                self._submit(engine, self._journal.unit(dropped.unit))
        return sum(dropped.again for dropped in again)

    # Publishing

    def _is_due(self, at_end: bool) -> bool:
        sure = self._journal.sure()
        if sure >= _GENERATION:
            return True
        return at_end and bool(sure or self._journal.doomed() or not self._has_first_files())

    def _has_first_files(self) -> bool:
        if self._wanted.form != PARQUET:
            return os.path.exists(self._wanted.out)
        return all(os.path.exists(layout.first_file(self._wanted.out, table.name)) for table in TABLES)

    def _publish(self, engine: Engine) -> None:
        """Have the next generation written."""
        out = self._wanted.out
        number = self._journal.begin(_GENERATION)
        made = self._publishing = _Publishing(number)
        if self._wanted.form != PARQUET:
            size = os.path.getsize(out) if os.path.exists(out) else 0
            self._journal.moving(number, size)
            made.submit(engine, _APPEND, (self._appending(number, size),))
            return
        new = os.path.join(self._work, _NEW)
        if not self._has_first_files():
            for table in TABLES:
                path = os.path.join(new, f"first-{table.name}")
                made.moves.append((path, layout.first_file(out, table.name)))
                made.submit(engine, _EMPTY, (path, table.name))
        for name, month in self._journal.shelves(number):
            path = os.path.join(new, f"{number}-{name}-{month}")
            made.moves.append((path, layout.file_of(out, name, month, number)))
            blobs = self._journal.blobs(number, name, month)
            made.submit(engine, _FILE, (self._how.folder, blobs, path))
        for generation, labels in self._journal.doomed().items():
            made.submit(engine, _WITHOUT, (out, generation, labels, new))
        if not made.open:
            self._put_in_place(made)

    def _merge(self, engine: Engine) -> None:
        """Have many small generations written as one, so that a dataset that grows every hour stays quick to read."""
        old = self._journal.crowd(_CROWD) if self._wanted.form == PARQUET else []
        if not old:
            return
        out, new = self._wanted.out, os.path.join(self._work, _NEW)
        made = self._publishing = _Publishing(self._journal.begin_merging(old))
        made.merged = old
        shelves: dict[tuple[str, str], list[str]] = {}
        for table in TABLES:
            for generation in old:
                for path in layout.files_of(out, table.name, generation):
                    shelves.setdefault((table.name, layout.shelf(path)), []).append(path)
        for (name, month), paths in shelves.items():
            path = os.path.join(new, f"{made.number}-{name}-{month}")
            made.moves.append((path, layout.file_of(out, name, month, made.number)))
            made.gone += paths
            made.submit(engine, _MERGE, (name, paths, path))
        if not made.open:
            self._put_in_place(made)

    def _written(self, engine: Engine, outcome: Outcome) -> None:
        """One file of the generation is there; with the last one all are put in place."""
        made = self._publishing
        assert made is not None
        if outcome.error:
            if made.tries[outcome.task.key] >= 1:
                raise Refused(f"{self._wanted.out}: {outcome.error}")
            made.tries[outcome.task.key] += 1
            engine.submit(outcome.task)
            return
        made.moves += outcome.value or []
        made.open -= 1
        if not made.open:
            self._put_in_place(made)

    def _appending(self, number: int, size: int) -> Append:
        """What is to be put behind the ``size`` bytes that a dataset in one file has."""
        journal = self._journal
        shelves = [journal.blobs(number, table, month) for table, month in journal.shelves(number)]
        labels = sorted({label for found in journal.doomed().values() for label in found})
        return Append(self._wanted.form, self._wanted.out, self._how.folder, number, size, shelves, labels)

    def _put_in_place(self, made: _Publishing) -> None:
        out = self._wanted.out
        stages = self._journal.staged_in(made.number)
        if self._wanted.form == PARQUET:
            moves = {
                "moves": [(os.path.relpath(old, out), os.path.relpath(new, out)) for old, new in made.moves],
                "gone": [os.path.relpath(path, out) for path in made.gone],
                "merged": made.merged,
            }
            self._journal.moving(made.number, moves)
            self._move(moves)
        self._journal.published(made.number, made.merged)
        for name in stages:
            with suppress(OSError):
                os.unlink(os.path.join(self._how.folder, name))
        self._publishing = None

    def _move(self, moves: dict[str, Any]) -> None:
        """Put new files in place: those that were moved already are not there any more."""
        folders = set()
        for name in moves["gone"]:
            with suppress(FileNotFoundError):
                os.unlink(os.path.join(self._wanted.out, name))
        for old, new in moves["moves"]:
            place = os.path.join(self._wanted.out, new)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with suppress(FileNotFoundError):
                os.replace(os.path.join(self._wanted.out, old), place)
            folders.add(os.path.dirname(place))
        for folder in folders:
            _sync(folder)


class _Publishing:
    """A generation while its files are being written."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.moves: list[tuple[str, str]] = []
        self.gone: list[str] = []
        self.merged: list[int] = []
        self.open = 0
        self.tries: Counter[str] = Counter()

    def submit(self, engine: Engine, function: str, arguments: tuple[Any, ...]) -> None:
        self.open += 1
        engine.submit(Task(f"{self.number}-{self.open}", function, arguments))


def _sync(folder: str) -> None:
    """What was moved there stays there, whatever happens to the machine."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
