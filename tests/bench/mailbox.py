"""How much memory a large mailbox takes, above what the command has when it starts, and how long it takes.

    python tests/bench/mailbox.py [-m MEGABYTES] [-w WORDS]... [MESSAGE|FOLDER]...

The mailbox, of 1,000 MB by default, is made of the messages named (of the samples where none is), again and again, each
time with another Message-ID and other ids in its Received lines. ``-w`` are the words of a command line to be run over
it; by default it is read by several formats and verbs. Prints one line a figure; nothing passes or fails here.
"""

from __future__ import annotations

import argparse
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from time import perf_counter

SAMPLES = Path(__file__).parents[2] / "samples"
LINE = b"From bench@example.org Tue Nov 24 08:00:00 2026\n"
RUNS = ("-f ndjson", "-f json", "-f table", "-f csv", "-f headers", "redact", "-f json --message 5")
# What wait4 tells of a child counts what its parent had, too.
COMMAND = """
import sys
from headertrace.cli.running import run
run(sys.argv[1:])
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")), file=sys.stderr)
"""
_ID = re.compile(rb"(?im)^(message-id:\s*<)|(\bid\s+)(?=\w)")
_DATE = re.compile(rb"(?i)\b[0-9]{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) (?:19|20)[0-9]{2}\b")
END = datetime(2026, 11, 24)
_FROM = re.compile(rb"(?m)^(>*From )")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("-m", "--megabytes", type=int, default=1_000)
    parser.add_argument("-w", "--words", action="append")
    parser.add_argument("messages", nargs="*", type=Path)
    given = parser.parse_args()
    mails = list(map(mail, files(given.messages or [SAMPLES])))
    with tempfile.TemporaryDirectory() as folder:
        box, small = Path(folder, "large.mbox"), Path(folder, "small.mbox")
        made = write(box, mails, given.megabytes * 1_000_000)
        write(small, mails[:1], 1)
        print(f"{made} messages, {box.stat().st_size / 1e6:.0f} MB")
        for words in given.words or RUNS:
            start, _ = measured(words, small)
            peak, seconds = measured(words, box)
            print(f"{words}: {(peak - start) / 1024:.0f} MiB above {start / 1024:.0f} MiB, {seconds:.0f} s")


def files(places: list[Path]) -> Iterator[Path]:
    for place in places:
        yield from sorted(path for path in place.rglob("*") if path.is_file()) if place.is_dir() else [place]


def mail(path: Path) -> bytes:
    """What is in a file, without the From line of the mailbox that it may come from."""
    data = path.read_bytes()
    return data.partition(b"\n")[2] if data.startswith(b"From ") else data


def write(box: Path, mails: list[bytes], size: int, months: int = 0, first: int = 0) -> int:
    """A mailbox (mboxrd) of at least ``size`` bytes; how many messages are in it.

    With ``months`` their dates are spread over so many, up to November 2026, in order; they are numbered from ``first``.
    """
    with box.open("wb") as stream:
        for number in count(first):
            if stream.tell() >= size:
                return number - first
            new = b"n%d." % number
            entry = _ID.sub(lambda match, new=new: match[0] + new, mails[number % len(mails)])
            if months:
                entry = dated(entry, END - timedelta(days=30.4 * months * (1 - stream.tell() / size)))
            stream.write(LINE + _FROM.sub(rb">\1", entry) + b"\n\n")
    raise AssertionError


def dated(entry: bytes, moment: datetime) -> bytes:
    """A message with all dates in its header later, or earlier, by the same whole weeks: the first is near ``moment``."""
    head, blank, body = entry.partition(b"\n\n")
    found = _DATE.search(head)
    own = _day(found) if found else None
    if own is None:
        return entry
    by = timedelta(weeks=round((moment - own) / timedelta(weeks=1)))

    def moved(match: re.Match[bytes]) -> bytes:
        day = _day(match)
        return match[0] if day is None else (day + by).strftime("%d %b %Y").encode()

    return _DATE.sub(moved, head) + blank + body


def _day(match: re.Match[bytes]) -> datetime | None:
    try:
        return datetime.strptime(match[0].decode().title(), "%d %b %Y")
    except ValueError:
        return None


def measured(words: str, box: Path) -> tuple[int, float]:
    """(the most memory that it had resident, in KiB; seconds) of a run over the mailbox."""
    before = perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *shlex.split(words), str(box)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=True,
    )
    return int(done.stderr.split()[-1]), perf_counter() - before


if __name__ == "__main__":
    main()
