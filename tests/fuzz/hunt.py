"""Harmed inputs through every reader, verb and rendering, for as long as wanted: ``python tests/fuzz/hunt.py``.

Each input is given to a few commands, each in a process of its own that is forked with all modules loaded. What is
asked of every one is in ``judged``: a documented exit code, no traceback, a bounded time and memory, nothing live in what
is written, and no markup that is the message's. What fails is kept in ``--keep`` with the command that fails.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))
from fuzz.mutation import mutated
from fuzz.seeds import logs, seeds
from fuzz.sound import FORMATS, Sound, coloured, document, lines, mail, markdown, page, pdf, text
from helpers.poison import live

CODES = frozenset({0, 1, 2, 3, 4, 5})
MAX_S = 1.0
MAX_BYTES = 200 << 20
_HANGS_S = 20


class Done(NamedTuple):
    """How a command ended: its exit code or minus the signal, what it wrote, seconds of work, most memory in bytes."""

    code: int
    out: bytes
    err: bytes
    seconds: float
    most: int


class Command(NamedTuple):
    """``words`` with FILE, OTHER and LOG in the places of the inputs, and WORDS for some of what stands in the first;
    ``sound`` says what is wrong with what it wrote. ``slow`` is how many times the usual time and memory it may take.
    """

    words: tuple[str, ...]
    sound: Sound
    slow: float = 1.0


def forked(words: list[str], folder: Path) -> Done:
    """``headertrace WORDS`` in a child of this process."""
    out, err = folder / "out", folder / "err"
    child = os.fork()
    if not child:
        try:
            # Reports are written into the working directory.
            os.chdir(folder)
            for number, path in ((1, out), (2, err)):
                os.dup2(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY), number)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
            signal.setitimer(signal.ITIMER_REAL, _HANGS_S * 3)
            resource.setrlimit(resource.RLIMIT_CPU, (_HANGS_S, _HANGS_S + 1))
            from headertrace.cli.running import run

            code = run(words)
            sys.stderr.flush()
            os._exit(code)
        except BaseException:
            import traceback

            os.write(2, traceback.format_exc().encode())
            os._exit(99)
    _, status, used = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return Done(code, out.read_bytes(), err.read_bytes(), used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def judged(command: Command, done: Done, before: int = 0) -> str | None:
    """What is wrong; None where all is well. ``before`` is the memory that the child began with."""
    if done.code not in CODES:
        return f"exit code {done.code}: {done.err[-300:]!r}"
    said = done.err.decode("utf-8", "surrogateescape")
    if "Traceback" in said or re.search(r"left out: \w*(?:Error|Exception)\b", said):
        return f"a traceback: {said[-900:]}"
    if live(said):
        return f"live characters on stderr: {live(said)}"
    if not all(line.startswith("headertrace: ") for line in said.splitlines()):
        return f"stderr: {said[:300]!r}"
    if done.seconds > MAX_S * command.slow:
        return f"{done.seconds:.1f} s"
    if done.most - before > MAX_BYTES * max(1, command.slow / 5):
        return f"{done.most >> 20} MB"
    return command.sound(done.out) if done.out else None


COMMANDS = (
    *(Command(("-f", name, "FILE"), sound) for name, sound in FORMATS.items()),
    Command(("--color", "always", "-v", "FILE"), coloured),
    Command(("--color", "always", "-f", "tree", "FILE", "OTHER"), coloured),
    Command(("--brief", "--sort", "file", "FILE", "OTHER"), text),
    Command(("--inner", "-f", "ndjson", "FILE"), lines),
    Command(("--outer", "-f", "ndjson", "FILE"), lines),
    Command(("--message", "2", "FILE"), text),
    Command(("--redact", "-f", "json", "FILE"), document),
    Command(("redact", "FILE"), mail),
    Command(("redact", "--preset", "public", "FILE"), mail),
    Command(("compare", "FILE", "OTHER"), text, 2),
    Command(("compare", "-f", "html", "FILE", "OTHER"), page, 2),
    Command(("compare", "-f", "json", "FILE", "OTHER"), document, 2),
    Command(("received", "FILE"), lines),
    Command(("verify", "--dry-run", "FILE"), text, 2),
    Command(("report", "--to", "file", "--brief", "FILE"), markdown),
    Command(("report", "--to", "file", "FILE"), markdown),
    Command(("report", "--to", "file", "--redact", "FILE"), markdown, 2),
    Command(("--log", "LOG", "FILE"), text, 2),
    Command(("--log", "LOG", "-f", "json", "FILE"), document, 2),
    Command(("logs", "--id", "3F7F022A", "LOG"), text),
    Command(("logs", "--message-id", "7@example.net", "-v", "LOG"), text),
    Command(("logs", "--message-id", "7@example.net", "-f", "json", "LOG"), document),
    Command(("explain", "WORDS"), text),
    Command(("explain", "-f", "json", "WORDS"), document),
)
# What loads much, and has threads of its own, which no fork may meet: now and then, with nothing loaded beforehand.
RARE = (
    Command(("-f", "pdf", "FILE"), pdf, 10),
    Command(("scan", "-j", "1", "-o", "set.ndjson", "FILE"), text, 10),
    Command(("stats", "-f", "json", "FILE"), document, 15),
    Command(("stats", "FILE", "findings", "worst"), text, 15),
)


def _loaded(found: list[tuple[str, bytes]], folder: Path) -> None:
    """All that the commands load for inputs of each kind, so that no child has to."""
    samples = {kind.partition(",")[0]: data for kind, data in found}
    out, err = os.dup(1), os.dup(2)
    quiet = os.open(os.devnull, os.O_WRONLY)
    from headertrace.cli.running import run

    here = os.getcwd()
    try:
        # Reports are written into the working directory.
        os.chdir(folder)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        for number, data in enumerate(samples.values()):
            sample = folder / f"sample-{number}"
            sample.write_bytes(data)
            for command in COMMANDS[:: 1 if number == 0 else 7]:
                run(_filled(command.words, {"FILE": sample, "OTHER": sample, "LOG": sample, "WORDS": "HT101"}))
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.chdir(here)


def _filled(words: tuple[str, ...], places: dict[str, object]) -> list[str]:
    return [str(places.get(word, word)) for word in words]


def _words(data: bytes, chance: random.Random) -> str:
    """Some of what stands there, as somebody may copy it into a command line."""
    begin = chance.randrange(len(data) + 1)
    return data[begin : begin + chance.randrange(1, 60)].decode("utf-8", "surrogateescape").replace("\0", "")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--seed", type=int, default=18)
    asked.add_argument("--corpus", type=Path)
    asked.add_argument("--each", type=int, default=3, help="so many commands an input")
    asked.add_argument("--keep", type=Path, default=Path("fuzz-found"))
    asked.add_argument("--only", help="seeds of these kinds: a pattern")
    given = asked.parse_args()
    chance, found, written = random.Random(given.seed), seeds(given.corpus), logs()
    if given.only:
        found = [item for item in found if re.search(given.only, item[0])]
    tried: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    worst = 0.0
    most = 0
    with TemporaryDirectory() as name:
        folder = Path(name)
        _loaded(found, folder)
        before = forked(["--version"], folder).most
        until = time.monotonic() + given.seconds
        while time.monotonic() < until:
            kind, data = chance.choice(found)
            harmed = mutated(data, chance.choice(found)[1], chance)
            file, other = folder / f"mail-{kind.partition(',')[0].replace('/', '-')}", folder / "other"
            log = folder / "mail.log"
            file.write_bytes(harmed)
            other.write_bytes(chance.choice(found)[1])
            log.write_bytes(mutated(chance.choice(written), chance.choice(found)[1], chance))
            kinds[kind.partition(",")[0]] += 1
            commands = chance.sample(COMMANDS, given.each) + chance.sample(RARE, chance.random() < 0.012)
            for command in commands:
                places = {"FILE": file, "OTHER": other, "LOG": log, "WORDS": _words(harmed, chance)}
                words = _filled(command.words, places)
                done = forked(words, folder)
                tried[" ".join(command.words)] += 1
                worst, most = max(worst, done.seconds / command.slow), max(most, done.most)
                try:
                    why = judged(command, done, before)
                except Exception as error:
                    why = f"not well-formed: {error!r}"
                if why is not None:
                    wrong[" ".join(command.words[:2])] += 1
                    given.keep.mkdir(parents=True, exist_ok=True)
                    kept = given.keep / f"{given.seed}-{sum(wrong.values()):04}"
                    kept.write_bytes(harmed)
                    Path(f"{kept}.other").write_bytes(other.read_bytes())
                    Path(f"{kept}.log").write_bytes(log.read_bytes())
                    Path(f"{kept}.why").write_text(
                        f"{kind}: {' '.join(command.words)}\n{why}\n", "utf-8", "backslashreplace"
                    )
                    print(
                        f"{kept}: {kind}: {' '.join(command.words)}: {why[-400:]}".encode(
                            "ascii", "backslashreplace"
                        ).decode(),
                        flush=True,
                    )
            file.unlink()
    print(
        f"{sum(kinds.values())} inputs, {sum(tried.values())} commands, {sum(wrong.values())} wrong; slowest {worst:.2f} s,"
    )
    print(f"most memory {most >> 20} MB (a child begins with {before >> 20} MB)")
    for what, count in sorted(tried.items()):
        print(f"{count:6} {what}")
    for what, count in sorted(kinds.items()):
        print(f"{count:6} {what}")


if __name__ == "__main__":
    main()
