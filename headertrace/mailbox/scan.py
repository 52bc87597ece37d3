"""``scan``: the one place where the steps from mailboxes to a dataset are put in order."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any, NamedTuple

from headertrace.mailbox import layout
from headertrace.mailbox.engine import Engine, Outcome, Task
from headertrace.mailbox.journal import Journal, Locked
from headertrace.mailbox.layout import Refused
from headertrace.mailbox.planning import Planner
from headertrace.mailbox.tables import TABLES
from headertrace.mailbox.unit import Done, How, Unit

# So many units are published in one go: a journal of terabytes gets a file for each of them and month.
_GENERATION = 1_024
_PATIENCE_S = 0.5
_STAGE, _NEW = "stage", "new"
# What workers do. By name: who puts the steps in order need not load what they take.
_WORK, _GIVE_UP = "working:work", "working:give_up"
_FILE, _EMPTY, _WITHOUT = "publishing:write_file", "publishing:write_empty", "publishing:without"


class Wanted(NamedTuple):
    """What is to be scanned: ``inputs`` are paths and URLs, ``out`` the folder of the dataset.

    ``options`` are those by which its rows were made; rows made by others do not go with them.
    """

    inputs: tuple[str, ...]
    out: str
    how: How
    options: dict[str, Any]
    jobs: int = 1
    recursive: bool = False


class Step(NamedTuple):
    """How far it is: bytes of ``total`` read in this run, messages and those that could not be read."""

    bytes: int
    total: int
    messages: int
    failed: int
    seconds: float


class Summary(NamedTuple):
    """What came of it. ``unread`` are inputs that could not be read, ``vanished`` counts files that were read once and
    are not there any more, ``waiting`` pieces of sources that were begun and not named this time.

    ``messages`` and ``failed`` are of this run, ``all_messages`` of the whole dataset.
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
    out = wanted.out
    try:
        about = layout.read_about(out)
        if about is None:
            if os.path.isdir(out) and set(os.listdir(out)) - {layout.WORK}:
                raise Refused(f"{out} is a folder with other things in it: name a new one")
        else:
            layout.check(out, about)
            _same(out, about.options, wanted.options)
        work = os.path.join(out, layout.WORK)
        os.makedirs(os.path.join(work, _STAGE), exist_ok=True)
        journal = Journal(os.path.join(work, "journal.sqlite"))
    except Locked:
        raise Refused(f"another scan is writing to {out}") from None
    except OSError as error:
        raise Refused(f"{out}: {error.strerror or error}") from None
    try:
        if about is None:
            layout.write_about(out, wanted.options)
        yield journal
    except OSError as error:
        raise Refused(f"{out}: {error.strerror or error}") from None
    finally:
        journal.close()


def _same(out: str, old: dict[str, Any], new: dict[str, Any]) -> None:
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            raise Refused(f"{out} was made with another --{name}: scan with the same, or into another folder")


class _Scan:
    def __init__(
        self, wanted: Wanted, journal: Journal, engine: Callable[[], Engine], tell: Callable[[Step], None]
    ) -> None:
        self._wanted = wanted
        self._journal = journal
        self._engine = engine
        self._tell = tell
        self._work = os.path.join(wanted.out, layout.WORK)
        self._how = wanted.how._replace(folder=os.path.join(self._work, _STAGE))
        self._begun = monotonic()
        self._tries: Counter[int] = Counter()
        self._units: dict[int, Unit] = {}
        self._lost: list[str] = []
        self._run = os.urandom(4).hex()
        self._publishing: _Publishing | None = None
        self._bytes = self._total = self._messages = self._failed = 0

    def run(self) -> Summary:
        journal = self._journal
        self._recover()
        before = journal.totals()
        planner = Planner(journal, self._wanted.jobs, self._how.key if self._how.kinds else b"", lambda: None)
        planned = planner.plan(self._wanted.inputs, self._wanted.recursive)
        self._total, waiting = journal.left()
        if self._is_work():
            engine = self._engine()
            try:
                self._go_on(engine)
            finally:
                engine.close()
        after = journal.totals()
        return Summary(
            messages=after.messages - before.messages,
            failed=after.failed - before.failed,
            all_messages=after.messages,
            months=len(os.listdir(os.path.join(self._wanted.out, TABLES[0].name))),
            seconds=monotonic() - self._begun,
            unread=planned.unread,
            vanished=planned.vanished,
            replaced=planned.replaced,
            waiting=waiting,
            lost=tuple(self._lost),
        )

    def _is_work(self) -> bool:
        return bool(self._journal.planned(0, 1)) or self._is_due(at_end=True)

    def _recover(self) -> None:
        """Bring in order what a scan left that was ended."""
        for number, moves in self._journal.half_moved():
            self._move(moves)
            self._journal.published(number)
        self._journal.drop_writing()
        new = os.path.join(self._work, _NEW)
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
        stage = f"{unit.number}-{self._run}-{self._tries[unit.number]}"
        engine.submit(Task(unit.number, _WORK, (unit, self._how, stage)))

    def _taken(self, engine: Engine, outcome: Outcome) -> int:
        """Keep what came of a unit; how many tasks were made of that."""
        unit = self._units.pop(outcome.task.key)
        if outcome.error:
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
        done: Done = outcome.value
        self._tries.pop(unit.number)
        self._bytes += sum(part.end - part.start for part in unit.parts)
        self._messages += sum(read.messages or 0 for read in done.reads)
        self._failed += sum(read.failed for read in done.reads)
        again = self._journal.done(done)
        for number in again:
            self._submit(engine, self._journal.unit(number))
        return len(again)

    # Publishing

    def _is_due(self, at_end: bool) -> bool:
        sure = self._journal.sure()
        if sure >= _GENERATION:
            return True
        return at_end and bool(sure or self._journal.doomed() or not self._has_first_files())

    def _has_first_files(self) -> bool:
        return all(os.path.exists(layout.first_file(self._wanted.out, table.name)) for table in TABLES)

    def _publish(self, engine: Engine) -> None:
        """Have the next generation written."""
        out = self._wanted.out
        number = self._journal.begin(_GENERATION)
        made = self._publishing = _Publishing(number)
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

    def _put_in_place(self, made: _Publishing) -> None:
        out = self._wanted.out
        moves = [(os.path.relpath(old, out), os.path.relpath(new, out)) for old, new in made.moves]
        stages = self._journal.staged_in(made.number)
        self._journal.moving(made.number, moves)
        self._move(moves)
        self._journal.published(made.number)
        for name in stages:
            with suppress(OSError):
                os.unlink(os.path.join(self._how.folder, name))
        self._publishing = None

    def _move(self, moves: list[tuple[str, str]]) -> None:
        """Put new files in place: those that were moved already are not there any more."""
        folders = set()
        for old, new in moves:
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
