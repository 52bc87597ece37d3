"""Inputs bred towards code that none has reached yet: ``python tests/fuzz/guided.py --target all --seconds 60``.

Each target of ``targets.py`` is run in a process of its own, by libFuzzer through atheris, which mixes its mutations with
those of ``mutation.py``; ``--blind`` mutates seeds by chance alone, and needs no atheris. Wrong is whatever a target
raises, an input that takes more than a second of work (a few times that where a target does much), and a process that
grows by more than 200 MB. What is wrong is kept in ``--keep``, three inputs a kind, and ``--input FILE`` tries one again.
"""

from __future__ import annotations

import argparse
import gc
import io
import mmap
import os
import random
import re
import resource
import signal
import struct
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import walk_packages
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))
from fuzz.mutation import mutated

MAX_S = 1.0
MAX_BYTES = 200 << 20
CORPUS = Path(__file__).parent / "corpus"
# Work on one input after which it is given up.
_HANGS_S = 30
# Of one kind of fault so many inputs are kept.
_KEPT = 3
_TALLY = struct.Struct("qqd")


class Hangs(BaseException):
    """Not an Exception: nothing that deals with those is to hold it up."""


class Tally:
    """Inputs tried, how many of them were wrong, and the slowest's seconds of work: in memory that a child shares."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, _TALLY.size)

    def read(self) -> tuple[int, int, float]:
        tried, wrong, slowest = _TALLY.unpack(self._shared[:])
        return tried, wrong, slowest

    def add(self, wrong: bool, seconds: float) -> None:
        tried, before, slowest = self.read()
        self._shared[:] = _TALLY.pack(tried + 1, before + wrong, max(slowest, seconds))


class Judge:
    """One input after the other, through one target."""

    def __init__(self, name: str, keep: Path, tally: Tally) -> None:
        from fuzz.targets import TARGETS

        self._name, self._target, self._keep, self.tally = name, TARGETS[name], keep, tally
        self._kinds: Counter[str] = Counter()
        self._limit = _most() + MAX_BYTES

    def warm(self, inputs: list[bytes]) -> None:
        """All that the target loads is loaded, so that memory is counted from here on."""
        for data in inputs:
            with suppress(Exception):
                self._target.check(data)
        gc.collect()
        # What stays anyway need not be gone through again and again.
        gc.freeze()
        self._limit = _most() + MAX_BYTES

    def __call__(self, data: bytes) -> None:
        began = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, _HANGS_S)
        why = None
        try:
            self._target.check(data)
        except (Exception, Hangs) as error:
            why = _told(error)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        seconds = time.process_time() - began
        if why is None and seconds > MAX_S * self._target.slow:
            # Watched code is slower, and a machine may be busy: it is tried again in a process that is not watched.
            why = again(self._name, data)
            seconds = 0.0 if why is None else seconds
        if why is None and _most() > self._limit:
            why = f"memory: it grew by more than {MAX_BYTES >> 20} MB"
            self._limit = _most() + MAX_BYTES
        self.tally.add(why is not None, seconds / self._target.slow)
        if why is not None:
            self._kept(data, why)

    def _kept(self, data: bytes, why: str) -> None:
        kind = re.sub(r"[0-9]+", "0", why.partition("\n")[0])[:90]
        self._kinds[kind] += 1
        if self._kinds[kind] > _KEPT:
            return
        number = list(self._kinds).index(kind) + 1
        self._keep.mkdir(parents=True, exist_ok=True)
        place = self._keep / f"{self._name}-{number:03}-{self._kinds[kind]}"
        place.write_bytes(data)
        Path(f"{place}.why").write_text(why, "utf-8", "backslashreplace")
        print(f"{place}: {why.partition(chr(10))[0][:300]!a}", flush=True)


def _told(error: BaseException) -> str:
    """What and where in a line, and the way there."""
    frames = traceback.extract_tb(error.__traceback__)
    own = next((item for item in reversed(frames) if "/headertrace/" in item.filename), frames[-1])
    if isinstance(error, Hangs):
        own = next((item for item in frames if "/headertrace/" in item.filename), frames[-1])
    where = "" if type(error).__name__ == "Wrong" else f" in {Path(own.filename).name}, {own.name}"
    return f"{type(error).__name__}{where}: {error}\n{''.join(traceback.format_exception(error))[-4_000:]}"


def _most() -> int:
    """The most memory that this process had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def again(name: str, data: bytes) -> str | None:
    """What is wrong with one input by itself, in a new process; None where all is well."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "input").write_bytes(data)
        words = [sys.executable, __file__, "--target", name, "--input", f"{folder}/input"]
        done = subprocess.run(words, capture_output=True, text=True)
    return done.stdout if done.returncode else None


def _one(name: str, path: Path) -> int:
    """One input, three times: the quickest counts."""
    from fuzz.targets import TARGETS

    target, data = TARGETS[name], path.read_bytes()
    for seed in target.seeds()[:20]:
        with suppress(Exception):
            target.check(seed)
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        target.check(data)
        best = min(best, time.process_time() - began)
    print(f"slow: {best:.2f} s of work on {len(data)} bytes")
    return best > MAX_S * target.slow


def _seeds(name: str, corpus: Path | None) -> list[bytes]:
    """The target's own, those that were found before, and real mail from ``corpus``."""
    from fuzz.seeds import seeds
    from fuzz.targets import TARGETS

    made = TARGETS[name].seeds() + [path.read_bytes() for path in sorted((CORPUS / name).glob("*"))]
    return made + ([data for kind, data in seeds(corpus) if kind == "corpus"] if corpus is not None else [])


class Wanted(NamedTuple):
    """``seconds`` and ``runs`` are for one target, 0 for no limit; ``save`` is where new inputs are put."""

    seconds: float
    runs: int
    seed: int
    corpus: Path | None
    keep: Path
    save: Path | None
    blind: bool


def _blind(name: str, wanted: Wanted, tally: Tally) -> None:
    """By chance alone; the same each time."""
    from fuzz.targets import TARGETS

    judge, chance = Judge(name, wanted.keep, tally), random.Random(wanted.seed)
    found, longest = _seeds(name, wanted.corpus), TARGETS[name].longest
    judge.warm(found)
    until = time.monotonic() + wanted.seconds if wanted.seconds else float("inf")
    for number in _numbers(wanted.runs):
        if time.monotonic() > until:
            return
        judge(mutated(chance.choice(found), chance.choice(found), chance)[:longest])
        if number % 5_000 == 0:
            tried, wrong, slowest = tally.read()
            print(f"{name}: {tried} inputs, {wrong} wrong, slowest {slowest:.2f} s", flush=True)


def _numbers(runs: int) -> Iterator[int]:
    number = 0
    while not runs or number < runs:
        number += 1
        yield number


def _watched() -> None:
    """Load all of ``headertrace`` so that coverage is counted in it, and in nothing else."""
    import atheris

    # It tells of every module.
    with redirect_stderr(io.StringIO()), atheris.instrument_imports(include=["headertrace"]):
        import headertrace

        for module in walk_packages(headertrace.__path__, "headertrace."):
            if not module.name.endswith("__main__"):
                with suppress(ImportError):
                    import_module(module.name)


def _guided(name: str, wanted: Wanted, tally: Tally) -> None:
    """By coverage. Does not return: libFuzzer ends the process."""
    import atheris

    from fuzz.targets import TARGETS

    with TemporaryDirectory() as folder:
        judge = Judge(name, wanted.keep, tally)
        found = _seeds(name, wanted.corpus)
        judge.warm(found)
        for number, data in enumerate(found):
            (Path(folder) / f"{number:04}").write_bytes(data)
        save = (wanted.save or Path(folder, "new")) / name
        save.mkdir(parents=True, exist_ok=True)
        wanted.keep.mkdir(parents=True, exist_ok=True)
        _log_to(wanted.keep / f"{name}.log")
        words = [
            "guided", f"-seed={wanted.seed}", f"-max_len={TARGETS[name].longest}", "-rss_limit_mb=0", "-timeout=120",
            f"-artifact_prefix={wanted.keep}/{name}-", f"-max_total_time={round(wanted.seconds)}",
            f"-runs={wanted.runs or -1}", str(save), folder,
        ]  # fmt: skip
        atheris.Setup(words, judge, custom_mutator=_mutator(found))
        atheris.Fuzz()


def _log_to(path: Path) -> None:
    """What libFuzzer tells of its way goes there."""
    log = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
    os.dup2(log, 2)
    os.close(log)


def _mutator(found: list[bytes]) -> Callable[[bytes, int, int], bytes]:
    """libFuzzer's mutations, ours, or both."""
    import atheris

    def mutator(data: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        turn = chance.randrange(3)
        if turn:
            data = mutated(data, chance.choice(found), chance)[:most]
        return atheris.Mutate(data, most) if turn != 1 else data

    return mutator


def _run(name: str, wanted: Wanted) -> bool:
    """One target in a process of its own; whether all was well."""
    tally = Tally()
    began = time.monotonic()
    child = os.fork()
    if not child:
        signal.signal(signal.SIGPROF, _hangs)
        code = 1
        try:
            (_blind if wanted.blind else _guided)(name, wanted, tally)
            code = 0
        except SystemExit as done:
            code = int(done.code or 0)
        except BaseException:
            traceback.print_exc()
        sys.stdout.flush()
        os._exit(code)
    _, status, used = os.wait4(child, 0)
    tried, wrong, slowest = tally.read()
    code = os.waitstatus_to_exitcode(status)
    took = time.monotonic() - began
    print(
        f"{name}: {tried} inputs in {took:.0f} s, {wrong} wrong; slowest {slowest:.2f} s of work, most memory"
        f" {used.ru_maxrss >> 10} MB{f'; it ended with {code}' if code else ''}",
        flush=True,
    )
    return code == 0 and wrong == 0 and tried > 0


def _hangs(*_: Any) -> None:
    raise Hangs(f"not done after {_HANGS_S} s of work")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--target", default="all", help="all, or names in targets.py with commas between")
    asked.add_argument("--seconds", type=float, default=0, help="in all")
    asked.add_argument("--runs", type=int, default=0, help="so many inputs a target")
    asked.add_argument("--seed", type=int, default=18)
    asked.add_argument("--corpus", type=Path, help="a folder of mail to begin with as well")
    asked.add_argument("--keep", type=Path, default=Path("fuzz-found"))
    asked.add_argument("--save", type=Path, help="where inputs that reach new code are put, by target")
    asked.add_argument("--blind", action="store_true", help="by chance alone")
    asked.add_argument("--input", type=Path, help="try this one")
    given = asked.parse_args()
    if not given.blind and given.input is None:
        if find_spec("atheris") is None:
            print("guided.py needs atheris: pip install 'headertrace[fuzz]'; --blind does without", file=sys.stderr)
            return 2
        _watched()
    from fuzz.targets import TARGETS

    names = list(TARGETS) if given.target == "all" else given.target.split(",")
    unknown = [name for name in names if name not in TARGETS]
    if unknown:
        asked.error(f"no target {', '.join(unknown)}")
    if given.input is not None:
        return _one(names[0], given.input)
    seconds = (given.seconds or (0 if given.runs else 60)) / len(names)
    wanted = Wanted(seconds, given.runs, given.seed, given.corpus, given.keep, given.save, given.blind)
    # All of them, whatever the first ones find.
    well = [_run(name, wanted) for name in names]
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
